"""What a pressed message carries of what it was made from: all that a guest, who may not read there, will ever get."""

from typing import Any

import discord

from bot.delivery.card import MASK_NAME, SOURCE_NAME
from bot.delivery.reading import links_of
from bot.domain.request import Place, PlaceKind, Upload


def carried_by(interaction: discord.Interaction[Any], place: Place) -> tuple[Upload | None, Upload | None]:
    """The source and the mask on the message that was pressed, where we cannot read them ourselves."""
    message = interaction.message
    links = {} if message is None or place.kind is not PlaceKind.GUEST else links_of(message)
    source, mask = (
        Upload(url=links[name], filename=name, size=0) if name in links else None for name in (SOURCE_NAME, MASK_NAME)
    )
    return source, mask
