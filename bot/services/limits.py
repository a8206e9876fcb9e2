"""Allowances around a job: reserving before it exists for anybody, closing when it ends. Runs inside transactions."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import AllowanceSpent
from bot.domain.job import Job, State
from bot.domain.limits import Usage, member_usage
from bot.ports import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The rules in force."""

    daily_pictures: int
    """Pictures a member may have made per calendar day and server."""
    zone: str
    """The IANA time zone whose midnight ends a day."""

    def reserve(self, tx: Tx, job: Job, now: datetime) -> None:
        """Reserve the job's pictures for the person who asked, or raise AllowanceSpent saying why and until when."""
        usage = self.usage(job, now)
        if not tx.ledger.reserve(job.key, usage, job.wish.count):
            raise AllowanceSpent(
                rule=usage.rule,
                used=tx.ledger.used(usage.subject, usage.window),
                limit=usage.limit,
                wanted=job.wish.count,
                resets_at=usage.window.resets_at,
            )

    def usage(self, job: Job, now: datetime) -> Usage:
        """The counter that a job is taken from."""
        return member_usage(job.guild_id, job.user_id, limit=self.daily_pictures, now=now, zone=self.zone)


def close_job(
    tx: Tx, key: str, to: State, now: datetime, *, reason: str | None = None, attempt: int | None = None, spent: int = 0
) -> Job | None:
    """End a job and its reservation in one transaction: `spent` pictures are settled, the others given back.

    None, and nothing changed, if the job has ended already or `attempt` is not the current one.
    """
    ended = tx.jobs.end(key, to, now, reason=reason, attempt=attempt)
    if ended is not None:
        tx.ledger.close(key, spent)
    return ended
