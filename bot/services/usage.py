"""What a server had made of late: the figures, a chart of them, and a table for those who want to calculate."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO

from bot.domain.activity import Activity, Amount, activity, first_hour
from bot.domain.chart import Chart, Day, Panel, Share
from bot.domain.text import Text, recalled, t, tn
from bot.ports import Charts, Ports
from bot.services.admission import Admission

SHOWN = 5
"""So many people and engines are named."""
_FORGOTTEN = 0
_COLUMNS = ("day", "user_id", "engine", "jobs", "pictures", "dollars")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet calculate instead of show."""
_MONTHS = (
    t("Jan"), t("Feb"), t("Mar"), t("Apr"), t("May"), t("Jun"),
    t("Jul"), t("Aug"), t("Sep"), t("Oct"), t("Nov"), t("Dec"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The use case behind `/moderate usage`."""

    ports: Ports
    admission: Admission
    charts: Charts

    async def of(self, guild_id: int) -> Activity:
        """The last 30 days of a server."""
        now = self.ports.clock.now()
        policy = await self.ports.database.run(self.admission.policy, guild_id, now)
        since = first_hour(now, policy.zone)
        tallies = await self.ports.database.run(lambda tx: tx.records(guild_id).tallies(since))
        return activity(tallies, now, policy.zone)

    async def chart(self, made: Activity, names: Mapping[int, Sequence[str]]) -> bytes | None:
        """A picture of it, in which people are called by their `names`, best first; None if it cannot be drawn now."""
        return await self.charts.draw(chart_of(made, names))


def chart_of(made: Activity, names: Mapping[int, Sequence[str]]) -> Chart:
    """What the picture says."""
    first, last = made.days[0].of, made.days[-1].of
    return Chart(
        title=tn("Pictures of the last day", "Pictures of the last {n} days", len(made.days)),
        subtitle=t("{first} to {last} · {zone}", first=_told(first), last=_told(last), zone=made.zone),
        total=tn("{n} picture", "{n} pictures", made.pictures),
        spent=str(made.money) if made.money.micros else None,
        pictures_title=t("Pictures a day"),
        money_title=t("Dollars a day"),
        days=tuple(
            Day(label=_told(day.of), pictures=day.pictures, dollars=day.money.micros / 1_000_000) for day in made.days
        ),
        panels=(
            Panel(title=t("Who asked most"), shares=tuple(_person(each, names) for each in made.people[:SHOWN])),
            Panel(title=t("Engines"), shares=tuple(_engine(each) for each in made.engines[:SHOWN])),
        ),
        nothing=t("Nobody yet"),
    )


def table_of(made: Activity) -> bytes:
    """All of it as a CSV file in UTF-8: a row for each day, person and engine; no cell is a formula."""
    rows = dict[tuple[date, int, str], list[int]]()
    for day, tally in made.tallies:
        sums = rows.setdefault((day, tally.user_id, tally.engine), [0, 0, 0])
        for at, more in enumerate((tally.jobs, tally.pictures, tally.money.micros)):
            sums[at] += more
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for (day, user_id, engine), (jobs, pictures, micros) in sorted(rows.items()):
        dollars = f"{Decimal(micros) / 1_000_000:f}"
        writer.writerow(
            _safe((day.isoformat(), str(user_id or "forgotten"), engine, str(jobs), str(pictures), dollars))
        )
    return stream.getvalue().encode()


def engine_name(engine: str) -> str:
    """An engine without what it says of itself in brackets."""
    return engine.partition(" (")[0]


def _safe(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def _person(amount: Amount[int], names: Mapping[int, Sequence[str]]) -> Share:
    fallback = t("forgotten people") if amount.of == _FORGOTTEN else t("member {id}", id=amount.of)
    return Share(names=(*names.get(amount.of, ()), fallback), pictures=amount.pictures)


def _engine(amount: Amount[str]) -> Share:
    # What an engine calls itself is a text in the catalogues; kept is its English.
    name = recalled(amount.of)
    return Share(names=(engine_name(name), name), pictures=amount.pictures)


def _told(day: date) -> Text:
    return t("{day} {month}", day=day.day, month=_MONTHS[day.month - 1])
