"""Deleting the very message that was pressed; keeps the `Removal` port where we are a guest."""

from contextlib import suppress
from typing import Any

import discord

from bot.delivery.errors import discord_errors
from bot.domain.errors import Refused, Vanished
from bot.domain.request import MessageRef
from bot.domain.text import t


class OnTheSpot:
    """Deletes the message that was pressed by the press itself, which is all that a guest can do."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        """The interaction must have been answered by nothing but that it was heard."""
        self._interaction = interaction

    async def remove(self, message: MessageRef) -> None:
        """Delete it; raises Refused if another message was pressed."""
        pressed = self._interaction.message
        if pressed is None or pressed.id != message.message_id:
            raise Refused(t("I am only a guest here: I can delete this picture by the button right below it alone."))
        with suppress(Vanished):
            async with discord_errors():
                await self._interaction.delete_original_response()
