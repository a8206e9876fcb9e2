"""The fair line as a pure rule: who is next, and how many are ahead. `bot.storage.line` says the same in SQL.

Guilds take turns; the one served longest ago is next, and among those never served the one with the lowest id. Inside
a guild its members take turns likewise, and a member's jobs run in the order they were asked for. Caps bound how many
run at once for a guild and for a member of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.request import Speed, Wish


def cost_of(wish: Wish) -> int:
    """How much of its turn a job uses up: one for each picture, two where it is made with the most care."""
    return wish.count * (2 if wish.speed is Speed.QUALITY else 1)


def is_batch(wish: Wish) -> bool:
    """True for a job that waits behind what the same person wants one of: they look at those one by one."""
    return wish.count > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member's place in their guild: when they were served last, and what they have waiting and running."""

    user_id: int
    turn: int
    cap: int
    running: int
    waiting: tuple[int, ...]
    """Job numbers, oldest first."""

    @property
    def ready(self) -> bool:
        """True if a job of theirs may start."""
        return bool(self.waiting) and self.running < self.cap


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildLine:
    """A guild's place among guilds."""

    guild_id: int
    turn: int
    cap: int
    members: tuple[MemberLine, ...]

    @property
    def ready(self) -> bool:
        """True if a job of one of its members may start."""
        return sum(m.running for m in self.members) < self.cap and any(m.ready for m in self.members)


def next_job(guilds: Iterable[GuildLine]) -> int | None:
    """The number of the job that is to start now, or None."""
    guild = min((g for g in guilds if g.ready), key=lambda g: (g.turn, g.guild_id), default=None)
    if guild is None:
        return None
    member = min((m for m in guild.members if m.ready), key=lambda m: (m.turn, m.user_id))
    return member.waiting[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How much a guild, or a member, has waiting, and its place: when it was served last, then its id."""

    place: tuple[int, int]
    waiting: int


def jobs_ahead(place: tuple[int, int], number: int, others: Iterable[Group]) -> int:
    """How many jobs are started before the `number`-th (1 is first) of the group at `place`.

    The same count serves both floors of the line: within a guild `number` counts a member's own jobs; among guilds it
    counts the guild's. Caps delay everybody and are left out.
    """
    return number - 1 + sum(min(o.waiting, number if o.place < place else number - 1) for o in others)
