"""Every change of every zone's clocks from 2020 to 2037, and the check that windows are whole around each of them.

Shared by the test of windows and the benchmark that says how many changes were tried.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.windows import Span, window

FROM, TO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_STEP = timedelta(days=7)
_WINDOWS_BEFORE = {
    Span.HOUR: timedelta(hours=2),
    Span.DAY: timedelta(days=2),
    Span.WEEK: timedelta(weeks=1),
    Span.MONTH: timedelta(days=31),
}


def clock_changes() -> Iterator[tuple[str, datetime]]:
    """Each zone's name with each instant at which its offset changes."""
    for name in sorted(available_timezones()):
        for change in _changes(ZoneInfo(name), FROM, TO, _STEP):
            yield name, change


def _changes(zone: ZoneInfo, begin: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    """Found by steps short enough that none holds two changes, and by halving the steps that hold one."""
    before = begin.astimezone(zone).utcoffset()
    while begin < end:
        after = begin + step
        offset = after.astimezone(zone).utcoffset()
        if offset != before:
            low, high = begin, after
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
            yield high
        begin, before = after, offset


def assert_whole(span: Span, name: str, change: datetime) -> None:
    """The windows around a change follow each other without gap or overlap, and every instant is in its own."""
    now, last = change - _WINDOWS_BEFORE[span], change + _WINDOWS_BEFORE[span]
    keys = list[str]()
    while now < last:
        current = window(span, now, name)
        where = (name, span, now, change)
        assert current.resets_at > now, where
        # The instants of a window on both sides of the change, its own last, and none of the next.
        for instant in (change - _TICK, change, change + _TICK, current.resets_at - _TICK):
            if now <= instant < current.resets_at:
                assert window(span, instant, name) == current, (*where, instant)
        keys.append(current.key)
        now = current.resets_at
    assert len(keys) == len(set(keys)), (name, span, change, keys)
