"""The answer to `/moderate usage`: the chart, the same in words with mentions, and the table as a file."""

from collections.abc import Sequence
from io import BytesIO

import discord

from bot.delivery.card import finished_view
from bot.delivery.markup import escaped
from bot.domain.activity import Activity, Amount
from bot.domain.text import recalled, t, tn
from bot.services.usage import SHOWN, engine_name, table_of

CHART_NAME, TABLE_NAME = "usage.png", "usage.csv"
_COLOUR = discord.Colour(0x5865F2)


def usage_view(made: Activity, *, drawn: bool) -> discord.ui.LayoutView:
    """The message; `drawn` says whether the chart comes with it."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_COLOUR)
    days = tn("the last day", "the last {n} days", len(made.days))
    box.add_item(discord.ui.TextDisplay(f"### {t('What was made in {days}', days=days)}"))
    if drawn:
        gallery = discord.ui.MediaGallery[discord.ui.LayoutView]()
        gallery.add_item(media=f"attachment://{CHART_NAME}", description=_sum(made))
        box.add_item(gallery)
    box.add_item(discord.ui.TextDisplay("\n".join(_lines(made))))
    box.add_item(discord.ui.File[discord.ui.LayoutView](f"attachment://{TABLE_NAME}"))
    return finished_view(box)


def usage_files(made: Activity, chart: bytes | None) -> list[discord.File]:
    """What hangs on it."""
    table = discord.File(BytesIO(table_of(made)), filename=TABLE_NAME)
    return [table] if chart is None else [discord.File(BytesIO(chart), filename=CHART_NAME), table]


def _sum(made: Activity) -> str:
    pictures = tn("{n} picture", "{n} pictures", made.pictures)
    return t("{pictures}, {money}", pictures=pictures, money=made.money) if made.money.micros else pictures


def _lines(made: Activity) -> Sequence[str]:
    lines = [f"**{_sum(made)}**"]
    lines += [f"{_mention(each.of)}: {_share(each)}" for each in made.people[:SHOWN]]
    if (others := len(made.people) - SHOWN) > 0:
        lines.append(tn("and {n} other", "and {n} others", others))
    engines = " · ".join(
        f"{escaped(engine_name(recalled(each.of)))} {each.pictures:,}" for each in made.engines[:SHOWN]
    )
    return [*lines, *([f"-# {engines}"] if engines else []), f"-# {t('Days end in {zone}.', zone=made.zone)}"]


def _share(amount: Amount[int]) -> str:
    pictures = tn("{n} picture", "{n} pictures", amount.pictures)
    return t("{pictures}, {money}", pictures=pictures, money=amount.money) if amount.money.micros else pictures


def _mention(user_id: int) -> str:
    return f"<@{user_id}>" if user_id else t("people who asked to be forgotten")
