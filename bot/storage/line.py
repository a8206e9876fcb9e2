"""The fair line: whose turn it is, and keeping it true. Every change to a guild's jobs ends with `settle`.

A claim takes the ready guild whose turn is first, in it the ready member whose turn is, and the head of that member's
jobs: O(log n) each. What it costs them is for `domain.fairness` to say. `settle` recomputes from the job table, in the
same transaction, who is ready and how much of theirs is in line, so that nothing can drift. The guild's row is the
lock: one guild's changes are serial, different guilds never wait for each other.

Statements are built once, with typed parameters: building them anew costs more than running them.
"""

from typing import Any

import sqlalchemy as sa

from bot.domain.fairness import serve
from bot.storage.dialects import inserting, together
from bot.storage.schema import INTAKE, ONE, RUNNING, WAITING, ZERO, guild, job, member

DEPTH = 32
"""So much of what a guild or a member has in line is counted on its row: as cheap as asking whether there is any."""
_LOOK_PAST = 32
"""How many locked guilds a claim looks past on a database with row locks."""

_G = sa.bindparam("g", type_=sa.BigInteger)
_U = sa.bindparam("u", type_=sa.BigInteger)

_one_more = {
    table: sa.case((table.c.waiting < DEPTH, table.c.waiting + 1), else_=table.c.waiting) for table in (guild, member)
}
_JOIN_GUILD = inserting(
    lambda insert: (
        insert(guild)
        .values(id=_G, waiting=ONE)
        .on_conflict_do_update(index_elements=[guild.c.id], set_={"waiting": _one_more[guild]})
    )
)
_JOIN_MEMBER = inserting(
    lambda insert: (
        insert(member)
        .values(guild_id=_G, user_id=_U, waiting=ONE)
        .on_conflict_do_update(
            index_elements=[member.c.guild_id, member.c.user_id], set_={"waiting": _one_more[member]}
        )
    )
)
_MEET_GUILD = inserting(lambda insert: insert(guild).values(id=_G).on_conflict_do_nothing())
_LOCK_GUILD = sa.select(guild.c.id).where(guild.c.id == _G).with_for_update()
_TIME = sa.bindparam("t", type_=sa.BigInteger)

_front = (
    sa.select(guild.c.id, guild.c.turn, guild.c.served)
    .where(guild.c.ready == ONE)
    .order_by(guild.c.turn, guild.c.served, guild.c.id)
)
_seen = _front.limit(_LOOK_PAST).subquery("seen")
# "Still holds the turn we saw": a guild served by somebody else between our look and our lock must not be served again.
_NEXT_GUILD = (
    sa.select(
        guild.c.id,
        guild.c.turn,
        guild.c.weight,
        guild.c.member_start,
        sa.select(sa.func.max(guild.alias("any").c.start)).scalar_subquery().label("latest"),
    )
    .join(_seen, sa.and_(_seen.c.id == guild.c.id, _seen.c.turn == guild.c.turn))
    .where(guild.c.ready == ONE)
    .order_by(_seen.c.turn, _seen.c.served, _seen.c.id)
    .limit(1)
    .with_for_update(of=guild, skip_locked=True)
)
_theirs_next = (
    sa.select(member)
    .where(member.c.guild_id == _G, member.c.ready == ONE)
    .order_by(member.c.turn, member.c.served, member.c.user_id)
    .limit(1)
)
_NEXT_MEMBER = _theirs_next.with_only_columns(member.c.user_id)
_next = job.alias("next")
_NEXT_JOB = (
    sa.select(_next.c.id)
    .where(_next.c.lane == WAITING, _next.c.guild_id == _G, _next.c.user_id == _NEXT_MEMBER.scalar_subquery())
    .order_by(_next.c.batch, _next.c.id)
    .limit(1)
)
_TAKE = (
    sa.update(job)
    .where(job.c.id == _NEXT_JOB.scalar_subquery())
    .values(
        lane="running",
        attempt=job.c.attempt + 1,
        lease=sa.bindparam("until", type_=sa.BigInteger),
        boot=sa.bindparam("b", type_=sa.Text),
        started=sa.func.coalesce(job.c.started, _TIME),
    )
    .returning(job, _theirs_next.with_only_columns(member.c.turn).scalar_subquery().label("owner_turn"))
)


