"""The options of `/limits` as domain values: measures, windows, and what amounts of each look like."""

from collections.abc import Mapping, Sequence

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.domain.limits import SPEEDS, Measure
from bot.domain.windows import Span
from bot.gateway.client import RestyleInteraction
from bot.gateway.completing import completes

MEASURES = [
    app_commands.Choice(name="Pictures in a window of time", value=Measure.PICTURES.value),
    app_commands.Choice(name="Money in a window of time, in dollars", value=Measure.MONEY.value),
    app_commands.Choice(name="Requests at the same time", value=Measure.AT_ONCE.value),
    app_commands.Choice(name="Cooldown between two requests", value=Measure.COOLDOWN.value),
    app_commands.Choice(name="Pictures in one request", value=Measure.COUNT.value),
    app_commands.Choice(name="Speed, the slowest allowed", value=Measure.SPEED.value),
]
COUNTED = [choice for choice in MEASURES if Measure(choice.value).counted]
WINDOWS = [
    app_commands.Choice(name="An hour", value=Span.HOUR.value),
    app_commands.Choice(name="A day", value=Span.DAY.value),
    app_commands.Choice(name="A week, from Monday on", value=Span.WEEK.value),
    app_commands.Choice(name="A calendar month", value=Span.MONTH.value),
]
SUBJECT_TEXTS = {
    "user": locale_str("Only for this member"),
    "role": locale_str("For each member who has this role"),
    "channel": locale_str("For all who ask in this channel and its threads, together"),
    "whole_server": locale_str("For all members together"),
}
_EXAMPLES: Mapping[Measure, Sequence[str]] = {
    Measure.PICTURES: ("5", "20", "50", "200"),
    Measure.MONEY: ("0.50", "2.50", "10", "50"),
    Measure.AT_ONCE: ("1", "2", "3", "5"),
    Measure.COOLDOWN: ("10s", "30s", "1m", "5m"),
    Measure.COUNT: ("1", "2", "3", "4"),
    Measure.SPEED: tuple(speed.value.lower() for speed in SPEEDS),
}


@completes
async def complete_amount(interaction: RestyleInteraction, typed: str) -> list[app_commands.Choice[str]]:
    """What was typed, and what amounts of the chosen measure look like."""
    measure = getattr(interaction.namespace, "measure", None)
    examples = _EXAMPLES[Measure(measure)] if measure in set(Measure) else ()
    offered = dict.fromkeys([typed] if typed else []) | dict.fromkeys(each for each in examples if typed in each)
    return [app_commands.Choice(name=each[:100], value=each[:100]) for each in offered]


def span_of(window: str | None) -> Span | None:
    """The window that was chosen."""
    return Span(window) if window else None


def id_of(named: discord.abc.Snowflake | None) -> int | None:
    """The id of whoever or whatever was named."""
    return None if named is None else named.id
