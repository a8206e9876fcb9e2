"""The fair line: whose turn it is, and keeping `ready` true. Every change to a guild's jobs ends with `settle`.

A claim takes the ready guild served longest ago, in it the ready member served longest ago, and that member's oldest
job: O(log n) each. `settle` recomputes `ready` from the job table in the same transaction, so that nothing can drift.
The guild's row is the lock: one guild's changes are serial, different guilds never wait for each other.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from bot.storage.schema import ONE, RUNNING, WAITING, guild, job, member

_LOOK_PAST = 32
"""How many locked guilds a claim looks past on a database with row locks."""

_front = (
    sa.select(guild.c.id, guild.c.turn).where(guild.c.ready == ONE).order_by(guild.c.turn, guild.c.id).limit(_LOOK_PAST)
)
_seen = _front.subquery("seen")
# "Still holds the turn we saw": a guild served by somebody else between our look and our lock must not be served again.
_NEXT_GUILD = (
    sa.select(guild.c.id)
    .join(_seen, sa.and_(_seen.c.id == guild.c.id, _seen.c.turn == guild.c.turn))
    .where(guild.c.ready == ONE)
    .order_by(_seen.c.turn, _seen.c.id)
    .limit(1)
    .with_for_update(of=guild, skip_locked=True)
)


def join(connection: sa.Connection, guild_id: int, user_id: int) -> None:
    """Make sure the two have a place in the line, and lock the guild's row."""
    entry = insert(guild).values(id=guild_id)
    connection.execute(entry.on_conflict_do_update(index_elements=[guild.c.id], set_={"ready": guild.c.ready}))
    connection.execute(insert(member).values(guild_id=guild_id, user_id=user_id).on_conflict_do_nothing())


def lock(connection: sa.Connection, guild_id: int) -> None:
    """Lock a guild's row before its jobs are changed."""
    connection.execute(sa.select(guild.c.id).where(guild.c.id == guild_id).with_for_update())


def claim(connection: sa.Connection, now: int, values: dict[str, Any]) -> sa.Row[Any] | None:
    """Set `values` on the job whose turn it is and return its row; None if nothing may start now."""
    guild_id = connection.scalar(_NEXT_GUILD)
    if guild_id is None:
        return None
    user_id = connection.scalar(_front_member(guild_id))
    head = sa.select(job.c.id).where(job.c.lane == WAITING, job.c.guild_id == guild_id, job.c.user_id == user_id)
    taking = sa.update(job).where(job.c.id == head.order_by(job.c.id).limit(1).scalar_subquery()).values(values)
    row = connection.execute(taking.returning(job)).first()
    # Without a job the front was marked ready wrongly; settling it keeps it from blocking every other claim.
    settle(connection, guild_id, user_id, now if row is not None else None)
    return row


def settle(connection: sa.Connection, guild_id: int, user_id: int | None, served: int | None = None) -> None:
    """Recompute `ready` for a member and their guild from the jobs; `served` moves both to the end of the line."""
    mine = (job.c.guild_id == guild_id, job.c.user_id == user_id)
    waits = sa.exists().where(job.c.lane == WAITING, *mine)
    running = sa.select(sa.func.count()).select_from(job).where(job.c.lane == RUNNING, *mine).scalar_subquery()
    turn = {} if served is None else {"turn": sa.literal(served, sa.BigInteger)}
    connection.execute(
        sa.update(member)
        .where(member.c.guild_id == guild_id, member.c.user_id == user_id)
        .values(ready=sa.cast(sa.and_(waits, running < member.c.cap), sa.Integer), **turn)
    )
    anyone = sa.exists().where(member.c.guild_id == guild_id, member.c.ready == ONE)
    busy = sa.select(sa.func.count()).select_from(job).where(job.c.lane == RUNNING, job.c.guild_id == guild_id)
    connection.execute(
        sa.update(guild)
        .where(guild.c.id == guild_id)
        .values(ready=sa.cast(sa.and_(anyone, busy.scalar_subquery() < guild.c.cap), sa.Integer), **turn)
    )


def _front_member(guild_id: int) -> sa.Select[int]:
    ready = sa.select(member.c.user_id).where(member.c.guild_id == guild_id, member.c.ready == ONE)
    return ready.order_by(member.c.turn, member.c.user_id).limit(1)
