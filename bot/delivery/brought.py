"""Reading what a press brings along: of which job it is, where that is shown, and fresh links to its pictures."""

from typing import Any

import discord

from bot.delivery.card import MASK_NAME, SOURCE_NAME
from bot.delivery.reading import controls_of, links_of
from bot.delivery.result import numbers_of
from bot.domain.brought import Brought
from bot.domain.request import MessageRef, Upload


def brought_by(interaction: discord.Interaction[Any], key: str) -> Brought | None:
    """What came along, if the message that was pressed is ours and has a button about this job; None otherwise.

    A button that was copied or made up stands on no message of ours.
    """
    message = interaction.message
    if message is None or message.author.id != getattr(interaction.client.user, "id", None):
        return None
    if key not in {control.job for control in controls_of(message)}:
        return None
    links = links_of(message)
    return Brought(
        key=key,
        message=_looked_at(message),
        asked_by=_asked_by(message),
        source=_upload(links, SOURCE_NAME),
        mask=_upload(links, MASK_NAME),
        pictures=numbers_of(key, links),
    )


def _looked_at(message: discord.Message) -> MessageRef | None:
    """A panel answers a press on the message that it is about, and Discord remembers which that was."""
    found: int | None = message.id
    if message.flags.ephemeral:
        found = message.interaction_metadata.interacted_message_id if message.interaction_metadata else None
    return None if found is None else MessageRef(channel_id=message.channel.id, message_id=found)


def _asked_by(message: discord.Message) -> int | None:
    answers = message.interaction_metadata
    return None if answers is None or message.flags.ephemeral else answers.user.id


def _upload(links: dict[str, str], name: str) -> Upload | None:
    return Upload(url=links[name], filename=name, size=0) if name in links else None
