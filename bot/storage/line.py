"""The fair line: whose turn it is, and keeping `ready` true. Every change to a guild's jobs ends with `settle`.

A claim takes the ready guild served longest ago, in it the ready member served longest ago, and that member's oldest
job: O(log n) each. `settle` recomputes `ready` from the job table in the same transaction, so that nothing can drift.
The guild's row is the lock: one guild's changes are serial, different guilds never wait for each other.

Statements are built once, with typed parameters: building them anew costs more than running them.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from bot.domain.fairness import Group, jobs_ahead
from bot.storage.dialects import inserting
from bot.storage.schema import INTAKE, ONE, RUNNING, WAITING, guild, job, member

_LOOK_PAST = 32
"""How many locked guilds a claim looks past on a database with row locks."""

_G = sa.bindparam("g", type_=sa.BigInteger)
_U = sa.bindparam("u", type_=sa.BigInteger)
_J = sa.bindparam("j", type_=sa.BigInteger)
_T = sa.bindparam("t", type_=sa.BigInteger)

_MEET_GUILD = inserting(
    lambda insert: (
        insert(guild).values(id=_G).on_conflict_do_update(index_elements=[guild.c.id], set_={"ready": guild.c.ready})
    )
)
_MEET_MEMBER = inserting(lambda insert: insert(member).values(guild_id=_G, user_id=_U).on_conflict_do_nothing())
_LOCK_GUILD = sa.select(guild.c.id).where(guild.c.id == _G).with_for_update()

_front = (
    sa.select(guild.c.id, guild.c.turn, guild.c.served)
    .where(guild.c.ready == ONE)
    .order_by(guild.c.turn, guild.c.served, guild.c.id)
)
_seen = _front.limit(_LOOK_PAST).subquery("seen")
# "Still holds the turn we saw": a guild served by somebody else between our look and our lock must not be served again.
_NEXT_GUILD = (
    sa.select(guild.c.id)
    .join(_seen, sa.and_(_seen.c.id == guild.c.id, _seen.c.served == guild.c.served))
    .where(guild.c.ready == ONE)
    .order_by(_seen.c.turn, _seen.c.served, _seen.c.id)
    .limit(1)
    .with_for_update(of=guild, skip_locked=True)
)
_NEXT_MEMBER = (
    sa.select(member.c.user_id)
    .where(member.c.guild_id == _G, member.c.ready == ONE)
    .order_by(member.c.turn, member.c.served, member.c.user_id)
    .limit(1)
)
_NEXT_JOB = (
    sa.select(job.c.id)
    .where(job.c.lane == WAITING, job.c.guild_id == _G, job.c.user_id == _U)
    .order_by(job.c.id)
    .limit(1)
)

_theirs = (job.c.guild_id == _G, job.c.user_id == _U)
_SETTLE_MEMBER = (
    sa.update(member)
    .where(member.c.guild_id == _G, member.c.user_id == _U)
    .values(
        served=sa.func.coalesce(_T, member.c.served),
        ready=sa.cast(
            sa.and_(
                sa.exists().where(job.c.lane == WAITING, *_theirs),
                sa.select(sa.func.count()).select_from(job).where(job.c.lane == RUNNING, *_theirs).scalar_subquery()
                < sa.select(guild.c.member_cap).where(guild.c.id == _G).scalar_subquery(),
            ),
            sa.Integer,
        ),
    )
)
_SETTLE_GUILD = (
    sa.update(guild)
    .where(guild.c.id == _G)
    .values(
        served=sa.func.coalesce(_T, guild.c.served),
        ready=sa.cast(
            sa.and_(
                sa.exists().where(member.c.guild_id == _G, member.c.ready == ONE),
                sa.select(sa.func.count())
                .select_from(job)
                .where(job.c.lane == RUNNING, job.c.guild_id == _G)
                .scalar_subquery()
                < guild.c.cap,
            ),
            sa.Integer,
        ),
    )
)


def _waiting_by(owner: sa.Column[int], *where: sa.ColumnElement[bool]) -> sa.Subquery:
    """Jobs counted per owner; one search for each lane, because a partial index serves one exact predicate."""
    counted = sa.select(owner.label("owner"), sa.func.count().label("waiting"))
    lanes = (counted.where(job.c.lane == lane, *where).group_by(owner) for lane in (WAITING, INTAKE))
    return sa.union_all(*lanes).subquery()


def _sum(counts: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    # PostgreSQL's sum of whole numbers is a decimal.
    return sa.cast(sa.func.sum(counts), sa.BigInteger)


# Of the person's own jobs only those up to this one stand before it; of everybody else's, all may.
_in_guild = _waiting_by(job.c.user_id, job.c.guild_id == _G, sa.or_(job.c.user_id != _U, job.c.id <= _J))
_MEMBERS_WAITING = (
    sa.select(_in_guild.c.owner, member.c.served, _sum(_in_guild.c.waiting))
    .join(member, sa.and_(member.c.guild_id == _G, member.c.user_id == _in_guild.c.owner))
    .group_by(_in_guild.c.owner, member.c.served)
)
_anywhere = _waiting_by(job.c.guild_id)
_GUILDS_WAITING = (
    sa.select(_anywhere.c.owner, guild.c.served, _sum(_anywhere.c.waiting))
    .join(guild, guild.c.id == _anywhere.c.owner)
    .group_by(_anywhere.c.owner, guild.c.served)
)


def join(connection: sa.Connection, guild_id: int, user_id: int) -> None:
    """Make sure the two have a place in the line, and lock the guild's row."""
    connection.execute(_MEET_GUILD.on(connection), {"g": guild_id})
    connection.execute(_MEET_MEMBER.on(connection), {"g": guild_id, "u": user_id})


