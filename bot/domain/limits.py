"""Allowances: which window a moment falls into, and whose counter a request touches. Pure: storage counts."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time that an allowance covers."""

    key: str
    """Names the window in the store, e.g. `day:2026-11-24@Europe/Berlin`; each entry keeps it for its closing."""
    resets_at: datetime
    """When the next one begins, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One counter and how high it may go."""

    rule: str
    """How the rule is told to a person, e.g. `50 pictures a day for each member`."""
    subject: str
    """Whose counter, e.g. `member:5:7`."""
    window: Window
    limit: int


def day_window(now: datetime, zone: str) -> Window:
    """The calendar day of `now` in an IANA zone; days of 23 and 25 hours end at the zone's next midnight."""
    local = now.astimezone(ZoneInfo(zone))
    tomorrow = datetime.combine(local.date() + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))
    return Window(key=f"day:{local.date().isoformat()}@{zone}", resets_at=tomorrow.astimezone(UTC))


def member_usage(guild_id: int, user_id: int, *, limit: int, now: datetime, zone: str) -> Usage:
    """A member's daily counter in one server."""
    return Usage(
        rule=f"{limit} pictures a day for each member",
        subject=f"member:{guild_id}:{user_id}",
        window=day_window(now, zone),
        limit=limit,
    )
