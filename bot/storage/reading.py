"""Whose picture is read next. `domain.reading` is the rule."""

from typing import Any

import sqlalchemy as sa

from bot.domain.reading import ENOUGH, LOOK_AT
from bot.storage.prepared import Prepared, Row
from bot.storage.schema import GUILD_PLACE, INTAKE, MEMBER_PLACE, WAITING, ZERO, guild, job, member

_G, _U = sa.bindparam("g", type_=sa.BigInteger), sa.bindparam("u", type_=sa.BigInteger)
_NOW, _UNTIL = sa.bindparam("t", type_=sa.BigInteger), sa.bindparam("until", type_=sa.BigInteger)
_BOOT = sa.bindparam("b", type_=sa.Text)

_arriving, _ready = job.alias("arriving"), job.alias("ready")


def _front(name: str, table: sa.Table, place: tuple[sa.Column[int], ...], *of: sa.ColumnElement[bool]) -> sa.Subquery:
    """Whoever has something in line, or on its way there, and whose turn comes first: their places."""
    front = sa.select(*place[:-1], place[-1].label("whose")).where(*of, table.c.waiting > ZERO)
    return front.order_by(*place).limit(LOOK_AT).subquery(name)


def _unread(jobs: sa.FromClause) -> tuple[sa.ColumnElement[bool], ...]:
    """Acknowledged, and nobody reads it: a lease that is over was held by a process that is gone."""
    unheld = sa.or_(jobs.c.lease.is_(None), jobs.c.lease < _NOW)
    return jobs.c.lane == INTAKE, jobs.c.card_message_id.is_not(None), unheld


_guilds = _front("seen_guilds", guild, GUILD_PLACE)
_last_of_enough = (
    sa.select(_ready.c.id)
    .where(_ready.c.lane == WAITING, _ready.c.guild_id == _guilds.c.whose)
    .limit(1)
    .offset(ENOUGH - 1)
)
_GUILD = Prepared(
    sa.select(_guilds.c.whose)
    .where(
        sa.exists().where(*_unread(_arriving), _arriving.c.guild_id == _guilds.c.whose),
        ~_last_of_enough.exists(),
    )
    .order_by(*_guilds.c)
    .limit(1)
)
"""`t`: the guild that has little in line and something to be read."""

_members = _front("seen_members", member, MEMBER_PLACE, member.c.guild_id == _G)
_has_ready = sa.exists().where(_ready.c.lane == WAITING, _ready.c.guild_id == _G, _ready.c.user_id == _members.c.whose)
_MEMBER = Prepared(
    sa.select(_members.c.whose)
    .where(sa.exists().where(*_unread(_arriving), _arriving.c.guild_id == _G, _arriving.c.user_id == _members.c.whose))
    .order_by(sa.cast(_has_ready, sa.Integer), *_members.c)
    .limit(1)
)
"""`t`, `g`: the member of a guild for whom is read."""


def _taking(*whose: sa.ColumnElement[bool], by: tuple[sa.Column[Any], ...]) -> Prepared:
    first = (
        sa.select(job.c.id)
        .where(*_unread(job), *whose)
        .order_by(*by)
        .limit(1)
        # Locked by the look itself: of two processes that see the same job, one passes it by.
        .with_for_update(skip_locked=True)
    )
    taken = sa.update(job).where(job.c.id == first.scalar_subquery())
    return Prepared(taken.values(attempt=job.c.attempt + 1, lease=_UNTIL, boot=_BOOT).returning(job))


_TAKE_THEIRS = _taking(job.c.guild_id == _G, job.c.user_id == _U, by=(job.c.batch, job.c.id))
_TAKE_OLDEST = _taking(by=(job.c.id,))


def take(connection: sa.Connection, now: int, until: int, boot: str) -> Row | None:
    """Lease the job whose picture is to be read next and return its row; None if there is none."""
    terms = {"t": now, "until": until, "b": boot}
    guild_id = _GUILD.scalar(connection, {"t": now})
    if guild_id is not None:
        user_id = _MEMBER.scalar(connection, {"t": now, "g": guild_id})
        row = _TAKE_THEIRS.first(connection, terms | {"g": guild_id, "u": user_id})
        if row is not None:
            return row
    return _TAKE_OLDEST.first(connection, terms)
