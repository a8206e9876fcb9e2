"""The form about pictures that are there already: how they should look, and which of them is meant."""

from collections.abc import Iterable

import discord

from bot.delivery.controls import Action, custom_id
from bot.delivery.edit_form import PROMPT, STRENGTH
from bot.domain.draft import Draft
from bot.domain.prompt import PROMPT_LIMIT
from bot.domain.request import Speed, Upload
from bot.domain.styles import PRESETS
from bot.domain.text import Text, said, t

PICTURE, STYLE, SPEED = "picture", "style", "speed"
"""The form's fields, beside those of `edit_form`."""
_NAME_ROOM = 80
_STRENGTHS: tuple[tuple[str, Text], ...] = (
    ("", t("As the style suggests")),
    ("0.3", t("0.3: a light touch")),
    ("0.5", t("0.5: half and half")),
    ("0.7", t("0.7: mostly new")),
    ("0.9", t("0.9: nearly all new")),
)
_SPEEDS: tuple[tuple[str, Text], ...] = (
    (Speed.TURBO, t("Turbo: quickest")),
    (Speed.BALANCED, t("Balanced")),
    (Speed.QUALITY, t("Quality: larger, takes longer")),
)
_NONE = "none"
"""A value must not be empty."""


def given_form(draft: Draft) -> discord.ui.Modal:
    """The form for a draft, kept nowhere but in its row."""
    form = discord.ui.Modal(title=t("Restyle this image"), custom_id=custom_id(Action.GIVEN, draft.key), timeout=None)
    if len(draft.uploads) > 1:
        form.add_item(_label(t("Which picture"), _pictures(draft.uploads)))
    words = discord.ui.TextInput[discord.ui.LayoutView](
        custom_id=PROMPT,
        style=discord.TextStyle.paragraph,
        placeholder=t('For example: watercolor, or: poster that reads "VISIT MARS"'),
        max_length=PROMPT_LIMIT,
        required=False,
    )
    form.add_item(_label(t("How it should look"), words))
    styles = [("", t("None: as I wrote it")), *((each.key, each.name) for each in PRESETS)]
    form.add_item(_label(t("Style"), _select(STYLE, styles, chosen="")))
    form.add_item(_label(t("Strength"), _select(STRENGTH, _STRENGTHS, chosen="")))
    form.add_item(_label(t("Speed"), _select(SPEED, _SPEEDS, chosen=Speed.BALANCED)))
    form.stop()
    return form


def picked(value: str) -> str | None:
    """What a select of this form means; None for none of them."""
    return None if value in {"", _NONE} else value


def _pictures(uploads: Iterable[Upload]) -> discord.ui.Select[discord.ui.LayoutView]:
    named = [(str(n), f"{n}: {upload.filename[:_NAME_ROOM]}") for n, upload in enumerate(uploads, start=1)]
    return _select(PICTURE, named, chosen="1")


def _select(name: str, choices: Iterable[tuple[str, str]], *, chosen: str) -> discord.ui.Select[discord.ui.LayoutView]:
    options = [
        discord.SelectOption(label=said(label), value=value or _NONE, default=value == chosen)
        for value, label in choices
    ]
    return discord.ui.Select(custom_id=name, options=options, required=False)


def _label(text: Text, component: discord.ui.Item[discord.ui.LayoutView]) -> discord.ui.Label[discord.ui.LayoutView]:
    return discord.ui.Label(text=text, component=component)