def _running(*whose: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(job).where(job.c.lane == RUNNING, *whose).scalar_subquery()


def _in_line(*whose: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """How many are waiting or on their way, up to DEPTH; one search for each lane: an index serves one predicate."""
    lanes = (sa.select(job.c.id).where(job.c.lane == lane, *whose) for lane in (WAITING, INTAKE))
    heads = sa.union_all(*lanes).limit(sa.literal_column(str(DEPTH), sa.Integer)).subquery()
    return sa.select(sa.func.count()).select_from(heads).scalar_subquery()


_theirs = (job.c.guild_id == _G, job.c.user_id == _U)
_member_cap = sa.select(guild.c.member_cap).where(guild.c.id == _G).scalar_subquery()
_guild_cap = sa.select(guild.c.cap).where(guild.c.id == _G).scalar_subquery()
_they_may_start = sa.and_(sa.exists().where(job.c.lane == WAITING, *_theirs), _running(*_theirs) < _member_cap)
# Their own row is not asked, as it may be written by the same statement.
_others_may_start = sa.exists().where(
    member.c.guild_id == _G, member.c.ready == ONE, member.c.user_id.is_distinct_from(_U)
)
_MEMBER_STANDS: dict[str, sa.ColumnElement[int]] = {
    "waiting": _in_line(*_theirs),
    "ready": sa.cast(_they_may_start, sa.Integer),
}
_GUILD_STANDS: dict[str, sa.ColumnElement[int]] = {
    "waiting": _in_line(job.c.guild_id == _G),
    "ready": sa.cast(
        sa.and_(sa.or_(_others_may_start, _they_may_start), _running(job.c.guild_id == _G) < _guild_cap), sa.Integer
    ),
}


def _settling(table: sa.Table, true: dict[str, sa.ColumnElement[int]], *which: sa.ColumnElement[bool]) -> sa.Update:
    found = sa.select(*(value.label(name) for name, value in true.items())).subquery("found")
    # What is true already is not written again: most often nothing changes, and indexes hang on these.
    differs = sa.or_(*(table.c[name] != found.c[name] for name in true))
    return sa.update(table).where(*which, differs).values({name: found.c[name] for name in true})


_this_member = sa.and_(member.c.guild_id == _G, member.c.user_id == _U)
_SETTLE_MEMBER = _settling(member, _MEMBER_STANDS, _this_member)
_SETTLE_GUILD = _settling(guild, _GUILD_STANDS, guild.c.id == _G)
_SETTLE = together(_SETTLE_MEMBER, _SETTLE_GUILD)
_SERVE_MEMBER = (
    sa.update(member)
    .where(_this_member)
    .values(**_MEMBER_STANDS, turn=sa.bindparam("member_turn", type_=sa.BigInteger), served=_TIME)
)
_SERVE_GUILD = (
    sa.update(guild)
    .where(guild.c.id == _G)
    .values(
        **_GUILD_STANDS,
        turn=sa.bindparam("turn", type_=sa.BigInteger),
        served=_TIME,
        start=sa.bindparam("start", type_=sa.BigInteger),
        member_start=sa.bindparam("member_start", type_=sa.BigInteger),
    )
)
_SERVE = together(_SERVE_MEMBER, _SERVE_GUILD)
_SHARE = (
    sa.update(guild)
    .where(guild.c.id == _G)
    .values(
        weight=sa.func.coalesce(sa.bindparam("w", type_=sa.Float), guild.c.weight),
        cap=sa.func.coalesce(sa.bindparam("c", type_=sa.Integer), guild.c.cap),
        member_cap=sa.func.coalesce(sa.bindparam("m", type_=sa.Integer), guild.c.member_cap),
    )
)
_WITH_JOBS = sa.select(member.c.user_id).where(member.c.guild_id == _G, member.c.waiting > ZERO)


def join(connection: sa.Connection, guild_id: int, user_id: int) -> None:
    """Count one job more on its way into the line, and lock the guild's row."""
    connection.execute(_JOIN_GUILD.on(connection), {"g": guild_id})
    connection.execute(_JOIN_MEMBER.on(connection), {"g": guild_id, "u": user_id})


def lock(connection: sa.Connection, guild_id: int) -> None:
    """Lock a guild's row before its jobs are changed."""
    connection.execute(_LOCK_GUILD, {"g": guild_id})


def guild_of(*which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """The guild of the job that `which` finds, its row locked by the look: for the WHERE of a change to that job.

    The server evaluates it before it locks the job, and what has changed meanwhile it looks at again.
    """
    whose = sa.select(guild.c.id).join(job, job.c.guild_id == guild.c.id).where(*which)
    return whose.with_for_update(of=guild).correlate(None).scalar_subquery()


def claim(connection: sa.Connection, now: int, until: int, boot: str) -> sa.Row[Any] | None:
    """Lease the job whose turn it is and return its row; None if nothing may start now."""
    front = connection.execute(_NEXT_GUILD).first()
    if front is None:
        return None
    row = connection.execute(_TAKE, {"g": front.id, "t": now, "until": until, "b": boot}).first()
    if row is None:
        # The front was marked ready wrongly; settling it keeps it from blocking every other claim.
        settle(connection, front.id, connection.scalar(_NEXT_MEMBER, {"g": front.id}))
        return None
    start, turn = serve(front.turn, front.latest, cost=row.cost, weight=front.weight)
    member_start, member_turn = serve(row.owner_turn, front.member_start, cost=row.cost)
    served = {"start": start, "turn": turn, "member_start": member_start, "member_turn": member_turn}
    _SERVE.run(connection, {"g": front.id, "u": row.user_id, "t": now, **served})
    return row


def settle(connection: sa.Connection, guild_id: int, user_id: int | None) -> None:
    """Recompute from the jobs whether a member and their guild are ready, and how much they have in line."""
    _SETTLE.run(connection, {"g": guild_id, "u": user_id})


def share(
    connection: sa.Connection, guild_id: int, *, weight: float | None, cap: int | None, member_cap: int | None
) -> None:
    """Set a guild's weight and caps; whoever of it has jobs in line is ready, or not, by the new ones at once."""
    connection.execute(_MEET_GUILD.on(connection), {"g": guild_id})
    connection.execute(_SHARE, {"g": guild_id, "w": weight, "c": cap, "m": member_cap})
    for user_id in connection.scalars(_WITH_JOBS, {"g": guild_id}).all():
        connection.execute(_SETTLE_MEMBER, {"g": guild_id, "u": user_id})
    settle(connection, guild_id, None)
