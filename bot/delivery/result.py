"""The result message: the pictures, what they were made from, and the buttons that make the next ones."""

from datetime import datetime
from io import BytesIO

import discord

from bot.delivery.card import (
    MASK_NAME,
    SOURCE_NAME,
    engine_line,
    finished_view,
    heading,
    note_lines,
    request_line,
    small_print,
    title,
    took,
)
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


def result_view(job: Job, pictures: tuple[Posted, ...], delivery: Delivery, now: datetime) -> discord.ui.LayoutView:
    """Before beside the title, after as large as it goes, settings and buttons."""
    task = job.wish.task
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=discord.Colour(0x5865F2))
    box.add_item(heading(f"### {title(job)}\n{_made_of(job, delivery, now)}", before=task.has_source))
    # The source stays out of the gallery: Discord crops pictures that share one, and with them the lettering.
    gallery = discord.ui.MediaGallery[discord.ui.LayoutView]()
    for picture in pictures:
        words = f"After, seed {picture.seed}" if task.has_source else f"Picture, seed {picture.seed}"
        gallery.add_item(media=f"attachment://{picture.filename}", description=words)
    box.add_item(gallery)
    box.add_item(small_print([engine_line(job), *note_lines((*job.notes, *delivery.notes))], mask=task.has_mask))
    # Only what stays close to a source can stay closer to it.
    strengths = (Action.SUBTLER, Action.STRONGER) if task.has_source else ()
    box.add_item(button_row(job.key, Action.REROLL, *strengths, Action.DELETE))
    return finished_view(box)


def _made_of(job: Job, delivery: Delivery, now: datetime) -> str:
    """The settings, how long it took and, of a paid engine, what it cost."""
    cost = [str(delivery.billed)] if delivery.billed is not None else []
    return " · ".join([request_line(job), took(job, now), *cost])


def result_files(
    pictures: tuple[Posted, ...], delivery: Delivery, source: Picture | None, mask: Picture | None = None
) -> list[discord.File]:
    """The bytes as the engine gave them, and beside them what they were made from."""
    named = zip((posted.filename for posted in pictures), delivery.pictures, strict=True)
    return [*(as_file(picture, name) for name, picture in named), *given_files(source, mask)]


def given_files(source: Picture | None, mask: Picture | None) -> list[discord.File]:
    """What a job begins with, under the names that it is found by again."""
    given = ((source, SOURCE_NAME), (mask, MASK_NAME))
    return [as_file(picture, name) for picture, name in given if picture is not None]


def as_file(picture: Picture, name: str) -> discord.File:
    """A picture as an upload."""
    return discord.File(BytesIO(picture.data), filename=name)
