"""What moderators see and decide beside their policy: reports, errands, and what was made. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.money import Money


class Verdict(StrEnum):
    """What became of a report."""

    DISMISSED = "dismissed"
    DELETED = "deleted"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Somebody says that a picture should not be there."""

    key: str
    guild_id: int
    job_key: str
    user_id: int
    """Who said so."""
    reason: str
    at: datetime
    verdict: Verdict | None = None
    """None while it is open."""
    judge_id: int | None = None
    """Who decided; 0 for somebody who has asked to be forgotten."""


class ErrandKind(StrEnum):
    """What is to be done at Discord."""

    NEWS = "news"
    """Post an entry of the audit, or a word of the operator."""
    REPORT = "report"
    """Post the card of a report, with its buttons."""
    DELETE = "delete"
    """Delete one of our messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something to be done at Discord with nobody waiting for it; done at least once, with the same nonce each time."""

    key: str
    """22 characters, fit for a nonce."""
    guild_id: int
    kind: ErrandKind
    channel_id: int
    message_id: int | None = None
    """The message that is to be deleted."""
    body: Mapping[str, str] = field(default_factory=dict[str, str])
    """What is to be said, by names that the kind knows."""
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one member had made in one hour by one engine.

    By hours, so that they can be put together to the days of whatever time zone a server has.
    """

    hour: datetime
    """When it began, in UTC; what is less than an hour does not matter."""
    user_id: int
    """0 for those who have asked to be forgotten."""
    engine: str
    jobs: int
    pictures: int
    money: Money
