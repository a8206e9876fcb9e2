"""The statements that delete: what is over, and what somebody wants forgotten. Across tenants, and never by itself."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from bot.domain.job import Job
from bot.domain.policy import AuditChannel, Retention
from bot.domain.privacy import Holdings
from bot.storage import erasure
from bot.storage.policies import clause_from
from bot.storage.records import hour_of, open_jobs
from bot.storage.schema import ENDED, audit, clause, draft, job, ledger, micros, report, tally, usage

C = TypeVar("C", Retention, AuditChannel)

_TIME = sa.bindparam("t", type_=sa.BigInteger)
_SOME = sa.bindparam("n", type_=sa.Integer)
_G = sa.bindparam("g", type_=sa.BigInteger)

# What one process deletes, others pass by.
_over = sa.select(clause.c.guild_id, clause.c.kind, clause.c.name).where(clause.c.until <= _TIME).limit(_SOME)
_SWEEP_CLAUSES = sa.delete(clause).where(
    sa.tuple_(clause.c.guild_id, clause.c.kind, clause.c.name).in_(_over.with_for_update(skip_locked=True))
)
# A counter that a job still holds something of is kept until that job has ended.
_held = sa.exists().where(
    ledger.c.subject == usage.c.subject, ledger.c.window == usage.c.window, ledger.c.settled.is_(None)
)
_FINISHED = (
    sa.select(usage.c.subject, usage.c.window)
    .where(usage.c.resets <= _TIME, sa.not_(_held))
    .order_by(usage.c.resets, usage.c.subject, usage.c.window)
    .limit(_SOME)
    .with_for_update(of=usage, skip_locked=True)
)
_DRAFTS = sa.select(draft.c.key).where(draft.c.until <= _TIME).limit(_SOME).with_for_update(skip_locked=True)
_SWEEP_DRAFTS = sa.delete(draft).where(draft.c.key.in_(_DRAFTS))
# Entries are numbered as time goes by: the oldest are looked at, and no index is kept for it.
_OLDEST = sa.select(audit.c.id, audit.c.at).order_by(audit.c.id).limit(_SOME).subquery()
_SWEEP_AUDIT = sa.delete(audit).where(audit.c.id.in_(sa.select(_OLDEST.c.id).where(_OLDEST.c.at < _TIME)))
_JUDGED = (
    sa.select(report.c.key)
    .where(report.c.verdict.is_not(None), report.c.at < _TIME)
    .order_by(report.c.at)
    .limit(_SOME)
    .with_for_update(skip_locked=True)
)
_SWEEP_REPORTS = sa.delete(report).where(report.c.key.in_(_JUDGED))
_row = (tally.c.guild_id, tally.c.hour, tally.c.user_id, tally.c.engine)
_STALE = (
    sa.select(*_row)
    .where(tally.c.hour < sa.bindparam("h", type_=sa.Text))
    .order_by(tally.c.hour)
    .limit(_SOME)
    .with_for_update(skip_locked=True)
)
_SWEEP_TALLIES = sa.delete(tally).where(sa.tuple_(*_row).in_(_STALE))
_EXPIRED = (
    sa.select(job.c.id)
    .where(job.c.guild_id == _G, job.c.lane == ENDED, job.c.ended < _TIME, job.c.aftercare.is_(None))
    .order_by(job.c.ended)
    .limit(_SOME)
    .with_for_update(skip_locked=True)
)
_clauses = sa.select(clause.c.guild_id, clause.c.kind, clause.c.value)
_RETENTIONS = _clauses.where(clause.c.kind == "retention")
_AUDIT_CHANNELS = _clauses.where(clause.c.kind == "audit channel")
_OPEN = open_jobs()


class UpkeepRows:
    """Keeps the `Upkeep` port over one open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def sweep(self, now: datetime, limit: int = 500) -> int:
        """Delete what is over."""
        over = {"t": micros(now), "n": limit}
        gone = self._sweep_counters(over)
        return gone + sum(self._connection.execute(each, over).rowcount for each in (_SWEEP_CLAUSES, _SWEEP_DRAFTS))

    def sweep_history(self, *, audit: datetime, reports: datetime, tallies: datetime, limit: int = 500) -> int:
        """Delete what is too old to matter."""
        old = self._connection.execute(_SWEEP_AUDIT, {"t": micros(audit), "n": limit}).rowcount
        old += self._connection.execute(_SWEEP_REPORTS, {"t": micros(reports), "n": limit}).rowcount
        return old + self._connection.execute(_SWEEP_TALLIES, {"h": hour_of(tallies), "n": limit}).rowcount

    def expire(self, guild_id: int, before: datetime, limit: int = 500) -> int:
        """Delete finished jobs of a tenant."""
        which = {"g": guild_id, "t": micros(before), "n": limit}
        return erasure.delete_jobs(self._connection, self._connection.scalars(_EXPIRED, which).all())

    def retentions(self) -> list[tuple[int, int]]:
        """Tenants with a retention of their own, and its days."""
        return [(guild_id, each.days) for guild_id, each in self._each(_RETENTIONS, Retention)]

    def audit_channels(self) -> list[tuple[int, AuditChannel]]:
        """Tenants with an audit channel, and the channel."""
        return list(self._each(_AUDIT_CHANNELS, AuditChannel))

    def open_count(self) -> int:
        """Jobs that have not ended."""
        return self._connection.execute(_OPEN).scalar_one()

    def holdings(self, user_id: int, guild_id: int | None) -> Holdings:
        """What there is of somebody."""
        return erasure.holdings(self._connection, user_id, guild_id)

    def unfinished_jobs(self, user_id: int, guild_id: int | None) -> list[Job]:
        """Jobs that somebody or something still has to do with."""
        return erasure.unfinished_jobs(self._connection, user_id, guild_id)

    def forget_jobs(self, user_id: int, guild_id: int | None, limit: int = 200) -> list[Job]:
        """Delete some of somebody's finished jobs."""
        return erasure.forget_jobs(self._connection, user_id, guild_id, limit)

    def erase(self, user_id: int, guild_id: int | None) -> int:
        """Delete what else is known of somebody."""
        return erasure.erase(self._connection, user_id, guild_id)

    def _each(self, clauses: sa.Select[int, str, str], kind: type[C]) -> Iterator[tuple[int, C]]:
        """Clauses of a kind of which a tenant has at most one, each with its tenant."""
        for row in self._connection.execute(clauses):
            found = clause_from(row.kind, row.value)
            if isinstance(found, kind):
                yield row.guild_id, found

    def _sweep_counters(self, over: dict[str, int]) -> int:
        """Counters whose window has ended, with their entries."""
        finished = [(row.subject, row.window) for row in self._connection.execute(_FINISHED, over)]
        if not finished:
            return 0
        # The same ones in both, whatever others do meanwhile.
        for table in (ledger, usage):
            these = sa.tuple_(table.c.subject, table.c.window).in_(finished)
            self._connection.execute(sa.delete(table).where(these))
        return len(finished)
