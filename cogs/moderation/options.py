"""What the options of `/moderate` complete to, and which channels can be posted in."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord import AppCommandOptionType, ChannelType, app_commands
from rapidfuzz import fuzz, process, utils

from bot.domain.policy import ForbiddenWord
from bot.domain.typed import zones
from bot.gateway.client import RestyleInteraction
from bot.gateway.completing import completes
from bot.gateway.people import tenant_of

_MOST = 25
_WELL_KNOWN = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Kyiv",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)


class _PostingChannel(app_commands.Transformer):
    """A channel for messages. As Discord sent it: the library's own wants a cached server, and none is cached."""

    @property
    def type(self) -> AppCommandOptionType:
        """A channel."""
        return AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[ChannelType]:
        """Those in which messages are posted without a thread."""
        return [ChannelType.text, ChannelType.news]

    async def transform(
        self, _interaction: discord.Interaction[Any], value: app_commands.AppCommandChannel, /
    ) -> app_commands.AppCommandChannel:
        """Itself."""
        return value


PostingChannel = app_commands.Transform[app_commands.AppCommandChannel, _PostingChannel]


@completes
async def complete_zone(interaction: RestyleInteraction, typed: str) -> list[app_commands.Choice[str]]:
    """IANA time zones that match, with the time that it is there."""
    now = interaction.created_at
    return [app_commands.Choice(name=_with_time(zone, now), value=zone) for zone in _matching(typed)]


@completes
async def complete_word(interaction: RestyleInteraction, typed: str) -> list[app_commands.Choice[str]]:
    """Words that are forbidden already."""
    policy = await interaction.client.use_cases.moderation.policy(tenant_of(interaction))
    words = sorted(each.word for each in policy.all(ForbiddenWord))
    found = [word for word in words if typed.casefold() in word]
    return [app_commands.Choice(name=word, value=word) for word in found[:_MOST]]


def _matching(typed: str) -> list[str]:
    if not typed.strip():
        return list(_WELL_KNOWN)
    names = {zone: zone.replace("_", " ").replace("/", " ") for zone in zones().values()}
    found = process.extract(
        typed, names, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=60, limit=_MOST
    )
    return [zone for _, _, zone in found]


def _with_time(zone: str, now: datetime) -> str:
    return f"{zone} ({now.astimezone(ZoneInfo(zone)):%H:%M})"
