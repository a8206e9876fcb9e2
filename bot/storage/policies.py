"""The statements of one tenant's policy: its clauses, their audit, and reports. Every one of them names the tenant."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from bot.domain.limits import Exemption, Grant, Rule
from bot.domain.moderation import Report, Verdict
from bot.domain.policy import (
    OPERATOR,
    AuditChannel,
    Block,
    Change,
    ChannelRule,
    Clause,
    ForbiddenWord,
    FreshStart,
    Pause,
    Retention,
    TimeZone,
)
from bot.storage.dialects import inserting
from bot.storage.prepared import Prepared
from bot.storage.schema import ONE, ZERO, audit, clause, job, micros, moment, report

_KINDS: dict[str, type[Clause]] = {
    "rule": Rule,
    "grant": Grant,
    "exemption": Exemption,
    "block": Block,
    "fresh start": FreshStart,
    "word": ForbiddenWord,
    "channel": ChannelRule,
    "pause": Pause,
    "time zone": TimeZone,
    "audit channel": AuditChannel,
    "retention": Retention,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_ADAPTERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in _KINDS.items()}
_BLOCK = sa.literal_column("'block'", sa.Text)

_G = sa.bindparam("g", type_=sa.BigInteger)
_KIND = sa.bindparam("k", type_=sa.Text)
_NAME = sa.bindparam("n", type_=sa.Text)
_NUMBER = sa.bindparam("i", type_=sa.BigInteger)

_in_force = sa.or_(clause.c.until.is_(None), clause.c.until > sa.bindparam("t", type_=sa.BigInteger))
# One search finds the tenant's and the operator's: every request asks for both.
_both = clause.c.guild_id.in_((_G, sa.literal_column(str(OPERATOR), sa.BigInteger)))
_all = sa.select(clause).where(_both, _in_force).order_by(clause.c.kind, clause.c.name)
_ALL = Prepared(_all)
_FOR_ONE = Prepared(_all.where(sa.or_(clause.c.kind != _BLOCK, clause.c.name == sa.bindparam("u", type_=sa.Text))))
_this = sa.and_(clause.c.guild_id == _G, clause.c.kind == _KIND, clause.c.name == _NAME)
_FIND = sa.select(clause).where(_this)
_PUT = inserting(
    lambda insert: (row := insert(clause)).on_conflict_do_update(
        index_elements=[clause.c.guild_id, clause.c.kind, clause.c.name],
        set_={"value": row.excluded.value, "until": row.excluded.until},
    )
)
_REMOVE = sa.delete(clause).where(_this)
_RECORD = sa.insert(audit).returning(audit)
_CHANGE = sa.select(audit).where(audit.c.guild_id == _G, audit.c.id == _NUMBER)
_CHANGES = (
    sa.select(audit)
    .where(audit.c.guild_id == _G, audit.c.id < _NUMBER)
    .order_by(audit.c.id.desc())
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_UNDONE = (
    sa.update(audit)
    .where(audit.c.guild_id == _G, audit.c.id == _NUMBER, audit.c.undone == ZERO)
    .values(undone=ONE)
    .returning(audit.c.id)
)
# Of a picture of this tenant: a report from elsewhere would take the place of its own people's.
_reporting = {column.name: sa.bindparam(column.name, type_=column.type) for column in report.columns}
_is_theirs = sa.exists().where(job.c.key == _reporting["job_key"], job.c.guild_id == _reporting["guild_id"])
_REPORT = inserting(
    lambda insert: (
        insert(report)
        .from_select([*_reporting], sa.select(*_reporting.values()).where(_is_theirs))
        .on_conflict_do_nothing()
        .returning(report.c.key)
    )
)
_REPORTED = sa.select(report).where(report.c.guild_id == _G, report.c.key == _KIND)
_JUDGE = (
    sa.update(report)
    .where(report.c.guild_id == _G, report.c.key == _KIND, report.c.verdict.is_(None))
    .values(verdict=sa.bindparam("v", type_=sa.Text), judge_id=sa.bindparam("j", type_=sa.BigInteger))
    .returning(report.c.key)
)
_NEWEST = (1 << 63) - 1


class PolicyRows:
    """Keeps the `Policies` port over one open transaction."""

    def __init__(self, connection: sa.Connection, guild_id: int) -> None:
        self._connection = connection
        self._guild_id = guild_id

    def in_force(self, now: datetime, *, user_id: int | None = None) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
        """The tenant's clauses, and the operator's."""
        query, whose = (_ALL, {}) if user_id is None else (_FOR_ONE, {"u": str(user_id)})
        found = query.rows(self._connection, {"g": self._guild_id, "t": micros(now), **whose})
        own, above = (
            tuple(clause_from(row.kind, row.value) for row in found if row.guild_id == tenant)
            for tenant in (self._guild_id, OPERATOR)
        )
        return own, above

    def find(self, kind: type[Clause], name: str) -> Clause | None:
        """One clause."""
        row = self._connection.execute(_FIND, self._named(kind, name)).first()
        return clause_from(row.kind, row.value) if row else None

    def put(self, clause: Clause) -> None:
        """Set it, or set it anew."""
        until: datetime | None = getattr(clause, "until", None)
        row = {
            "guild_id": self._guild_id,
            "kind": _NAMES[type(clause)],
            "name": clause.name,
            "value": _written(clause),
            "until": None if until is None else micros(until),
        }
        self._connection.execute(_PUT.on(self._connection), row)

    def remove(self, clause: Clause) -> None:
        """Take it away."""
        self._connection.execute(_REMOVE, self._named(type(clause), clause.name))

    def record(
        self,
        actor_id: int,
        at: datetime,
        deed: str,
        subject: str,
        *,
        before: Clause | None = None,
        after: Clause | None = None,
    ) -> Change:
        """Write an entry of the audit."""
        changed = after or before
        row = {
            "guild_id": self._guild_id,
            "actor_id": actor_id,
            "at": micros(at),
            "deed": deed,
            "subject": subject,
            "kind": _NAMES[type(changed)] if changed else None,
            "before": _written(before) if before else None,
            "after": _written(after) if after else None,
        }
        return _change(self._connection.execute(_RECORD, row).one())

    def change(self, number: int) -> Change | None:
        """One entry."""
        row = self._connection.execute(_CHANGE, {"g": self._guild_id, "i": number}).first()
        return _change(row) if row else None

    def changes(self, *, before: int | None = None, limit: int = 10) -> list[Change]:
        """A page of entries, newest first."""
        below = _NEWEST if before is None else before
        rows = self._connection.execute(_CHANGES, {"g": self._guild_id, "i": below, "limit": limit})
        return [_change(row) for row in rows]

    def mark_undone(self, number: int) -> bool:
        """Mark an entry as taken back, once."""
        return self._connection.execute(_UNDONE, {"g": self._guild_id, "i": number}).first() is not None

    def report(self, report: Report) -> bool:
        """Keep a report of a picture of this tenant, one for each person."""
        row = asdict(report) | {"guild_id": self._guild_id, "at": micros(report.at)}
        return self._connection.execute(_REPORT.on(self._connection), row).first() is not None

    def reported(self, key: str) -> Report | None:
        """A report of this tenant."""
        row = self._connection.execute(_REPORTED, {"g": self._guild_id, "k": key}).first()
        return _report(row) if row else None

    def judge(self, key: str, verdict: Verdict, judge_id: int) -> bool:
        """Close a report, once."""
        judged = {"g": self._guild_id, "k": key, "v": verdict, "j": judge_id}
        return self._connection.execute(_JUDGE, judged).first() is not None

    def _named(self, kind: type[Clause], name: str) -> dict[str, Any]:
        return {"g": self._guild_id, "k": _NAMES[kind], "n": name}


def _written(clause: Clause) -> str:
    return _ADAPTERS[_NAMES[type(clause)]].dump_json(clause).decode()


def clause_from(kind: str, value: str) -> Clause:
    """A clause of the row that holds it."""
    return _ADAPTERS[kind].validate_json(value)


def _change(row: sa.Row[Any]) -> Change:
    return Change(
        number=row.id,
        guild_id=row.guild_id,
        actor_id=row.actor_id,
        at=moment(row.at),
        deed=row.deed,
        subject=row.subject,
        before=None if row.before is None else clause_from(row.kind, row.before),
        after=None if row.after is None else clause_from(row.kind, row.after),
        undone=bool(row.undone),
    )


def _report(row: sa.Row[Any]) -> Report:
    return Report(
        key=row.key,
        guild_id=row.guild_id,
        job_key=row.job_key,
        user_id=row.user_id,
        reason=row.reason,
        at=moment(row.at),
        verdict=Verdict(row.verdict) if row.verdict else None,
        judge_id=row.judge_id,
    )
