"""The result message: the pictures, what they were made from, and the buttons that make the next ones."""

from datetime import datetime
from io import BytesIO

import discord

from bot.delivery.card import SOURCE_NAME, engine_line, finished_view, note_lines, request_line, title, took
from bot.delivery.controls import Action, button_row
from bot.domain.job import Job, Posted
from bot.domain.result import Delivery, Picture


def posted_pictures(job: Job, delivery: Delivery) -> tuple[Posted, ...]:
    """How the pictures are called on the message: by the job's key, never by the prompt."""
    return tuple(
        Posted(
            number=number,
            seed=job.wish.seed + number - 1,
            filename=f"restyle-{job.key}-{number}.{picture.media_type.extension}".replace("_", "-"),
            width=picture.width,
            height=picture.height,
        )
        for number, picture in enumerate(delivery.pictures, start=1)
    )


def result_view(job: Job, pictures: tuple[Posted, ...], notes: tuple[str, ...], now: datetime) -> discord.ui.LayoutView:
    """Before beside the title, after as large as it goes, settings and buttons."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=discord.Colour(0x5865F2))
    before = discord.ui.Thumbnail[discord.ui.LayoutView](f"attachment://{SOURCE_NAME}", description="Before")
    heading = f"### {title(job)}\n{request_line(job)} · {took(job, now)}"
    box.add_item(discord.ui.Section(heading, accessory=before))
    # The source stays out of the gallery: Discord crops pictures that share one, and with them the lettering.
    gallery = discord.ui.MediaGallery[discord.ui.LayoutView]()
    for picture in pictures:
        gallery.add_item(media=f"attachment://{picture.filename}", description=f"After, seed {picture.seed}")
    box.add_item(gallery)
    lines = [engine_line(job), *note_lines((*job.notes, *notes))]
    box.add_item(discord.ui.TextDisplay("\n".join(lines)))
    box.add_item(button_row(job.key, Action.REROLL, Action.SUBTLER, Action.STRONGER, Action.DELETE))
    return finished_view(box)


def result_files(pictures: tuple[Posted, ...], delivery: Delivery, source: Picture) -> list[discord.File]:
    """The bytes as the engine gave them, and the source beside them."""
    return [
        *(as_file(picture, posted.filename) for posted, picture in zip(pictures, delivery.pictures, strict=True)),
        as_file(source, SOURCE_NAME),
    ]


def as_file(picture: Picture, name: str) -> discord.File:
    """A picture as an upload."""
    return discord.File(BytesIO(picture.data), filename=name)
