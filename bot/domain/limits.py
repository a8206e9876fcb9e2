"""Allowances: which window a moment falls into, and whose counter a request touches. Pure: storage counts."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.money import NOTHING, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time that an allowance covers."""

    key: str
    """Names the window in the store, e.g. `day:2026-11-24@Europe/Berlin`; each entry keeps it for its closing."""
    resets_at: datetime
    """When the next one begins, in UTC."""


class Measure(StrEnum):
    """What a counter counts."""

    PICTURES = "pictures"
    MONEY = "money"
    """Millionths of a dollar."""

    def told(self, amount: int) -> str:
        """An amount in words for people."""
        return str(Money(amount)) if self is Measure.MONEY else str(amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What a job came to in the end; the rest of what was reserved for it is given back."""

    pictures: int = 0
    money: Money | None = NOTHING
    """What the engine billed, which may be more than was reserved; None books all that was, because nobody can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One counter and how high it may go."""

    rule: str
    """How the rule is told to a person, e.g. `50 pictures a day for each member`."""
    subject: str
    """Whose counter, e.g. `member:5:7`."""
    window: Window
    limit: int
    measure: Measure = Measure.PICTURES


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


_UNLIMITED = Money(2**53)


def operator_usage(cap: Money | None, *, now: datetime) -> Usage:
    """What all pictures of a day may cost, whoever asked for them; counted in UTC, and counted without a cap too."""
    return Usage(
        rule=f"{cap or _UNLIMITED} a day for all pictures together",
        subject="operator",
        window=day_window(now, "UTC"),
        limit=(cap or _UNLIMITED).micros,
        measure=Measure.MONEY,
    )
