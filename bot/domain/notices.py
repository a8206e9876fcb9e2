"""What is posted where a server's moderators read, with nobody waiting for it. Values only."""

from dataclasses import dataclass

from bot.domain.job import Job
from bot.domain.moderation import Report
from bot.domain.policy import Change
from bot.domain.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A report and the job that it is about."""

    report: Report
    job: Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Something that whoever runs the bot has to say."""

    text: str | Text


Notice = Change | Case | Word
"""An entry of the audit, a report, or a word of the operator."""
