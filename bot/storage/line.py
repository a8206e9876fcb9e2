"""The fair line: whose turn it is, and keeping it true. Every change to a guild's jobs ends with `settle`.

A claim takes the ready guild whose turn is first, in it the ready member whose turn is, and the head of that member's
jobs: O(log n) each. What it costs them is for `domain.fairness` to say. `settle` recomputes from the job table, in the
same transaction, who is ready and how much of theirs is in line, so that nothing can drift. The guild's row is the
lock: one guild's changes are serial, different guilds never wait for each other.

Statements are built once, with typed parameters, and compiled once where they can be: doing so anew costs more than
running them.
"""

import sqlalchemy as sa

from bot.domain.fairness import serve
from bot.storage.dialects import inserting
from bot.storage.prepared import Prepared, Row, together
from bot.storage.schema import GUILD_PLACE, INTAKE, MEMBER_PLACE, ONE, RUNNING, WAITING, ZERO, guild, job, member

DEPTH = 32
"""So much of what a guild or a member has in line is counted on its row: as cheap as asking whether there is any."""
_LOOK_PAST = 32
"""How many locked guilds a claim looks past on a database with row locks."""

_G = sa.bindparam("g", type_=sa.BigInteger)
_U = sa.bindparam("u", type_=sa.BigInteger)

_one_more = {
    table: sa.case((table.c.waiting < DEPTH, table.c.waiting + 1), else_=table.c.waiting) for table in (guild, member)
}
_JOIN_GUILD = Prepared(
    inserting(
        lambda insert: (
            insert(guild)
            .values(id=_G, waiting=ONE)
            .on_conflict_do_update(index_elements=[guild.c.id], set_={"waiting": _one_more[guild]})
        )
    )
)
_JOIN_MEMBER = Prepared(
    inserting(
        lambda insert: (
            insert(member)
            .values(guild_id=_G, user_id=_U, waiting=ONE)
            .on_conflict_do_update(
                index_elements=[member.c.guild_id, member.c.user_id], set_={"waiting": _one_more[member]}
            )
        )
    )
)
_MEET_GUILD = inserting(lambda insert: insert(guild).values(id=_G).on_conflict_do_nothing())
_LOCK_GUILD = sa.select(guild.c.id).where(guild.c.id == _G).with_for_update()
_TIME = sa.bindparam("t", type_=sa.BigInteger)

_front = sa.select(*GUILD_PLACE).where(guild.c.ready == ONE).order_by(*GUILD_PLACE)


def _front_member(guild_id: sa.ColumnElement[int]) -> sa.Select[int, int]:
    return (
        sa.select(member.c.user_id, member.c.turn)
        .where(member.c.guild_id == guild_id, member.c.ready == ONE)
        .order_by(*MEMBER_PLACE)
        .limit(1)
    )


_seen = _front.limit(_LOOK_PAST).subquery("seen")
# "Still holds the turn we saw": a guild served by somebody else between our look and our lock must not be served again.
# What is read of a guild in the same statement is therefore true as well: taking a job is all that uses a guild up, and
# moves its turn on.
_next_guild = (
    sa.select(guild.c.id, guild.c.turn, guild.c.weight, guild.c.member_start)
    .join(_seen, sa.and_(_seen.c.id == guild.c.id, _seen.c.turn == guild.c.turn))
    .where(guild.c.ready == ONE)
    .order_by(*_seen.c)
    .limit(1)
    .with_for_update(of=guild, skip_locked=True)
)
_at_front = _next_guild.cte("at_front")
_whose_turn = sa.select(_at_front.c.id).scalar_subquery()
_their_next = _front_member(_whose_turn).cte("their_next")
_next = job.alias("next")
_next_job = (
    sa.select(_next.c.id)
    .where(
        _next.c.lane == WAITING,
        _next.c.guild_id == _whose_turn,
        _next.c.user_id == sa.select(_their_next.c.user_id).scalar_subquery(),
    )
    .order_by(_next.c.batch, _next.c.id)
    .limit(1)
)
_TAKE = Prepared(
    sa.update(job)
    # Somebody may have called it off between our look and our lock.
    .where(job.c.id == _next_job.scalar_subquery(), job.c.lane == WAITING)
    .values(
        lane="running",
        attempt=job.c.attempt + 1,
        lease=sa.bindparam("until", type_=sa.BigInteger),
        boot=sa.bindparam("b", type_=sa.Text),
        started=sa.func.coalesce(job.c.started, _TIME),
    )
    .returning(
        job,
        *(
            sa.select(column).scalar_subquery().label(name)
            for name, column in {
                "guild_turn": _at_front.c.turn,
                "weight": _at_front.c.weight,
                "member_start": _at_front.c.member_start,
                "member_turn": _their_next.c.turn,
                "latest": sa.func.max(guild.c.start),
            }.items()
        ),
    )
)
_FRONT = _front.with_only_columns(guild.c.id).limit(1).with_for_update(skip_locked=True)
_FRONT_MEMBER = _front_member(_G).with_only_columns(member.c.user_id)


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
    _JOIN_GUILD.run(connection, {"g": guild_id})
    _JOIN_MEMBER.run(connection, {"g": guild_id, "u": user_id})


def lock(connection: sa.Connection, guild_id: int) -> None:
    """Lock a guild's row before its jobs are changed."""
    connection.execute(_LOCK_GUILD, {"g": guild_id})


def guild_of(*which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """The guild of the job that `which` finds, its row locked by the look: for the WHERE of a change to that job.

    The server evaluates it before it locks the job, and what has changed meanwhile it looks at again.
    """
    whose = sa.select(guild.c.id).join(job, job.c.guild_id == guild.c.id).where(*which)
    return whose.with_for_update(of=guild).correlate(None).scalar_subquery()


def claim(connection: sa.Connection, now: int, until: int, boot: str) -> Row | None:
    """Lease the job whose turn it is and return its row; None if nothing may start now."""
    terms = {"t": now, "until": until, "b": boot}
    row = _TAKE.first(connection, terms)
    if row is None and _unblock(connection):
        row = _TAKE.first(connection, terms)
    if row is None:
        return None
    start, turn = serve(row.guild_turn, row.latest, cost=row.cost, weight=row.weight)
    member_start, member_turn = serve(row.member_turn, row.member_start, cost=row.cost)
    served = {"start": start, "turn": turn, "member_start": member_start, "member_turn": member_turn}
    _SERVE.run(connection, {"g": row.guild_id, "u": row.user_id, "t": now, **served})
    return row


def _unblock(connection: sa.Connection) -> bool:
    """Settle the guild at the front, if there is one: with nothing to take it would block every other claim."""
    front = connection.scalar(_FRONT)
    if front is not None:
        settle(connection, front, connection.scalar(_FRONT_MEMBER, {"g": front}))
    return front is not None


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
