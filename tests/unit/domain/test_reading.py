"""Whose picture is read next, as a pure rule."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fairness import GuildLine, MemberLine, Waiting, after, next_job
from bot.domain.reading import ENOUGH, LOOK_AT, next_to_read
from tests.unit.domain.lines import Lines, finished


def _jobs(*numbers: int) -> tuple[Waiting, ...]:
    return tuple(Waiting(number=number) for number in numbers)


def _member(user: int, *arriving: int, waiting: tuple[int, ...] = (), turn: int = 0) -> MemberLine:
    return MemberLine(user_id=user, turn=turn, arriving=_jobs(*arriving), waiting=_jobs(*waiting))


def _guild(guild: int, *members: MemberLine, turn: int = 0) -> GuildLine:
    return GuildLine(guild_id=guild, turn=turn, start=turn, members=members)


def test_the_guild_whose_turn_comes_first_is_read_for() -> None:
    """However long others have waited to be read."""
    assert next_to_read([_guild(1, _member(1, 1, 2), turn=5), _guild(2, _member(1, 3), turn=4)]) == Waiting(number=3)


def test_who_has_enough_in_line_lets_others_pass() -> None:
    """A guild with a few in line is read for again when those with less have been."""
    line = tuple(range(10, 10 + ENOUGH))
    rich, poor = _guild(1, _member(1, 1, waiting=line)), _guild(2, _member(1, 2), turn=9)
    assert next_to_read([rich, poor]) == Waiting(number=2)
    assert next_to_read([_guild(1, _member(1, 1, waiting=line[1:])), poor]) == Waiting(number=1)


def test_where_all_have_enough_the_oldest_is_read() -> None:
    """Reading never rests while there is something to be read."""
    line = tuple(range(10, 10 + ENOUGH))
    first, second = _guild(1, _member(1, 2, waiting=line)), _guild(2, _member(1, 1, waiting=line), turn=9)
    assert next_to_read([first, second]) == Waiting(number=1)
    assert next_to_read([]) is None


def test_inside_a_guild_those_without_anything_in_line_come_first() -> None:
    """Then those whose turn comes first, each with what they look at one by one before their batches."""
    served, waiting, other = _member(1, 1, turn=5), _member(2, 2, waiting=(9,)), _member(3, 3, turn=6)
    assert next_to_read([_guild(1, served, waiting, other)]) == Waiting(number=1)
    batch = replace(served, arriving=(Waiting(number=1, batch=True), Waiting(number=4)))
    assert next_to_read([_guild(1, batch, waiting, other)]) == Waiting(number=4)


def test_so_many_guilds_are_looked_at() -> None:
    """Those behind them are read for when the oldest is theirs, or when a turn of those before is over."""
    line = tuple(range(1_000, 1_000 + ENOUGH))
    rich = [_guild(each, _member(1, 100 + each, waiting=line)) for each in range(1, LOOK_AT + 1)]
    poor = _guild(LOOK_AT + 1, _member(1, 999))
    assert next_to_read([*rich, poor]) == Waiting(number=101)
    assert next_to_read([*rich[1:], poor]) == Waiting(number=999)


@given(st.lists(st.integers(0, 30), min_size=2, max_size=5))
def test_while_reading_holds_all_up_guilds_are_served_alike(sizes: list[int]) -> None:
    """Where each picture is started when it is read, no guild is two ahead of one that has something left."""
    numbers = iter(range(1_000))
    lines: Lines = tuple(
        _guild(each, _member(1, *(next(numbers) for _ in range(size)))) for each, size in enumerate(sizes, 1)
    )
    served = dict.fromkeys(range(1, len(sizes) + 1), 0)
    for now in range(1, sum(sizes) + 1):
        lines, guild_id = _read_and_serve(lines, now)
        served[guild_id] += 1
        left = [each.guild_id for each in lines if each.members[0].arriving]
        assert all(served[guild_id] <= served[other] + 1 for other in left)
    assert next_to_read(lines) is None


def _read_and_serve(lines: Lines, now: int) -> tuple[Lines, int]:
    """The line when one more was read, started and finished, and whose it was."""
    job = next_to_read(lines)
    assert job is not None
    owner = next(each for each in lines if job in each.members[0].arriving)
    (sender,) = owner.members
    read = replace(sender, arriving=tuple(each for each in sender.arriving if each != job), waiting=(job,))
    lines = tuple(replace(each, members=(read,)) if each is owner else each for each in lines)
    assert next_job(lines) == job
    return finished(after(lines, job, now)), owner.guild_id
