"""Everything else that can be done with a result, or with one of its pictures: a panel for whoever asked for it."""

from collections.abc import Mapping

import discord

from bot.delivery.card import finished_view, title
from bot.delivery.controls import Action, button_row, picture_key
from bot.delivery.fine_print import lineage
from bot.domain.brought import Brought
from bot.domain.job import Job
from bot.domain.request import Speed
from bot.domain.text import Text, t
from bot.domain.variation import only

Row = discord.ui.ActionRow[discord.ui.LayoutView]


def more_view(
    job: Job, picture: int | None, *, reports: bool = True, guest: Brought | None = None
) -> discord.ui.LayoutView:
    """What is offered: the buttons carry all they know, so the panel may be pressed for as long as somebody sees it.

    `reports`: there are moderators here. Where we are a `guest`, the panel shows what came with the press, so that it
    comes with the next one as well.
    """
    box = discord.ui.Container[discord.ui.LayoutView]()
    box.add_item(discord.ui.TextDisplay(f"### {title(job)}\n-# {_which(job, picture)}"))
    if guest is not None and (shown := _shown(guest, picture)).items:
        box.add_item(shown)
    key = picture_key(job.key, picture)
    for actions in _offered(job, picture):
        if actions:
            box.add_item(button_row(key, *actions))
    # Of the message as a whole, whichever picture is looked at.
    reporting = (Action.REPORT,) if reports else ()
    # A guest can delete a message by a press on that very message alone: there the button stands below it.
    deleting = (Action.DELETE,) if guest is None else ()
    box.add_item(button_row(job.key, Action.FAMILY, *reporting, *deleting))
    return finished_view(box)


def _shown(brought: Brought, picture: int | None) -> discord.ui.MediaGallery[discord.ui.LayoutView]:
    """What the press brought of this picture, or of all."""
    gallery = discord.ui.MediaGallery[discord.ui.LayoutView]()
    for number, url in brought.pictures.items():
        if picture in {None, number}:
            gallery.add_item(media=url, description=t("Picture {number}", number=number))
    if brought.source is not None:
        gallery.add_item(media=brought.source.url, description=t("Before"))
    if brought.mask is not None:
        gallery.add_item(media=brought.mask.url, description=t("Mask: white is changed, black is kept"))
    return gallery


def full_view(job: Job, urls: Mapping[int, str]) -> discord.ui.LayoutView:
    """Links to the files as the engine made them."""
    box = discord.ui.Container[discord.ui.LayoutView]()
    box.add_item(discord.ui.TextDisplay(t("The files as they were made. The links work for a day.")))
    row = Row()
    for number, url in urls.items():
        label = t("Picture {number}", number=number) if len(job.wish.shots) > 1 else t("Open the picture")
        row.add_item(discord.ui.Button(label=label, url=url))
    box.add_item(row)
    return finished_view(box)


def _which(job: Job, picture: int | None) -> Text:
    if picture is None:
        version = lineage(job) or f"v{job.version}"
        return t("{version}. Whatever you make of it is made in your name.", version=version)
    (shot,) = only(job.wish, picture).shots
    return t(
        "Picture {number} of {count}, strength {strength}, seed {seed}. What you make of it is made in your name.",
        number=picture,
        count=len(job.wish.shots),
        strength=f"{shot.strength:g}",
        seed=shot.seed,
    )


def _offered(job: Job, picture: int | None) -> tuple[tuple[Action, ...], ...]:
    """Rows of what makes sense for this picture."""
    wish = job.wish if picture is None else only(job.wish, picture)
    alone, sourced = len(wish.shots) == 1, wish.task.has_source
    closer = (Action.SUBTLER, Action.STRONGER) if sourced else ()
    varying = (Action.REROLL, *closer, Action.EDIT) if picture is not None else ()
    careful = (Action.QUALITY,) if wish.speed is not Speed.QUALITY else ()
    sweeping = (Action.SWEEP,) if alone and sourced else ()
    using = (Action.SOURCE,) if alone else ()
    comparing = (Action.COMPARE,) if alone and sourced else ()
    return varying, (*careful, *sweeping, *using), (*comparing, Action.FULL, Action.SETTINGS)
