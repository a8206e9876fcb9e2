"""The options of the commands as domain values: choices, ranges, texts and the autocompletion of styles."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str
from rapidfuzz import fuzz, process

from bot.delivery.edit_form import PROMPT, STRENGTH
from bot.delivery.given_form import PICTURE, SPEED, STYLE, picked
from bot.domain.request import COUNT_LIMIT, SEED_LIMIT, Magic, Region, Requester, Size, Speed, Upload, Wish
from bot.domain.styles import PRESETS, preset, suggested_strength
from bot.domain.text import said
from bot.domain.variation import Changes, strength_typed
from bot.gateway.completing import completes
from bot.gateway.inputs import filled
from bot.gateway.people import asker_from

Strength = app_commands.Range[float, 0, 1]
Count = app_commands.Range[int, 1, COUNT_LIMIT]
Seed = app_commands.Range[int, 0, SEED_LIMIT]

SPEEDS = [
    app_commands.Choice(name="Turbo: quickest", value=Speed.TURBO.value),
    app_commands.Choice(name="Balanced", value=Speed.BALANCED.value),
    app_commands.Choice(name="Quality: larger, takes longer", value=Speed.QUALITY.value),
]
MAGICS = [
    app_commands.Choice(name="None: as I wrote it", value=Magic.NONE.value),
    app_commands.Choice(name="Medium: add a fitting mood", value=Magic.MEDIUM.value),
    app_commands.Choice(name="Large: surprise me", value=Magic.LARGE.value),
]
_SHAPES = [
    app_commands.Choice(name="Square 1:1", value=Size.SQUARE.value),
    app_commands.Choice(name="Portrait 3:4", value=Size.PORTRAIT.value),
    app_commands.Choice(name="Tall 9:16", value=Size.TALL.value),
    app_commands.Choice(name="Landscape 4:3", value=Size.LANDSCAPE.value),
    app_commands.Choice(name="Wide 16:9", value=Size.WIDE.value),
]
SIZES = [app_commands.Choice(name="Auto: like the source", value=Size.AUTO.value), *_SHAPES]
SIZES_FROM_NOTHING = [app_commands.Choice(name="Auto: what suits it", value=Size.AUTO.value), *_SHAPES]
REGIONS = [
    app_commands.Choice(name="Top half", value=Region.TOP.value),
    app_commands.Choice(name="Bottom half", value=Region.BOTTOM.value),
    app_commands.Choice(name="Left half", value=Region.LEFT.value),
    app_commands.Choice(name="Right half", value=Region.RIGHT.value),
    app_commands.Choice(name="Centre", value=Region.CENTRE.value),
    app_commands.Choice(name="Border, all around", value=Region.BORDER.value),
]

COMMON_TEXTS = {
    "style": locale_str("A ready-made style, added in front of your prompt"),
    "speed": locale_str("Turbo is quickest, Quality takes longest"),
    "count": locale_str("How many variants"),
    "seed": locale_str("The same seed makes the same picture again"),
}
MAGIC_TEXT = locale_str("How far the prompt may be enriched")
SIZE_TEXT = locale_str("The shape of the result")
STRENGTH_TEXT = locale_str("0 keeps the picture, 1 follows the prompt most (0.8 if you leave it out)")


@completes
async def complete_style(_interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """The presets that match what was typed so far, in their language or in English, best first; for nothing, all."""
    names = {each.key: f"{': '.join(dict.fromkeys((said(each.name), each.name)))}: {each.fragment}" for each in PRESETS}
    found = process.extract(typed, names, scorer=fuzz.WRatio, score_cutoff=50, limit=25) if typed else []
    keys = [key for _, _, key in found] or list(names)
    return [app_commands.Choice(name=said(each.name), value=each.key) for key in keys if (each := preset(key))]


def upload_from(image: discord.Attachment) -> Upload:
    """The attachment as a value; nothing of it is believed yet."""
    return Upload(url=image.url, filename=image.filename, size=image.size)


def changes_from(interaction: discord.Interaction[Any]) -> Changes:
    """What a form says anew."""
    given = filled(interaction)
    return Changes(prompt=given.get(PROMPT), strength=strength_typed(given.get(STRENGTH, "")))


def wish_from(interaction: discord.Interaction[Any], *, seed: int) -> Wish:
    """What the form about a picture asks for."""
    given = filled(interaction)
    style, strength = picked(given.get(STYLE, "")), strength_typed(picked(given.get(STRENGTH, "")) or "")
    return Wish(
        prompt=given.get(PROMPT, ""),
        style=style,
        strength=suggested_strength(style) if strength is None else strength,
        speed=Speed(given.get(SPEED) or Speed.BALANCED),
        seed=seed,
    )


def given_number(interaction: discord.Interaction[Any]) -> int:
    """Which picture was picked; the first where there is but one."""
    number = filled(interaction).get(PICTURE, "1")
    return int(number) if number.isascii() and number.isdecimal() else 1


def requester_from(interaction: discord.Interaction[Any]) -> Requester:
    """Who asks, and in which tenant."""
    asker = asker_from(interaction)
    return Requester(
        guild_id=asker.guild_id,
        user_id=asker.user_id,
        role_ids=asker.role_ids,
        channel_ids=asker.channel_ids,
        interaction_id=interaction.id,
        upload_limit=interaction.filesize_limit,
        locale=interaction.locale.value,
        answer_token=interaction.token,
    )
