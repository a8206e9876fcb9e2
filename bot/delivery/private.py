"""Answers that only whoever called can see."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiohttp
import discord

from bot.delivery.result import as_file
from bot.domain.result import Picture
from bot.domain.text import Text

_NOBODY = discord.AllowedMentions.none()


async def show(interaction: discord.Interaction[Any], view: discord.ui.LayoutView) -> None:
    """Answer with a view; a press on such an answer changes it in its place."""
    pressed = interaction.message
    if interaction.response.is_done():
        await interaction.followup.send(view=view, ephemeral=True, allowed_mentions=_NOBODY)
    elif pressed is not None and pressed.flags.ephemeral:
        await interaction.response.edit_message(view=view, allowed_mentions=_NOBODY)
    else:
        await interaction.response.send_message(view=view, ephemeral=True, allowed_mentions=_NOBODY)


async def complete(
    interaction: discord.Interaction[Any], view: discord.ui.LayoutView, files: Sequence[discord.File]
) -> None:
    """Change an answer that was shown once there is more to it; whoever has dismissed it since needs no more."""
    with suppress(discord.DiscordException, aiohttp.ClientError, OSError):
        await interaction.edit_original_response(view=view, attachments=files, allowed_mentions=_NOBODY)


async def say(interaction: discord.Interaction[Any], text: Text) -> None:
    """Answer with words."""
    await interaction.response.send_message(text, ephemeral=True, allowed_mentions=_NOBODY)


async def hold(interaction: discord.Interaction[Any]) -> None:
    """Say that an answer is on its way, where it takes longer than Discord waits."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def show_picture(interaction: discord.Interaction[Any], picture: Picture, stem: str) -> None:
    """Answer, after `hold`, with a picture under that file name."""
    file = as_file(picture, f"{stem}.{picture.media_type.extension}")
    await interaction.followup.send(file=file, ephemeral=True, allowed_mentions=_NOBODY)
