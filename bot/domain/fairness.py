"""The fair line as a pure rule: who is next, and what that costs them. `bot.storage.line` says the same in SQL.

Guilds take turns, and inside a guild its members do likewise. A turn is a point of virtual time: whoever's comes first
is next and, of those at the same point, whoever was served longest ago. Being served starts at that point, or at the
latest point anybody was served at if that is later, and moves the next turn on by what it cost divided by the weight.
So a weight is a share of the whole; who was away is next as soon as they come, once, and has saved up nothing; and as
long as all weigh and cost the same, the one served longest ago is always next. Caps bound how many run at once.

Where a job stands in line is counted in `bot.domain.standing`, and what is said of it is here. Whose picture is read
next, before a job can be in line at all, is for `bot.domain.reading`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.request import Speed, Wish

UNIT = 1_000_000
"""Virtual time that a job of cost 1 takes at weight 1: fine enough to be divided by weights."""
LIGHTEST, HEAVIEST = 0.01, 100.0
"""The weights a guild may have."""
BOUND = 1_000
"""Up to here the jobs ahead of one are counted; what stands further back is told "at least"."""


def cost_of(wish: Wish) -> int:
    """How much of its turn a job uses up: one for each picture, two where it is made with the most care."""
    return wish.count * (2 if wish.speed is Speed.QUALITY else 1)


def is_batch(wish: Wish) -> bool:
    """True for a job that waits behind what the same person wants one of: they look at those one by one."""
    return wish.count > 1


def charge(cost: int, weight: float) -> int:
    """The virtual time that a job of this cost takes at this weight."""
    return round(cost * UNIT / weight)


def serve(turn: int, latest: int, *, cost: int, weight: float = 1.0) -> tuple[int, int]:
    """The virtual time at which somebody whose turn it is is served, and their next turn.

    `latest` is the latest time at which anybody on the same floor of the line was served.
    """
    start = max(turn, latest)
    return start, start + charge(cost, weight)


def check_share(*, weight: float | None, cap: int | None, member_cap: int | None) -> None:
    """Raise ValueError if a guild cannot have this share of the whole; None stays what it is."""
    if weight is not None and not LIGHTEST <= weight <= HEAVIEST:
        raise ValueError(f"a weight is {LIGHTEST:g} to {HEAVIEST:g}, not {weight:g}")
    for name, limit in (("cap", cap), ("member_cap", member_cap)):
        if limit is not None and limit < 1:
            raise ValueError(f"{name} is at least 1, not {limit}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A job in line."""

    number: int
    """Counts up with every job that is accepted."""
    cost: int = 1
    batch: bool = False

    @property
    def rank(self) -> tuple[bool, int]:
        """Its place among the jobs of the same person: batches behind all others, each oldest first."""
        return self.batch, self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member's place in their guild, and what they have on its way, waiting and running."""

    user_id: int
    turn: int = 0
    served: int = 0
    """When they were served last, in microseconds of real time."""
    running: int = 0
    waiting: tuple[Waiting, ...] = ()
    arriving: tuple[Waiting, ...] = ()
    """On their way into the line: their pictures are yet to be read."""

    @property
    def coming(self) -> tuple[Waiting, ...]:
        """All of theirs that will start."""
        return self.waiting + self.arriving

    @property
    def place(self) -> tuple[int, int, int]:
        """What members of one guild are ordered by."""
        return self.turn, self.served, self.user_id


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildLine:
    """A guild's place among guilds, and its share of the whole."""

    guild_id: int
    turn: int = 0
    served: int = 0
    start: int = 0
    """The virtual time at which it was served last."""
    member_start: int = 0
    """The same for whichever of its members was served last, in the virtual time among them."""
    weight: float = 1.0
    cap: int = 2
    member_cap: int = 1
    members: tuple[MemberLine, ...] = ()

    @property
    def place(self) -> tuple[int, int, int]:
        """What guilds are ordered by."""
        return self.turn, self.served, self.guild_id

    @property
    def ready(self) -> tuple[MemberLine, ...]:
        """The members of whom a job may start now."""
        if sum(m.running for m in self.members) >= self.cap:
            return ()
        return tuple(m for m in self.members if m.waiting and m.running < self.member_cap)


def next_job(guilds: Iterable[GuildLine]) -> Waiting | None:
    """The job that is to start now, or None."""
    front = min((guild for guild in guilds if guild.ready), key=lambda guild: guild.place, default=None)
    if front is None:
        return None
    member = min(front.ready, key=lambda member: member.place)
    return min(member.waiting, key=lambda job: job.rank)


def after(guilds: Iterable[GuildLine], job: Waiting, now: int) -> tuple[GuildLine, ...]:
    """The line once `job` was started, at `now` in microseconds of real time."""
    known = tuple(guilds)
    latest = max(guild.start for guild in known)
    return tuple(_after_in_guild(guild, job, latest, now) for guild in known)


def _after_in_guild(guild: GuildLine, job: Waiting, latest: int, now: int) -> GuildLine:
    owner = next((member for member in guild.members if job in member.waiting), None)
    if owner is None:
        return guild
    start, turn = serve(guild.turn, latest, cost=job.cost, weight=guild.weight)
    member_start, member_turn = serve(owner.turn, guild.member_start, cost=job.cost)
    rest = tuple(each for each in owner.waiting if each != job)
    served = replace(owner, turn=member_turn, served=now, running=owner.running + 1, waiting=rest)
    members = tuple(served if member is owner else member for member in guild.members)
    return replace(guild, turn=turn, served=now, start=start, member_start=member_start, members=members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many jobs start before one that waits; each number is exact below BOUND, and BOUND means "at least"."""

    ahead: int
    """In all."""
    in_guild: int
    """Of the same guild, which are among them."""
    own: int
    """Of the same person, which are among those."""
    guild_cap: int
    """How many jobs of the guild run at once."""
    member_cap: int
    """How many of the person's do."""

    @property
    def beyond(self) -> bool:
        """True if more may be ahead than is said."""
        return self.ahead >= BOUND


def expected_wait(standing: Standing, slots: int, pace: timedelta) -> timedelta:
    """When a job will start: where `slots` jobs run at once and each takes `pace`, under the caps of its own people.

    With no slots nothing would ever start; it is told as with one.
    """
    rounds = max(
        standing.ahead / max(1, slots),
        standing.in_guild / standing.guild_cap,
        standing.own / standing.member_cap,
    )
    return pace * rounds
