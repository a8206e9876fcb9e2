"""What a server had made in the last days: its hourly tallies put together to the days of its own time zone. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.moderation import Tally
from bot.domain.money import NOTHING, Money

DAYS = 30
K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Generic[K]):
    """What came together under one name: a day, a member, an engine."""

    of: K
    jobs: int = 0
    pictures: int = 0
    money: Money = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """The last days of one server, today among them."""

    zone: str
    """The IANA time zone in which its days end."""
    tallies: tuple[tuple[date, Tally], ...]
    """What was made, the day it belongs to, and the oldest first."""
    days: tuple[Amount[date], ...]
    """Every day, the oldest first, those too on which nothing was made."""
    people: tuple[Amount[int], ...]
    """By their pictures, the most first; 0 stands for those who have asked to be forgotten."""
    engines: tuple[Amount[str], ...]
    """By their pictures, the most first."""

    @property
    def pictures(self) -> int:
        """All of them."""
        return sum(day.pictures for day in self.days)

    @property
    def money(self) -> Money:
        """What they cost together."""
        return Money(sum(day.money.micros for day in self.days))


def first_hour(now: datetime, zone: str, days: int = DAYS) -> datetime:
    """When the first of the last `days` days began, today among them; in UTC."""
    return datetime.combine(_days(now, zone, days)[0], time.min, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def activity(tallies: Iterable[Tally], now: datetime, zone: str, days: int = DAYS) -> Activity:
    """Put tallies together; those of other days are left out.

    An hour belongs to the day in which it began, which matters where time zones differ by half hours.
    """
    shown = _days(now, zone, days)
    own = ZoneInfo(zone)
    dated = tuple(
        (day, tally) for tally in tallies if shown[0] <= (day := tally.hour.astimezone(own).date()) <= shown[-1]
    )
    made = {amount.of: amount for amount in _sums(dated, lambda day, _: day)}
    return Activity(
        zone=zone,
        tallies=dated,
        days=tuple(made.get(day, Amount(of=day)) for day in shown),
        people=_by_pictures(_sums(dated, lambda _, tally: tally.user_id)),
        engines=_by_pictures(_sums(dated, lambda _, tally: tally.engine)),
    )


def _days(now: datetime, zone: str, days: int) -> Sequence[date]:
    today = now.astimezone(ZoneInfo(zone)).date()
    return [today - timedelta(days=back) for back in reversed(range(days))]


def _sums(dated: Iterable[tuple[date, Tally]], key: Callable[[date, Tally], K]) -> list[Amount[K]]:
    sums = dict[K, Amount[K]]()
    for day, tally in dated:
        name = key(day, tally)
        so_far = sums.get(name, Amount(of=name))
        sums[name] = Amount(
            of=name,
            jobs=so_far.jobs + tally.jobs,
            pictures=so_far.pictures + tally.pictures,
            money=so_far.money + tally.money,
        )
    return list(sums.values())


def _by_pictures(amounts: Iterable[Amount[K]]) -> tuple[Amount[K], ...]:
    return tuple(sorted(amounts, key=lambda each: (-each.pictures, -each.money.micros, str(each.of))))