def lock(connection: sa.Connection, guild_id: int) -> None:
    """Lock a guild's row before its jobs are changed."""
    connection.execute(_LOCK_GUILD, {"g": guild_id})


def claim(connection: sa.Connection, now: int, values: dict[str, Any]) -> sa.Row[Any] | None:
    """Set `values` on the job whose turn it is and return its row; None if nothing may start now."""
    guild_id = connection.scalar(_NEXT_GUILD)
    if guild_id is None:
        return None
    user_id = connection.scalar(_NEXT_MEMBER, {"g": guild_id})
    job_id = connection.scalar(_NEXT_JOB, {"g": guild_id, "u": user_id})
    row = connection.execute(sa.update(job).where(job.c.id == job_id).values(values).returning(job)).first()
    # Without a job the front was marked ready wrongly; settling it keeps it from blocking every other claim.
    settle(connection, guild_id, user_id, now if row is not None else None)
    return row


def settle(connection: sa.Connection, guild_id: int, user_id: int | None, served: int | None = None) -> None:
    """Recompute `ready` for a member and their guild from the jobs; `served` moves both to the end of the line."""
    connection.execute(_SETTLE_MEMBER, {"g": guild_id, "u": user_id, "t": served})
    connection.execute(_SETTLE_GUILD, {"g": guild_id, "t": served})


def ahead(connection: sa.Connection, job_id: int, guild_id: int, user_id: int) -> int:
    """How many of the jobs in line, and on their way into it, will be started before this one."""
    members = connection.execute(_MEMBERS_WAITING, {"g": guild_id, "u": user_id, "j": job_id})
    place, number, others = _split(members, user_id)
    within = jobs_ahead(place, number, others)
    place, _, others = _split(connection.execute(_GUILDS_WAITING), guild_id)
    return jobs_ahead(place, within + 1, others)


def _split(rows: Iterable[sa.Row[Any, Any, Any]], own: int) -> tuple[tuple[int, int], int, list[Group]]:
    """The own group's place and count, and all the others."""
    place, number, others = (0, own), 1, list[Group]()
    for owner, turn, waiting in rows:
        if owner == own:
            place, number = (turn, owner), waiting
        else:
            others.append(Group(place=(turn, owner), waiting=waiting))
    return place, number, others
