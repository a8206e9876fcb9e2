"""Days end at the zone's next midnight, whatever the clocks do in between."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.domain.windows import Span, window

TICK = timedelta(microseconds=1)
FROM, TO = datetime(2025, 12, 31, tzinfo=UTC), datetime(2028, 1, 2, tzinfo=UTC)


def _offset_changes(zone: ZoneInfo) -> list[datetime]:
    """The instants in two years at which the zone's clocks change, found by halving."""
    found, day = [], FROM
    while day < TO:
        after = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            low, high = day, after
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                same = middle.astimezone(zone).utcoffset() == day.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high.replace(microsecond=0))
        day = after
    return found


def _assert_whole_day(now: datetime, name: str) -> None:
    zone, whole = ZoneInfo(name), window(Span.DAY, now, name)
    today = now.astimezone(zone).date()
    assert whole.key == f"day:{today.isoformat()}@{name}"
    assert whole.resets_at > now
    assert (whole.resets_at - TICK).astimezone(zone).date() == today, (name, now)
    following = whole.resets_at.astimezone(zone)
    assert following.date() > today, (name, now)
    assert window(Span.DAY, whole.resets_at, name).key != whole.key


def test_a_day_ends_at_the_zones_next_midnight_across_every_clock_change() -> None:
    """For every zone and every clock change of two years, the days around it end where the date changes."""
    for name in sorted(available_timezones()):
        for change in _offset_changes(ZoneInfo(name)):
            for hours in (-30, -24, -2, -1, 0, 1, 2, 24):
                _assert_whole_day(change + timedelta(hours=hours), name)
                _assert_whole_day(change + timedelta(hours=hours) - TICK, name)


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
