"""The form in which a style is tried on a picture of one's own: what somebody sends who has only looked so far."""

import discord

from bot.delivery.controls import Action, custom_id
from bot.delivery.edit_form import PROMPT
from bot.delivery.given_form import STYLE
from bot.domain.prompt import PROMPT_LIMIT
from bot.domain.styles import PRESETS
from bot.domain.text import Text, said, t

IMAGE = "image"
"""The field of the picture, beside those of `given_form`."""


def try_form(style: str) -> discord.ui.Modal:
    """The form, with a style picked already."""
    form = discord.ui.Modal(title=t("Try a style"), custom_id=custom_id(Action.TRIED, ""), timeout=None)
    image = discord.ui.FileUpload[discord.ui.LayoutView](custom_id=IMAGE, min_values=1, max_values=1)
    form.add_item(_label(t("Your picture"), image, t("JPEG, PNG, WebP, GIF or AVIF")))
    options = [
        discord.SelectOption(label=said(each.name), value=each.key, default=each.key == style) for each in PRESETS
    ]
    form.add_item(_label(t("Style"), discord.ui.Select(custom_id=STYLE, options=options)))
    words = discord.ui.TextInput[discord.ui.LayoutView](
        custom_id=PROMPT,
        placeholder=t('For example: at night, or: reads "HELLO"'),
        max_length=PROMPT_LIMIT,
        required=False,
    )
    form.add_item(_label(t("Anything else?"), words, t("What is to be different, in your words")))
    form.stop()
    return form


def _label(
    text: Text, component: discord.ui.Item[discord.ui.LayoutView], told: Text | None = None
) -> discord.ui.Label[discord.ui.LayoutView]:
    return discord.ui.Label(text=text, description=told, component=component)
