"""What a moderator reads after a change: what was, what is, and Undo."""

import discord

from bot.delivery.card import finished_view
from bot.delivery.controls import Action, button_row
from bot.delivery.wording import safe
from bot.domain.policy import Change
from bot.domain.text import Text, t


def change_view(change: Change) -> discord.ui.LayoutView:
    """An answer to whoever made the change."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=discord.Colour(0x3BA55D))
    box.add_item(discord.ui.TextDisplay(f"{safe(change.subject)}: {difference(change)}"))
    box.add_item(button_row(str(change.number), Action.UNDO))
    return finished_view(box)


def difference(change: Change) -> Text:
    """Before and after."""
    nothing = t("nothing")
    before, after = (each.told if each else nothing for each in (change.before, change.after))
    return t("{before} → {after}", before=safe(before), after=safe(after))
