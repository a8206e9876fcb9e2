"""The statements that delete: what is over, and what somebody wants forgotten. Across tenants, and never by itself."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.request import MessageRef
from bot.storage.records import open_jobs
from bot.storage.schema import ENDED, audit, clause, job, ledger, member, micros, report, tally, usage

_TIME = sa.bindparam("t", type_=sa.BigInteger)
_SOME = sa.bindparam("n", type_=sa.Integer)
_G = sa.bindparam("g", type_=sa.BigInteger)
_U = sa.bindparam("u", type_=sa.BigInteger)

_over = sa.select(clause.c.guild_id, clause.c.kind, clause.c.name).where(clause.c.until <= _TIME).limit(_SOME)
_SWEEP_CLAUSES = sa.delete(clause).where(sa.tuple_(clause.c.guild_id, clause.c.kind, clause.c.name).in_(_over))
_OVER = (
    sa.select(usage.c.subject, usage.c.window)
    .where(usage.c.resets <= _TIME)
    .order_by(usage.c.resets, usage.c.subject, usage.c.window)
    .limit(_SOME)
)
# A counter that a job still holds something of is kept until that job has ended.
_held = sa.exists().where(
    ledger.c.subject == usage.c.subject, ledger.c.window == usage.c.window, ledger.c.settled.is_(None)
)
_finished = (
    sa.select(usage.c.subject, usage.c.window)
    .where(usage.c.resets <= _TIME, sa.not_(_held))
    .order_by(usage.c.resets, usage.c.subject, usage.c.window)
    .limit(_SOME)
)
_SWEEP_ENTRIES = sa.delete(ledger).where(sa.tuple_(ledger.c.subject, ledger.c.window).in_(_finished))
_SWEEP_COUNTERS = sa.delete(usage).where(sa.tuple_(usage.c.subject, usage.c.window).in_(_finished))
_EXPIRED = (
    sa.select(job.c.id)
    .where(job.c.guild_id == _G, job.c.lane == ENDED, job.c.ended < _TIME, job.c.aftercare.is_(None))
    .order_by(job.c.id)
    .limit(_SOME)
)
_RETENTIONS = sa.select(clause.c.guild_id, clause.c.value).where(clause.c.kind == "retention")
_OPEN = open_jobs()
_AUDIT_CHANNELS = sa.select(clause.c.guild_id, clause.c.value).where(clause.c.kind == "audit channel")


class UpkeepRows:
    """Keeps the `Upkeep` port over one open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def sweep(self, now: datetime, limit: int = 500) -> int:
        """Delete what is over."""
        over = {"t": micros(now), "n": limit}
        # Entries first: they say which counters are still held.
        self._connection.execute(_SWEEP_ENTRIES, over)
        return sum(self._connection.execute(each, over).rowcount for each in (_SWEEP_COUNTERS, _SWEEP_CLAUSES))

    def expire(self, guild_id: int, before: datetime, limit: int = 500) -> int:
        """Delete finished jobs of a tenant."""
        return self._delete_jobs(_EXPIRED, {"g": guild_id, "t": micros(before), "n": limit})

    def retentions(self) -> list[tuple[int, int]]:
        """Tenants with a retention of their own, and its days."""
        return [(row.guild_id, row.value["days"]) for row in self._connection.execute(_RETENTIONS)]

    def audit_channels(self) -> list[tuple[int, int]]:
        """Tenants with an audit channel, and the channel."""
        return [(row.guild_id, row.value["channel_id"]) for row in self._connection.execute(_AUDIT_CHANNELS)]

    def open_count(self) -> int:
        """Jobs that have not ended."""
        return self._connection.execute(_OPEN).scalar_one()

    def messages_of(self, user_id: int, guild_id: int | None, limit: int = 500) -> list[tuple[str, int, MessageRef]]:
        """Cards and results of somebody's finished jobs."""
        query = sa.select(job).where(*_whose(job, guild_id), job.c.lane == ENDED).order_by(job.c.id).limit(limit)
        found = list[tuple[str, int, MessageRef]]()
        for row in self._connection.execute(query, {"u": user_id, "g": guild_id}):
            pairs = (
                (row.card_channel_id, row.card_message_id),
                (row.result_channel_id, row.result_message_id),
            )
            found += [
                (row.key, row.guild_id, MessageRef(channel_id=channel, message_id=message))
                for channel, message in pairs
                if channel is not None and message is not None
            ]
        return found

    def erase(self, user_id: int, guild_id: int | None) -> int:
        """Delete everything that is known of somebody, but blocks and running counters."""
        whose = {"u": user_id, "g": guild_id}
        jobs = sa.select(job.c.id).where(*_whose(job, guild_id), job.c.lane == ENDED)
        gone = self._delete_jobs(jobs, whose)
        for table in (tally, report, member):
            gone += self._connection.execute(sa.delete(table).where(*_whose(table, guild_id)), whose).rowcount
        personal = sa.and_(
            clause.c.kind.in_(("rule", "grant", "exemption")),
            clause.c.value["subject"]["kind"].as_string() == "user",
            clause.c.value["subject"]["id"].as_integer() == user_id,
            *([clause.c.guild_id == guild_id] if guild_id is not None else []),
        )
        gone += self._connection.execute(sa.delete(clause).where(personal)).rowcount
        judged = sa.update(report).where(
            report.c.judge_id == user_id, *([report.c.guild_id == guild_id] if guild_id is not None else [])
        )
        gone += self._connection.execute(judged.values(judge_id=0)).rowcount
        nameless = sa.update(audit).where(
            audit.c.actor_id == user_id, *([audit.c.guild_id == guild_id] if guild_id is not None else [])
        )
        gone += self._connection.execute(nameless.values(actor_id=0)).rowcount
        return gone

    def _delete_jobs(self, which: sa.Select[tuple[int]], values: dict[str, Any]) -> int:
        """Delete jobs with their entries, whose sums their counters keep."""
        ids = self._connection.scalars(which, values).all()
        if not ids:
            return 0
        keys = sa.select(job.c.key).where(job.c.id.in_(ids))
        sums = sa.select(ledger.c.subject, ledger.c.window, sa.func.sum(ledger.c.settled).label("settled"))
        erased = sums.where(ledger.c.job_key.in_(keys)).group_by(ledger.c.subject, ledger.c.window)
        for row in sorted(self._connection.execute(erased), key=lambda each: (each.subject, each.window)):
            here = sa.and_(usage.c.subject == row.subject, usage.c.window == row.window)
            self._connection.execute(sa.update(usage).where(here).values(erased=usage.c.erased + (row.settled or 0)))
        return self._connection.execute(sa.delete(job).where(job.c.id.in_(ids))).rowcount


def _whose(table: sa.Table, guild_id: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    theirs = table.c.user_id == _U
    return (theirs,) if guild_id is None else (theirs, table.c.guild_id == _G)
