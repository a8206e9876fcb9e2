"""Answers that only whoever called can see."""

from typing import Any

import discord

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
