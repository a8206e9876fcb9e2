"""Windows: the stretches of time that an allowance covers. Calendar days, weeks and months end where people live."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.text import Text, t

_HOUR = timedelta(hours=1)
_KNOWN = 1_000
"""Windows that are kept: of a few spans and days, in the zones of all servers."""


class Span(StrEnum):
    """How long a window is."""

    HOUR = "hour"
    """An hour of the clock in UTC: where clocks are moved, no hour is counted twice or left out."""
    DAY = "day"
    """A calendar day of a time zone, which may have 23 or 25 hours."""
    WEEK = "week"
    """From Monday on."""
    MONTH = "month"
    """A calendar month."""

    @property
    def told(self) -> Text:
        """As part of a rule, e.g. `a day`."""
        match self:
            case Span.HOUR:
                return t("an hour")
            case Span.DAY:
                return t("a day")
            case Span.WEEK:
                return t("a week")
            case Span.MONTH:
                return t("a month")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One such stretch of time."""

    key: str
    """Names the window in the store, e.g. `day:2026-11-24@Europe/Berlin`; each entry keeps it for its closing."""
    resets_at: datetime
    """When the next one begins, in UTC."""

    @property
    def span(self) -> Span:
        """How long it is."""
        return Span(self.key.partition(":")[0])


def window(span: Span, now: datetime, zone: str) -> Window:
    """The window of `now` in an IANA time zone."""
    if span is Span.HOUR:
        hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return Window(key=f"hour:{hour:%Y-%m-%dT%H}@UTC", resets_at=hour + _HOUR)
    return _of_days(span, now.astimezone(ZoneInfo(zone)).date(), zone)


@lru_cache(maxsize=_KNOWN)  # Everybody who asks on a day asks for the same.
def _of_days(span: Span, today: date, zone: str) -> Window:
    first, following = _bounds(span, today)
    begins = datetime.combine(following, time.min, tzinfo=ZoneInfo(zone))
    return Window(key=f"{span}:{first.isoformat()}@{zone}", resets_at=begins.astimezone(UTC))


def _bounds(span: Span, today: date) -> tuple[date, date]:
    """The first day of today's window and of the next."""
    if span is Span.WEEK:
        monday = today - timedelta(days=today.weekday())
        return monday, monday + timedelta(weeks=1)
    if span is Span.MONTH:
        first = today.replace(day=1)
        return first, (first + timedelta(days=31)).replace(day=1)
    return today, today + timedelta(days=1)
