"""The fair line as a pure rule."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fairness import (
    GuildLine,
    MemberLine,
    Waiting,
    after,
    check_share,
    cost_of,
    is_batch,
    next_job,
)
from bot.domain.request import Speed, Wish
from tests.unit.domain.lines import Lines, asked, finished, lived_in, served


def _member(user: int, *numbers: int, turn: int = 0, at: int = 0, running: int = 0, cost: int = 1) -> MemberLine:
    waiting = tuple(Waiting(number=number, cost=cost) for number in numbers)
    return MemberLine(user_id=user, turn=turn, served=at, running=running, waiting=waiting)


def _guild(guild: int, *members: MemberLine, turn: int = 0, at: int = 0, weight: float = 1.0) -> GuildLine:
    return GuildLine(guild_id=guild, turn=turn, served=at, start=turn, weight=weight, members=members)


def _owners(lines: Lines, rounds: int) -> list[int]:
    """The guilds served next; whoever is served asks for the same again."""
    owners = list[int]()
    for now in range(1_000, 1_000 + rounds):
        job = next_job(lines)
        assert job is not None
        guild = next(guild for guild in lines if any(job in member.waiting for member in guild.members))
        owners.append(guild.guild_id)
        again = replace(job, number=job.number + 1_000)
        user = next(member.user_id for member in guild.members if job in member.waiting)
        lines = asked(finished(after(lines, job, now)), guild.guild_id, user, again)
    return owners


def test_the_guild_served_longest_ago_is_next() -> None:
    """A guild with one job goes before one with many that was served later."""
    busy, quiet = _guild(1, _member(1, 1, 2, 3), at=9), _guild(2, _member(2, 4), at=5)
    assert next_job([busy, quiet]) == Waiting(number=4)


def test_inside_a_guild_members_take_turns() -> None:
    """The member served longest ago is next, with their oldest job."""
    assert next_job([_guild(1, _member(1, 1, 2, at=7), _member(2, 3, 4, at=6))]) == Waiting(number=3)


def test_caps_let_others_pass() -> None:
    """A capped member yields to another, a capped guild to another, and nobody is started beyond a cap."""
    capped = _member(1, 1, running=1)
    assert next_job([_guild(1, capped, _member(2, 2, at=99))]) == Waiting(number=2)
    full = _guild(1, capped, _member(2, 2, running=1))
    assert next_job([full]) is None
    assert next_job([full, _guild(2, _member(3, 3), at=99)]) == Waiting(number=3)


def test_batches_stand_behind_what_the_same_person_wants_one_of() -> None:
    """Of one person's jobs single pictures come first, and each kind in the order it was asked for."""
    jobs = (Waiting(number=1, batch=True), Waiting(number=2, batch=True), Waiting(number=3), Waiting(number=4))
    lines = (_guild(1, MemberLine(user_id=1, waiting=jobs)),)
    assert [job.number for job in served(lines)] == [3, 4, 1, 2]


def test_another_persons_batch_takes_its_turn() -> None:
    """Whoever asks for many at once is behind nobody but themselves."""
    batch = MemberLine(user_id=1, waiting=(Waiting(number=1, batch=True),))
    assert next_job([_guild(1, batch, _member(2, 2, 3))]) == Waiting(number=1, batch=True)


def test_weights_are_shares() -> None:
    """Of three guilds that never run out, one of weight 2 is served twice as often as one of weight 1."""
    lines = (_guild(1, _member(1, 1)), _guild(2, _member(2, 2), weight=2), _guild(3, _member(3, 3), weight=0.5))
    owners = _owners(lines, 70)
    assert [owners.count(guild) for guild in (1, 2, 3)] == [20, 40, 10]


def test_costs_are_paid_in_turns() -> None:
    """A guild whose jobs cost four is served a quarter as often as one whose jobs cost one."""
    owners = _owners((_guild(1, _member(1, 1)), _guild(2, _member(2, 2, cost=4))), 50)
    assert [owners.count(guild) for guild in (1, 2)] == [40, 10]


def test_a_newcomer_is_next_once_and_has_saved_up_nothing() -> None:
    """Somebody who comes after a thousand turns of another is served next, and from then on every other time."""
    turn = 1_000_000_000
    assert _owners((_guild(1, _member(1, 1), turn=turn, at=1), _guild(2, _member(2, 2))), 6) == [2, 1, 2, 1, 2, 1]


def test_a_guild_that_a_cap_held_back_gets_no_credit_for_it() -> None:
    """After others were served a hundred times, a guild whose cap is free again is served every other time."""
    held = replace(_guild(1, _member(1, 1)), cap=0)
    busy = _guild(2, _member(2, 2))
    lines: Lines = (held, busy)
    for now in range(100):
        job = next_job(lines)
        assert job is not None
        lines = asked(finished(after(lines, job, now)), 2, 2, replace(job, number=job.number + 1))
    assert _owners((replace(lines[0], cap=1), lines[1]), 4) == [1, 2, 1, 2]


def test_who_used_an_idle_machine_is_not_punished() -> None:
    """A guild that was alone for a hundred turns shares evenly with one that comes then."""
    lines: Lines = (_guild(1, _member(1, 1)),)
    for now in range(100):
        job = next_job(lines)
        assert job is not None
        lines = asked(finished(after(lines, job, now)), 1, 1, replace(job, number=job.number + 1))
    assert _owners((*lines, _guild(2, _member(2, 5_000))), 5) == [2, 1, 2, 1, 2]


@given(lived_in(costs=st.just(3)))
def test_with_equal_weights_and_costs_the_one_served_longest_ago_is_next(lines: Lines) -> None:
    """Virtual time then orders guilds, and the members of each, exactly as the real time of their last service does."""
    for floor in (lines, *(guild.members for guild in lines)):
        by_place = sorted(floor, key=lambda each: each.place)
        assert by_place == sorted(floor, key=lambda each: (each.served, each.place[-1]))


@given(lived_in(weights=st.sampled_from([0.5, 1.0, 4.0]), costs=st.integers(1, 8)))
def test_the_latest_service_never_goes_back(lines: Lines) -> None:
    """Virtual time only moves on, so that nobody can come before those who were served."""
    job = next_job(lines)
    if job is not None:
        assert max(g.start for g in after(lines, job, 1_000)) >= max(g.start for g in lines)


def test_a_job_costs_its_pictures_and_its_care() -> None:
    """Each picture counts, the most careful ones twice; several at once are a batch."""
    one = Wish(prompt="x")
    assert [cost_of(one), cost_of(replace(one, count=4)), cost_of(replace(one, count=2, speed=Speed.QUALITY))] == [
        1,
        4,
        4,
    ]
    assert [is_batch(one), is_batch(replace(one, count=2))] == [False, True]


@pytest.mark.parametrize(
    "share",
    [{"weight": 0.0}, {"weight": -1.0}, {"weight": math.nan}, {"weight": math.inf}, {"cap": 0}, {"member_cap": 0}],
)
def test_a_share_that_stops_or_floods_the_line_is_refused(share: dict[str, float]) -> None:
    """No weight that cannot be divided by, and no cap that lets nobody through: pausing is said elsewhere."""
    with pytest.raises(ValueError, match="not"):
        check_share(**{"weight": None, "cap": None, "member_cap": None} | share)  # pyright: ignore[reportArgumentType] (numbers of either kind)
