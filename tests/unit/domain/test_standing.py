"""What somebody in line is told about it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fairness import BOUND, GuildLine, MemberLine, Standing, Waiting, expected_wait
from bot.domain.standing import standing
from tests.unit.domain.lines import Lines, lived_in, served, waiting

DEAREST = 8


@given(lived_in(costs=st.just(2)))
def test_the_place_told_is_the_order_served(lines: Lines) -> None:
    """With equal weights and costs the number of jobs ahead is exactly the order in which jobs then start."""
    order = served(lines)
    assert [standing(lines, job).ahead for job in order] == list(range(len(order)))


@given(lived_in(costs=st.just(1)))
def test_the_parts_told_are_those_of_the_order(lines: Lines) -> None:
    """How many of them are of the same guild and of the same person is exact as well."""
    order = served(lines)
    for guild in lines:
        for member in guild.members:
            for job in member.waiting:
                told, before = standing(lines, job), order[: order.index(job)]
                assert told.own == sum(each in member.waiting for each in before)
                assert told.in_guild == sum(each in mate.waiting for mate in guild.members for each in before)


@given(lived_in(costs=st.integers(1, DEAREST)))
def test_other_costs_are_wrong_by_no_more_than_they_differ(lines: Lines) -> None:
    """Where jobs cost up to c, c times as many come first at most, and a few for each guild and member."""
    order = served(lines)
    groups = len(lines) + sum(len(guild.members) for guild in lines)
    for job in waiting(lines):
        told, true = standing(lines, job).ahead, order.index(job)
        assert true <= DEAREST * (told + 2 * groups)
        assert told <= DEAREST * (true + 2 * groups)


@given(lived_in(weights=st.sampled_from([0.5, 1.0, 2.0, 4.0])))
def test_weights_are_minded(lines: Lines) -> None:
    """With equal costs other weights make the place told wrong by ties only: one for each other guild."""
    order = served(lines)
    for job in waiting(lines):
        assert abs(standing(lines, job).ahead - order.index(job)) <= len(lines)


def test_a_long_line_is_counted_up_to_a_bound() -> None:
    """Who stands further back is told that there are at least so many."""
    many = tuple(Waiting(number=number) for number in range(BOUND + 5))
    lines = (GuildLine(guild_id=1, members=(MemberLine(user_id=1, waiting=many),)),)
    assert standing(lines, many[-1]).ahead == BOUND
    assert standing(lines, many[-1]).beyond
    assert not standing(lines, many[BOUND - 1]).beyond


_ALONE = Standing(ahead=0, in_guild=0, own=0, guild_cap=2, member_cap=1)


@pytest.mark.parametrize(
    ("told", "slots", "seconds"),
    [
        (_ALONE, 4, 0),
        (replace(_ALONE, ahead=12), 4, 30),
        (replace(_ALONE, ahead=12, in_guild=12), 4, 60),
        (replace(_ALONE, ahead=12, in_guild=12, own=8), 4, 80),
        (replace(_ALONE, ahead=3), 0, 30),
    ],
)
def test_the_wait_is_what_the_tightest_cap_makes_of_it(told: Standing, slots: int, seconds: int) -> None:
    """Ten seconds a job: the whole line shares the slots, a guild its cap, a person theirs."""
    assert expected_wait(told, slots, timedelta(seconds=10)) == timedelta(seconds=seconds)
