"""Counting how many jobs start before one, without looking at more than it takes to say so.

`domain.standing` is the rule. Who has something in line is read in order from an index that also says how much, up to
DEPTH; only those with more are counted job by job, and only where the answer depends on it: of them there can be few,
or the bound would have been reached. So whatever waits, a few thousand index entries are read at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.domain.fairness import BOUND, UNIT, Standing, charge
from bot.domain.standing import Spot
from bot.storage.line import DEPTH
from bot.storage.prepared import Prepared
from bot.storage.schema import GUILD_PLACE, INTAKE, MEMBER_PLACE, ONE, WAITING, ZERO, guild, job, member

_K = sa.bindparam("k", type_=sa.Text)
_G = sa.bindparam("g", type_=sa.BigInteger)
_LATEST, _ARRIVAL, _START = (sa.bindparam(name, type_=sa.BigInteger) for name in ("latest", "arrival", "start"))
_TURN, _SERVED, _ID = (sa.bindparam(name, type_=sa.BigInteger) for name in ("turn", "served", "id"))
_CHARGE = sa.bindparam("charge", type_=sa.BigInteger)
_COST = sa.bindparam("cost", type_=sa.Float)
_LEFT = sa.bindparam("left", type_=sa.Integer)

_LANES = (WAITING, INTAKE)
"""Each is counted by a search of its own, because a partial index serves one exact predicate."""
_mine = job.alias("mine")


def _number(*heads: sa.Select[tuple[int]], limit: int | sa.BindParameter[int]) -> sa.ScalarSelect[int]:
    """How many rows these have together, up to a limit."""
    return sa.select(sa.func.count()).select_from(sa.union_all(*heads).limit(limit).subquery()).scalar_subquery()


def _own_before() -> Iterator[sa.Select[tuple[int]]]:
    # Not as one comparison of pairs: SQLite searches by the first of a pair only.
    for before in (_mine.c.batch < job.c.batch, sa.and_(_mine.c.batch == job.c.batch, _mine.c.id < job.c.id)):
        theirs = sa.and_(_mine.c.guild_id == job.c.guild_id, _mine.c.user_id == job.c.user_id, before)
        for lane in _LANES:
            yield sa.select(_mine.c.id).where(_mine.c.lane == lane, theirs).correlate(job)


_any = guild.alias("any")
_PLACED = Prepared(
    sa.select(
        job.c.lane,
        job.c.cost,
        job.c.guild_id,
        job.c.user_id,
        _number(*_own_before(), limit=BOUND).label("own"),
        member.c.turn.label("member_turn"),
        member.c.served.label("member_served"),
        member.c.waiting.label("member_waiting"),
        guild.c.turn,
        guild.c.served,
        guild.c.waiting,
        guild.c.member_start,
        guild.c.weight,
        guild.c.cap,
        guild.c.member_cap,
        sa.select(sa.func.max(_any.c.start)).scalar_subquery().label("latest"),
    )
    .join(guild, guild.c.id == job.c.guild_id)
    .join(member, sa.and_(member.c.guild_id == job.c.guild_id, member.c.user_id == job.c.user_id))
    .where(job.c.key == _K)
)


@dataclass(frozen=True, slots=True)
class _Floor:
    """One floor of the line, as statements that say how many jobs start before the one at a spot on it.

    Each gives two numbers: so many do at least, and of so many others it is not known whether they have more.
    """

    shallow: Prepared
    """By what stands on the rows."""
    deep: Prepared
    """By counting up to `left` jobs of those with DEPTH or more."""


def _floor(
    table: sa.Table, place: tuple[sa.Column[int], ...], charge: sa.ColumnElement[int], *of: sa.ColumnElement[bool]
) -> _Floor:
    id_ = place[-1]
    arrival = sa.case((table.c.turn < _LATEST, _LATEST), else_=table.c.turn)
    gap = _START - arrival
    earlier = sa.tuple_(*place) < sa.tuple_(_TURN, _SERVED, _ID)
    first = sa.or_(table.c.turn > _ARRIVAL, sa.and_(arrival == _ARRIVAL, earlier))
    outrun = (gap + charge - 1 + sa.cast(first, sa.Integer)) // charge
    theirs = sa.and_(job.c.guild_id == table.c.guild_id, job.c.user_id == id_) if of else job.c.guild_id == id_
    heads = (sa.select(job.c.id).where(job.c.lane == lane, theirs).correlate(table) for lane in _LANES)
    counted = _number(*heads, limit=_LEFT)
    exact = sa.case((sa.or_(table.c.waiting < DEPTH, outrun <= DEPTH), table.c.waiting), else_=counted)

    def add_up(waiting: sa.ColumnElement[int]) -> Prepared:
        seen = (
            sa.select(waiting.label("waiting"), outrun.label("outrun"))
            .where(*of, table.c.waiting > ZERO, table.c.turn <= _START, id_ != _ID)
            .order_by(*place)
            .limit(BOUND)
            .subquery("seen")
        )
        before = sa.case((seen.c.waiting < seen.c.outrun, seen.c.waiting), else_=seen.c.outrun)
        unknown = sa.case((sa.and_(seen.c.waiting == DEPTH, seen.c.outrun > DEPTH), ONE), else_=ZERO)
        return Prepared(sa.select(_sum(before).label("before"), _sum(unknown).label("unknown")))

    return _Floor(shallow=add_up(table.c.waiting), deep=add_up(exact))


def _sum(numbers: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    # PostgreSQL's sum of whole numbers is a decimal; nobody's is none.
    return sa.cast(sa.func.coalesce(sa.func.sum(numbers), ZERO), sa.BigInteger)


MEMBERS = _floor(member, MEMBER_PLACE, _CHARGE, member.c.guild_id == _G)
GUILDS = _floor(guild, GUILD_PLACE, sa.cast(_COST / guild.c.weight, sa.BigInteger))


def standing(connection: sa.Connection, key: str) -> Standing | None:
    """Where a job stands; None if it is not in line, nor on its way there."""
    seen = _PLACED.first(connection, {"k": key})
    if seen is None or seen.lane not in ("waiting", "intake"):
        return None
    own = min(BOUND, seen.own)
    in_guild = own
    if not seen.member_waiting == seen.waiting < DEPTH:
        place = (seen.member_turn, seen.member_served, seen.user_id)
        spot = Spot(place=place, number=own + 1, latest=seen.member_start, charge=charge(seen.cost, 1.0))
        in_guild = _all_before(connection, MEMBERS, spot, {"g": seen.guild_id, "charge": spot.charge})
    place = (seen.turn, seen.served, seen.guild_id)
    spot = Spot(place=place, number=in_guild + 1, latest=seen.latest, charge=charge(seen.cost, seen.weight))
    ahead = _all_before(connection, GUILDS, spot, {"cost": float(seen.cost * UNIT)})
    return Standing(ahead=ahead, in_guild=in_guild, own=own, guild_cap=seen.cap, member_cap=seen.member_cap)


def _all_before(connection: sa.Connection, floor: _Floor, spot: Spot, of: dict[str, Any]) -> int:
    """How many jobs start before the one at `spot`: those of its own group, and what the others have before it."""
    own = spot.number - 1
    if own >= BOUND:
        return BOUND
    turn, served, whose = spot.place
    at = {
        "latest": spot.latest,
        "arrival": spot.arrival,
        "start": spot.start,
        "turn": turn,
        "served": served,
        "id": whose,
    }
    (seen,) = floor.shallow.rows(connection, at | of)
    if seen.unknown and own + seen.before < BOUND:
        left = BOUND - own - seen.before + DEPTH
        (seen,) = floor.deep.rows(connection, at | of | {"left": left})
    return min(BOUND, own + seen.before)
