"""Lines of the fair queue for tests of its rule: made up, or grown by asking and serving."""

from dataclasses import replace

from hypothesis import strategies as st

from bot.domain.fairness import GuildLine, MemberLine, Waiting, after, next_job

UNCAPPED = 99
_ALL_ONE = st.just(1)
Lines = tuple[GuildLine, ...]


def finished(lines: Lines) -> Lines:
    """The line once everything that runs has ended."""
    return tuple(
        replace(guild, members=tuple(replace(member, running=0) for member in guild.members)) for guild in lines
    )


def waiting(lines: Lines) -> list[Waiting]:
    """Every job in line."""
    return [job for guild in lines for member in guild.members for job in member.waiting]


def served(lines: Lines, now: int = 1000) -> list[Waiting]:
    """The jobs in the order in which they start, each when the one before has ended."""
    order = list[Waiting]()
    while (job := next_job(lines)) is not None:
        order.append(job)
        lines = finished(after(lines, job, now + len(order)))
    return order


def asked(lines: Lines, guild_id: int, user_id: int, job: Waiting) -> Lines:
    """The line with one job more."""

    def with_job(member: MemberLine) -> MemberLine:
        return replace(member, waiting=(*member.waiting, job)) if member.user_id == user_id else member

    return tuple(
        replace(guild, members=tuple(map(with_job, guild.members))) if guild.guild_id == guild_id else guild
        for guild in lines
    )


@st.composite
def lived_in(
    draw: st.DrawFn,
    *,
    weights: st.SearchStrategy[float] = _ALL_ONE,
    costs: st.SearchStrategy[int] = _ALL_ONE,
) -> Lines:
    """A line in which people have asked and been served for a while, so that anybody may be anywhere in it."""
    guilds, users = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    members = tuple(MemberLine(user_id=user) for user in range(1, users + 1))
    lines: Lines = tuple(
        GuildLine(guild_id=guild, weight=draw(weights), cap=UNCAPPED, member_cap=UNCAPPED, members=members)
        for guild in range(1, guilds + 1)
    )
    for number in range(1, draw(st.integers(1, 30))):
        if draw(st.booleans()) and (job := next_job(lines)) is not None:
            lines = finished(after(lines, job, number))
        else:
            job = Waiting(number=number, cost=draw(costs), batch=draw(st.booleans()))
            lines = asked(lines, draw(st.integers(1, guilds)), draw(st.integers(1, users)), job)
    return lines
