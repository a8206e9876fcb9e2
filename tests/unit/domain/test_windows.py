"""Windows follow each other without gap or overlap, whatever the clocks do in between, and end where people live."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.windows import Span, window
from tests.clock_changes import assert_whole, clock_changes

TICK = timedelta(microseconds=1)


def test_windows_are_whole_across_every_clock_change_until_2037() -> None:
    """In every zone, around every change of its clocks, hours, days, weeks and months tile time, each with its key."""
    tried = 0
    for name, change in clock_changes():
        for span in Span:
            assert_whole(span, name, change)
        tried += 1
    assert tried > 5_000


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 12, tzinfo=UTC), 23),
        ("Europe/Berlin", datetime(2026, 10, 25, 12, tzinfo=UTC), 25),
        ("Africa/Cairo", datetime(2026, 4, 24, 12, tzinfo=UTC), 23),
        ("UTC", datetime(2026, 3, 29, 12, tzinfo=UTC), 24),
    ],
)
def test_days_of_23_and_25_hours_are_whole_days(zone: str, day: datetime, hours: int) -> None:
    """A day is as long as the zone makes it, also where midnight itself is skipped."""
    end = window(Span.DAY, day, zone).resets_at
    start = window(Span.DAY, end - timedelta(hours=hours) - TICK, zone).resets_at
    assert end - start == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("zone", "change", "ends"),
    [
        # Midnight comes twice: the day begins with the first.
        ("America/Havana", datetime(2026, 11, 1, 12, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)),
        # The last hour of a day comes twice: the day ends after the second.
        ("Africa/Cairo", datetime(2026, 10, 29, 12, tzinfo=UTC), datetime(2026, 10, 29, 22, tzinfo=UTC)),
        ("Asia/Beirut", datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        # Midnight does not come at all: the day begins an hour later on the clock.
        ("Asia/Beirut", datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 28, 22, tzinfo=UTC)),
    ],
)
def test_midnights_that_come_twice_or_never(zone: str, change: datetime, ends: datetime) -> None:
    """A day ends once, and where the date on the clock changes for good."""
    assert window(Span.DAY, change, zone).resets_at == ends
    local = ends.astimezone(ZoneInfo(zone))
    assert (ends - TICK).astimezone(ZoneInfo(zone)).date() < local.date()


@pytest.mark.parametrize(
    ("span", "key", "ends"),
    [
        (Span.HOUR, "hour:2026-12-31T22@UTC", datetime(2026, 12, 31, 23, tzinfo=UTC)),
        (Span.DAY, "day:2027-01-01@Asia/Tokyo", datetime(2027, 1, 1, 15, tzinfo=UTC)),
        (Span.WEEK, "week:2026-12-28@Asia/Tokyo", datetime(2027, 1, 3, 15, tzinfo=UTC)),
        (Span.MONTH, "month:2027-01-01@Asia/Tokyo", datetime(2027, 1, 31, 15, tzinfo=UTC)),
    ],
)
def test_windows_are_called_by_where_they_begin(span: Span, key: str, ends: datetime) -> None:
    """On New Year's Eve in London it is New Year's Day in Tokyo; a week begins on Monday, also across years."""
    found = window(span, datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "Asia/Tokyo")
    assert (found.key, found.resets_at, found.span) == (key, ends, span)


def test_months_of_every_length_end_with_their_last_day() -> None:
    """Also February, in a leap year too."""
    for year in (2027, 2028):
        for month in range(1, 13):
            found = window(Span.MONTH, datetime(year, month, 15, tzinfo=UTC), "UTC")
            assert found.key == f"month:{date(year, month, 1)}@UTC"
            assert found.resets_at.day == 1
            assert (found.resets_at - TICK).month == month
