"""Whose picture is read next, as a pure rule. `bot.storage.reading` says the same in SQL.

Reading is the first thing that a job waits for, so it is shared as the line is. Where pictures arrive faster than they
are read, the line holds what was read, and would be as unfair as the order in which that was. So the next is read for
the guild whose turn comes first of those with little in line, and in it for the member whose turn comes first, those
first who have nothing in line. Where all have enough the oldest is read.
"""

from collections.abc import Iterable

from bot.domain.fairness import GuildLine, MemberLine, Waiting

ENOUGH = 4
"""Jobs that a guild has in line before it is read for others: more than are started while one is read."""
LOOK_AT = 64
"""Guilds, and members of one, that are looked at: those whose turn comes first."""


def next_to_read(guilds: Iterable[GuildLine]) -> Waiting | None:
    """The job whose picture is to be read now, or None."""
    known = tuple(guilds)
    member = _lacking(known)
    if member is not None:
        return min(member.arriving, key=lambda job: job.rank)
    arriving = (job for guild in known for member in guild.members for job in member.arriving)
    return min(arriving, key=lambda job: job.number, default=None)


def _lacking(guilds: tuple[GuildLine, ...]) -> MemberLine | None:
    """Whoever is to be read for, because their guild has little in line."""
    front = sorted((guild for guild in guilds if any(m.coming for m in guild.members)), key=lambda guild: guild.place)
    lacking = (guild for guild in front[:LOOK_AT] if _arriving(guild) and _in_line(guild) < ENOUGH)
    guild = next(lacking, None)
    if guild is None:
        return None
    mates = sorted((mate for mate in guild.members if mate.coming), key=lambda mate: mate.place)
    senders = (mate for mate in mates[:LOOK_AT] if mate.arriving)
    return min(senders, key=lambda mate: (bool(mate.waiting), mate.place), default=None)


def _arriving(guild: GuildLine) -> bool:
    return any(member.arriving for member in guild.members)


def _in_line(guild: GuildLine) -> int:
    return sum(len(member.waiting) for member in guild.members)
