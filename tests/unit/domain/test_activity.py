"""Hours in UTC become days of the server's zone, every one of them, and nothing is lost or counted twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.activity import activity, first_hour
from bot.domain.moderation import Tally
from bot.domain.money import Money

NOW = datetime(2026, 11, 28, 22, 30, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe")


def tally(hour: datetime, user: int = 1, pictures: int = 1, engine: str = "e", micros: int = 0) -> Tally:
    return Tally(hour=hour, user_id=user, engine=engine, jobs=1, pictures=pictures, money=Money(micros))


def test_days_without_pictures_are_days() -> None:
    """Thirty days are shown, today the last, whatever was made."""
    made = activity([], NOW, "UTC")
    assert [day.of for day in made.days] == [date(2026, 10, 30) + timedelta(days=each) for each in range(30)]
    assert {day.pictures for day in made.days} == {0}


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", date(2026, 11, 28)), ("Europe/Berlin", date(2026, 11, 28)), ("Asia/Tokyo", date(2026, 11, 29))],
)
def test_today_is_the_servers(zone: str, day: date) -> None:
    """At half past ten in the evening in London it is tomorrow in Tokyo."""
    assert activity([], NOW, zone).days[-1].of == day


def test_an_hour_belongs_to_the_day_it_began_in() -> None:
    """23:00 UTC is the next day in Berlin."""
    made = activity([tally(datetime(2026, 11, 20, hour, tzinfo=UTC)) for hour in (22, 23)], NOW, "Europe/Berlin")
    assert {day.of: day.pictures for day in made.days if day.pictures} == {date(2026, 11, 20): 1, date(2026, 11, 21): 1}


def test_who_made_most_comes_first() -> None:
    """People and engines are ordered by their pictures, with what they cost in sum."""
    hour = NOW.replace(minute=0)
    tallies = [tally(hour, 1, 2, "a", 100), tally(hour, 2, 5, "b", 50), tally(hour - timedelta(hours=5), 1, 1, "b", 1)]
    made = activity(tallies, NOW, "UTC")
    assert [(each.of, each.pictures, each.money.micros) for each in made.people] == [(2, 5, 50), (1, 3, 101)]
    assert [each.of for each in made.engines] == ["b", "a"]
    assert (made.pictures, made.money) == (8, Money(151))


@given(
    st.lists(st.integers(min_value=0, max_value=24 * 40), max_size=40),
    st.sampled_from(ZONES),
    st.datetimes(datetime(2020, 1, 1), datetime(2037, 12, 31)),
)
def test_nothing_is_lost_or_counted_twice(ago: list[int], zone: str, now: datetime) -> None:
    """In every zone and at every change of the clocks what began since the first hour is in exactly one day."""
    now = now.replace(tzinfo=UTC)
    hours = [now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=each) for each in ago]
    made = activity([tally(hour) for hour in hours], now, zone)
    assert made.pictures == sum(first_hour(now, zone) <= hour for hour in hours)
    assert len({day.of for day in made.days}) == 30
