"""The answer to `/help`: how to begin, the styles with a picture of each, and what the reader can use here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import discord

from bot.delivery.card import finished_view
from bot.delivery.controls import Action, button
from bot.domain.styles import PRESETS, Preset
from bot.domain.text import Text, said, t

Row = discord.ui.ActionRow[discord.ui.LayoutView]
Gallery = discord.ui.MediaGallery[discord.ui.LayoutView]

_COLOUR = discord.Colour(0x5865F2)
_ABREAST = 5
"""Styles between two rows of buttons: so many buttons stand in one, and so many pictures are shown without cropping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A command, or several of one name, that the reader can use."""

    mentions: tuple[str, ...]
    """How Discord shows it: pressed, it stands in the reader's field."""
    told: Text
    """What it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What the reader can use where they are."""

    restyle: str
    imagine: str
    help: str
    """The commands that are told of by name, as Discord shows them."""
    anybody: tuple[Offer, ...]
    moderators: tuple[Offer, ...] = ()
    operators: tuple[Offer, ...] = ()


def help_view(
    offers: Offers, drawn: Mapping[str, bytes] | None = None, *, coming: bool = False
) -> discord.ui.LayoutView:
    """The message. `drawn`: the pictures that come with it, by the keys of their styles; `coming`: they follow."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_COLOUR)
    box.add_item(discord.ui.TextDisplay("\n".join(_beginning(offers))))
    box.add_item(discord.ui.Separator[discord.ui.LayoutView]())
    box.add_item(discord.ui.TextDisplay("\n".join(_styles(offers, drawn=bool(drawn), coming=coming))))
    for first in range(0, len(PRESETS), _ABREAST):
        presets = PRESETS[first : first + _ABREAST]
        if shown := [each for each in presets if each.key in (drawn or {})]:
            box.add_item(_gallery(shown))
        box.add_item(Row(*(button(Action.TRY, each.key, said(each.name)) for each in presets)))
    box.add_item(discord.ui.Separator[discord.ui.LayoutView]())
    for paragraph in _commands(offers):
        box.add_item(discord.ui.TextDisplay(paragraph))
    return finished_view(box)


def help_files(drawn: Mapping[str, bytes]) -> list[discord.File]:
    """What hangs on it."""
    return [discord.File(BytesIO(data), filename=_file_name(key)) for key, data in drawn.items()]


def _beginning(offers: Offers) -> Sequence[str]:
    first = t(
        "Type {restyle}, attach a picture and say how it should look, for example `watercolor` or "
        '`poster that reads "HELLO"`.',
        restyle=offers.restyle,
    )
    second = t("No picture at hand? {imagine} makes one from words alone.", imagine=offers.imagine)
    third = t("The buttons below a result make the next one: another try, subtler, stronger, or in other words.")
    return f"### {t('How to begin')}", f"1. {first}", f"2. {second}", f"3. {third}"


def _styles(offers: Offers, *, drawn: bool, coming: bool) -> Sequence[str]:
    use = t("Press one to try it on a picture of yours, or pick it as `style` in {restyle}.", restyle=offers.restyle)
    lines = [f"### {t('Styles')}", use]
    if coming:
        lines.append(f"-# {t('A picture of each is on its way …')}")
    elif not drawn:
        lines.append(f"-# {t('There are no pictures of them yet. Use {help} again in a while.', help=offers.help)}")
    return lines


def _gallery(presets: Sequence[Preset]) -> Gallery:
    gallery = Gallery()
    for each in presets:
        told = t("{style}: mountains in autumn by a lake", style=said(each.name))
        gallery.add_item(media=f"attachment://{_file_name(each.key)}", description=told)
    return gallery


def _commands(offers: Offers) -> Sequence[str]:
    paragraphs = [f"### {t('What you can use here')}", *map(_line, offers.anybody)]
    parts = ["\n".join(paragraphs)]
    for heading, some in ((t("For moderators"), offers.moderators), (t("For whoever runs me"), offers.operators)):
        if some:
            parts.append("\n".join((f"### {heading}", *map(_line, some))))
    return parts


def _line(offer: Offer) -> str:
    mentions = " · ".join(offer.mentions)
    return f"- {offer.told}\n  {mentions}" if len(offer.mentions) > 1 else f"- {mentions} · {offer.told}"


def _file_name(key: str) -> str:
    return f"style-{key}.jpg"
