"""Allowances around a job: reserving before it exists for anybody, closing when it ends. Runs inside transactions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import AllowanceSpent
from bot.domain.job import Job, State
from bot.domain.limits import Measure, Spent, Usage, member_usage, operator_usage
from bot.domain.money import Money
from bot.ports import Tx

_BUDGET_SPENT = "Today's budget for pictures is used up."


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The rules in force."""

    daily_pictures: int
    """Pictures a member may have made per calendar day and server."""
    zone: str
    """The IANA time zone whose midnight ends a member's day."""
    daily_money: Money | None = None
    """What all pictures of a day may cost together; None sets no limit."""

    def reserve(self, tx: Tx, job: Job, now: datetime) -> None:
        """Reserve pictures and money for the job, or raise AllowanceSpent saying why and until when."""
        for usage, amount in self._needed(job, now):
            if not tx.ledger.reserve(job.key, usage, amount):
                told = usage.measure.told
                raise AllowanceSpent(
                    _BUDGET_SPENT if usage.measure is Measure.MONEY else None,
                    rule=usage.rule,
                    used=told(tx.ledger.used(usage.subject, usage.window)),
                    limit=told(usage.limit),
                    wanted=told(amount),
                    resets_at=usage.window.resets_at,
                )

    def usage(self, job: Job, now: datetime) -> Usage:
        """The counter that a job's pictures are taken from."""
        return member_usage(job.guild_id, job.user_id, limit=self.daily_pictures, now=now, zone=self.zone)

    def _needed(self, job: Job, now: datetime) -> Iterator[tuple[Usage, int]]:
        yield self.usage(job, now), job.wish.count
        if job.quote is not None:
            # Last, because all servers meet at this one counter.
            yield operator_usage(self.daily_money, now=now), job.quote.at_most.micros


_NOTHING_SPENT = Spent()


def close_job(
    tx: Tx,
    key: str,
    to: State,
    now: datetime,
    *,
    reason: str | None = None,
    attempt: int | None = None,
    spent: Spent = _NOTHING_SPENT,
) -> Job | None:
    """End a job and its reservations in one transaction: what was spent is settled, the rest is given back.

    None, and nothing changed, if the job has ended already or `attempt` is not the current one.
    """
    ended = tx.jobs.end(key, to, now, reason=reason, attempt=attempt)
    if ended is not None:
        tx.ledger.close(key, spent)
        if ended.quote is not None and spent.money is not None:
            tx.jobs.bill(key, spent.money)
    return ended
