"""What moderators type is read as they meant it, or the answer says how it is written."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadRequest
from bot.domain.limits import Measure, Subject, SubjectKind
from bot.domain.typed import (
    LONGEST,
    amount_typed,
    duration_typed,
    member_or_role,
    subject_named,
    word_typed,
    zone_typed,
    zones,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2d", timedelta(days=2)),
        ("1h 30m", timedelta(minutes=90)),
        ("1 Hour and 30 Minutes", timedelta(minutes=90)),
        ("3 weeks", timedelta(weeks=3)),
        ("1w,2d", timedelta(days=9)),
        ("45s", timedelta(seconds=45)),
        ("2 Tage und 3 Stunden", timedelta(days=2, hours=3)),
        ("2j", timedelta(days=2)),
        ("1 semana, 2 días", timedelta(days=9)),
        ("3日", timedelta(days=3)),
    ],
)
def test_a_duration_is_read(typed: str, meant: timedelta) -> None:
    """Numbers with units, long or short, one or several, in any case."""
    assert duration_typed(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "2", "d", "soon", "2 moons", "-2d", "0d", "2d!", "1.5h", "99999w", "999999999w" * 9]
)
def test_what_is_no_duration_is_refused(typed: str) -> None:
    """Without a unit, with something else in it, nothing at all, or longer than anybody means."""
    with pytest.raises(BadRequest):
        duration_typed(typed)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_duration_or_refused(typed: str) -> None:
    """Nothing that can be typed breaks the reader."""
    try:
        assert timedelta(0) < duration_typed(typed) <= LONGEST
    except BadRequest:
        return


@pytest.mark.parametrize(
    ("measure", "typed", "amount"),
    [
        (Measure.PICTURES, "1,000", 1_000),
        (Measure.PICTURES, "0", 0),
        (Measure.MONEY, "2.50", 2_500_000),
        (Measure.MONEY, "$ 0.005", 5_000),
        (Measure.MONEY, "2,50 $", 2_500_000),
        (Measure.COOLDOWN, "90", 90),
        (Measure.COOLDOWN, "5m", 300),
        (Measure.SPEED, "Balanced", 2),
        (Measure.AT_ONCE, "3", 3),
        (Measure.COUNT, "4", 4),
    ],
)
def test_an_amount_is_read_in_its_own_unit(measure: Measure, typed: str, amount: int) -> None:
    """Money in dollars, a cooldown in seconds or as a time, speed by its name, the rest whole."""
    assert amount_typed(measure, typed) == amount


@pytest.mark.parametrize(
    ("measure", "typed"),
    [
        (Measure.PICTURES, "-1"),
        (Measure.PICTURES, "1.5"),
        (Measure.PICTURES, "²"),
        (Measure.PICTURES, "9" * 12),
        (Measure.MONEY, "nan"),
        (Measure.MONEY, "inf"),
        (Measure.MONEY, "-2"),
        (Measure.MONEY, "1e9999"),
        (Measure.MONEY, "2,500"),
        (Measure.COOLDOWN, "8d"),
        (Measure.SPEED, "2"),
        (Measure.COUNT, "5"),
    ],
)
def test_what_is_no_amount_is_refused(measure: Measure, typed: str) -> None:
    """Below nothing, in pieces, without a value, or more than there can be."""
    with pytest.raises(BadRequest):
        amount_typed(measure, typed)


@pytest.mark.parametrize("measure", list(Measure))
@given(typed=st.text(max_size=20))
def test_whatever_is_typed_is_an_amount_or_refused(measure: Measure, typed: str) -> None:
    """Nothing that can be typed breaks the reader, and no amount is below nothing."""
    try:
        assert amount_typed(measure, typed) >= 0
    except BadRequest:
        return


def test_one_subject_is_named_or_every_member() -> None:
    """More than one of user, role, channel and server says nothing."""
    assert subject_named() == Subject(kind=SubjectKind.EVERYONE)
    assert subject_named(role=7) == Subject(kind=SubjectKind.ROLE, id=7)
    assert subject_named(whole_server=True) == Subject(kind=SubjectKind.GUILD)
    with pytest.raises(BadRequest):
        subject_named(user=1, role=7)
    with pytest.raises(BadRequest):
        subject_named(channel=1, whole_server=True)


def test_an_exception_is_for_a_member_or_a_role() -> None:
    """Not for everybody, and not for both at once."""
    assert member_or_role(user=1, role=None) == Subject(kind=SubjectKind.USER, id=1)
    with pytest.raises(BadRequest):
        member_or_role(user=None, role=None)


def test_words_and_zones_are_kept_in_their_own_form() -> None:
    """A word folded, a zone as the database of zones writes it; what is neither is refused."""
    assert word_typed("  Ünïcode—WORD ").word == "unicode word"
    assert zone_typed(" europe/BERLIN ").zone == "Europe/Berlin"
    with pytest.raises(BadRequest):
        word_typed("!?")
    with pytest.raises(BadRequest):
        zone_typed("../../etc/passwd")


def test_every_zone_that_can_be_chosen_can_be_used() -> None:
    """The list of names and the data of zones belong together."""
    assert len(zones()) > 400
    assert {ZoneInfo(zone).key for zone in zones().values()} == set(zones().values())
