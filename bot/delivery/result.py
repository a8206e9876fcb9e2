"""The result message: the pictures, what they were made from, and the buttons that make the next ones."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

import discord

from bot.delivery.card import (
    MASK_NAME,
    SOURCE_NAME,
    finished_view,
    heading,
    small_print,
    title,
    took,
)
from bot.delivery.controls import Action, button, button_row, picture_key
from bot.delivery.fine_print import engine_line, note_lines, request_line
from bot.domain.job import Job, Posted
from bot.domain.request import COUNT_LIMIT, Shot
from bot.domain.result import Delivery, MediaType, Picture
from bot.domain.text import t

Row = discord.ui.ActionRow[discord.ui.LayoutView]
Gallery = discord.ui.MediaGallery[discord.ui.LayoutView]


def posted_pictures(job: Job, delivery: Delivery) -> tuple[Posted, ...]:
    """How the pictures are called on the message: by the job's key, never by the prompt."""
    return tuple(
        Posted(
            number=number,
            seed=_shot(job, number).seed,
            filename=f"{picture_stem(job.key, number)}.{picture.media_type.extension}",
            width=picture.width,
            height=picture.height,
        )
        for number, picture in delivery.numbered
    )


def picture_stem(key: str, number: int) -> str:
    """The file name of a picture, up to its ending."""
    return f"restyle-{key}-{number}".replace("_", "-")


def numbers_of(key: str, links: Mapping[str, str]) -> Mapping[int, str]:
    """Of links by file names, those to pictures of this job, by their numbers."""
    stems = {picture_stem(key, number): number for number in range(1, COUNT_LIMIT + 1)}
    found = {stems[stem]: url for name, url in links.items() if (stem := name.rpartition(".")[0]) in stems}
    return dict(sorted(found.items()))


def result_view(
    job: Job,
    pictures: tuple[Posted, ...],
    delivery: Delivery,
    now: datetime,
    *,
    hangs: bool = True,
    deletable: bool = False,
) -> discord.ui.LayoutView:
    """Before beside the title, after as large as it goes, settings and buttons.

    `hangs`: what it was made from comes with this very message; if its card was deleted, it is lost. It is
    `deletable` where it cannot be deleted but by a press on the message itself.
    """
    task = job.wish.task
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=discord.Colour(0x5865F2))
    box.add_item(heading(f"### {title(job)}\n{_made_of(job, delivery, now)}", before=hangs and task.has_source))
    if delivery.sheet is not None:
        words = t("Side by side, at strengths from the lowest to the highest")
        box.add_item(Gallery().add_item(media=f"attachment://{sheet_name(job)}", description=words))
    # The source stays out of the gallery: Discord crops pictures that share one, and with them the lettering.
    gallery = Gallery()
    for picture in pictures:
        gallery.add_item(media=f"attachment://{picture.filename}", description=_caption(job, picture))
    box.add_item(gallery)
    box.add_item(
        small_print([engine_line(job), *note_lines((*job.notes, *delivery.notes))], mask=hangs and task.has_mask)
    )
    for row in _rows(job, pictures, deletable=deletable):
        box.add_item(row)
    return finished_view(box)


def _caption(job: Job, picture: Posted) -> str:
    if job.wish.strengths:
        return t("After, strength {strength}", strength=f"{_shot(job, picture.number).strength:g}")
    if job.wish.task.has_source:
        return t("After, seed {seed}", seed=picture.seed)
    return t("Picture, seed {seed}", seed=picture.seed)


def _rows(job: Job, pictures: tuple[Posted, ...], *, deletable: bool) -> list[Row]:
    """What a press makes of it. A phone has room for three buttons in a row."""
    wish = job.wish
    # Only what stays close to a source can stay closer to it, and a sweep has shown it already.
    strengths = (Action.SUBTLER, Action.STRONGER) if wish.task.has_source and not wish.strengths else ()
    words = (Action.EDIT, Action.MORE)
    actions = [(Action.REROLL, *strengths), words] if strengths else [(Action.REROLL, *words)]
    actions += [(Action.DELETE,)] if deletable else []
    rows = [button_row(job.key, *row) for row in actions]
    if len(wish.shots) > 1:
        picks = Row()
        for picture in pictures:
            picks.add_item(button(Action.PICK, picture_key(job.key, picture.number), _pick_label(job, picture)))
        rows.insert(0, picks)
    return rows


def _pick_label(job: Job, picture: Posted) -> str:
    return f"{_shot(job, picture.number).strength:g}" if job.wish.strengths else f"#{picture.number}"


def _shot(job: Job, number: int) -> Shot:
    shots = job.wish.shots
    # An engine that made more than was asked for goes on counting.
    return shots[number - 1] if number <= len(shots) else Shot(strength=job.wish.strength, seed=job.wish.seed + number)


def _made_of(job: Job, delivery: Delivery, now: datetime) -> str:
    """The settings, how long it took and, of a paid engine, what it cost."""
    cost = [str(delivery.billed)] if delivery.billed is not None else []
    return " · ".join([request_line(job), took(job, now), *cost])


def result_files(
    job: Job, pictures: tuple[Posted, ...], delivery: Delivery, source: Picture | None, mask: Picture | None = None
) -> list[discord.File]:
    """The bytes as the engine gave them, and beside them what they were made from."""
    named = zip(delivery.pictures, (posted.filename for posted in pictures), strict=True)
    sheet = [as_file(delivery.sheet, sheet_name(job))] if delivery.sheet is not None else []
    return [*sheet, *(as_file(picture, name) for picture, name in named), *given_files(source, mask)]


def sheet_name(job: Job) -> str:
    """The file name of the pictures side by side."""
    return f"sweep-{job.key}.{MediaType.JPEG.extension}".replace("_", "-")


def given_files(source: Picture | None, mask: Picture | None) -> list[discord.File]:
    """What a job begins with, under the names that it is found by again."""
    given = ((source, SOURCE_NAME), (mask, MASK_NAME))
    return [as_file(picture, name) for picture, name in given if picture is not None]


def as_file(picture: Picture, name: str) -> discord.File:
    """A picture as an upload."""
    return discord.File(BytesIO(picture.data), filename=name)
