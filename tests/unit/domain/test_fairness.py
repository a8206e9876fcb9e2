"""The fair line as a pure rule."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fairness import Group, GuildLine, MemberLine, jobs_ahead, next_job


def _member(user: int, waiting: tuple[int, ...], *, turn: int = 0, running: int = 0, cap: int = 1) -> MemberLine:
    return MemberLine(user_id=user, turn=turn, cap=cap, running=running, waiting=waiting)


def _guild(guild: int, *members: MemberLine, turn: int = 0, cap: int = 2) -> GuildLine:
    return GuildLine(guild_id=guild, turn=turn, cap=cap, members=members)


def test_the_guild_served_longest_ago_is_next() -> None:
    """A guild with one job goes before one with many that was served later."""
    busy = _guild(1, _member(1, (1, 2, 3)), turn=9)
    quiet = _guild(2, _member(2, (4,)), turn=5)
    assert next_job([busy, quiet]) == 4


def test_inside_a_guild_members_take_turns() -> None:
    """The member served longest ago is next, with their oldest job."""
    assert next_job([_guild(1, _member(1, (1, 2), turn=7), _member(2, (3, 4), turn=6))]) == 3


def test_caps_let_others_pass() -> None:
    """A capped member yields to another, a capped guild to another, and nobody is started beyond a cap."""
    capped = _member(1, (1,), running=1)
    assert next_job([_guild(1, capped, _member(2, (2,), turn=99))]) == 2
    full = _guild(1, capped, _member(2, (2,), running=1))
    assert next_job([full]) is None
    assert next_job([full, _guild(2, _member(3, (3,)), turn=99)]) == 3


@st.composite
def _lines(draw: st.DrawFn) -> list[GuildLine]:
    numbers = iter(range(1, 1000))
    guilds = list[GuildLine]()
    for guild in range(1, draw(st.integers(1, 4)) + 1):
        members = [
            _member(
                user,
                tuple(next(numbers) for _ in range(draw(st.integers(0, 4)))),
                turn=draw(st.integers(0, 5)),
                cap=9,
            )
            for user in range(1, draw(st.integers(1, 3)) + 1)
        ]
        guilds.append(_guild(guild, *members, turn=draw(st.integers(0, 5)), cap=99))
    return guilds


def _serve(guilds: list[GuildLine], job: int, turn: int) -> list[GuildLine]:
    """The line after `job` was started, with caps that never bind."""

    def served(member: MemberLine) -> MemberLine:
        if job not in member.waiting:
            return member
        return replace(member, turn=turn, waiting=tuple(each for each in member.waiting if each != job))

    return [
        replace(
            guild,
            turn=turn if any(job in member.waiting for member in guild.members) else guild.turn,
            members=tuple(served(member) for member in guild.members),
        )
        for guild in guilds
    ]


def _told(guilds: list[GuildLine], guild: GuildLine, member: MemberLine, job: int) -> int:
    mates = [Group(place=(m.turn, m.user_id), waiting=len(m.waiting)) for m in guild.members if m is not member]
    number = member.waiting.index(job) + 1
    within = jobs_ahead((member.turn, member.user_id), number, mates)
    others = [
        Group(place=(g.turn, g.guild_id), waiting=sum(len(m.waiting) for m in g.members))
        for g in guilds
        if g is not guild
    ]
    return jobs_ahead((guild.turn, guild.guild_id), within + 1, others)


@given(_lines())
def test_the_place_told_is_the_order_served(guilds: list[GuildLine]) -> None:
    """Where no cap binds, the number of jobs ahead is exactly the order in which jobs are then started."""
    told = {
        job: _told(guilds, guild, member, job) for guild in guilds for member in guild.members for job in member.waiting
    }
    served, turn = list[int](), 100
    while (job := next_job(guilds)) is not None:
        served.append(job)
        turn += 1
        guilds = _serve(guilds, job, turn)
    assert [told[job] for job in served] == list(range(len(told)))
