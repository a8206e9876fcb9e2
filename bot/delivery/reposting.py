"""A result posted once more, wherever somebody asks for it: the same files, the same buttons, by the same key."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import discord

from bot.delivery.card import card_view
from bot.delivery.errors import discord_errors
from bot.delivery.result import picture_stem, posted_pictures, result_view, sheet_name
from bot.domain.job import Job
from bot.domain.result import Delivery, MediaType, Picture

_NOBODY = discord.AllowedMentions.none()
_KINDS = {kind.extension: kind for kind in MediaType}


async def repost(interaction: discord.Interaction[Any], job: Job, files: Mapping[str, bytes]) -> None:
    """Answer, after the interaction was deferred, with the result and its files; without files, with the card."""
    view = again_view(job, files) if files else card_view(replace(job, source_hangs=False), None)
    async with discord_errors(120):
        # Not a message of its own: whatever is repeated ends as the one answer that was promised.
        await interaction.edit_original_response(
            view=view,
            attachments=[discord.File(BytesIO(data), filename=name) for name, data in files.items()],
            allowed_mentions=_NOBODY,
        )


def again_view(job: Job, files: Mapping[str, bytes]) -> discord.ui.LayoutView:
    """The result as it was posted, of the pictures that hang on it, to be deleted by itself.

    Nobody keeps where it is, so nothing else would reach it once its job is forgotten.
    """
    found = dict[int, Picture]()
    for number in range(1, len(job.wish.shots) + 1):
        for ending, kind in _KINDS.items():
            if data := files.get(f"{picture_stem(job.key, number)}.{ending}"):
                found[number] = _unseen(data, kind)
    sheet = files.get(sheet_name(job))
    delivery = Delivery(
        pictures=tuple(found.values()),
        numbers=tuple(found),
        billed=job.billed,
        sheet=_unseen(sheet, MediaType.JPEG) if sheet else None,
    )
    return result_view(job, posted_pictures(job, delivery), delivery, job.ended or job.created, deletable=True)


def _unseen(data: bytes, kind: MediaType) -> Picture:
    """A picture whose size does not matter here."""
    return Picture(data=data, media_type=kind, width=0, height=0)
