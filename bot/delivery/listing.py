"""Lists that moderators read: rows with at most one button each, turned page by page. Knows nothing of what is listed.

Discord allows 4,000 characters and 40 components in a message; a page of so few short rows stays below both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.delivery.card import finished_view
from bot.delivery.controls import Action, button
from bot.domain.text import t

PER_PAGE = 7
_COLOUR = discord.Colour(0x5865F2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing."""

    text: str
    """Escaped, and no longer than 500 characters."""
    action: Action | None = None
    """What its button does; None for a row without one."""
    argument: str = ""
    """What that is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A button that shows another page."""

    label: str
    argument: str
    """Which list, and from where on, e.g. `rules.7`."""


def listing(
    heading: str, rows: Sequence[Row], *, turns: Sequence[Turn] = (), empty: str, footer: str = ""
) -> discord.ui.LayoutView:
    """The rows of one page under a heading, or what is said when there are none."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_COLOUR)
    box.add_item(discord.ui.TextDisplay(f"### {heading}"))
    for row in rows:
        box.add_item(_shown(row))
    if not rows:
        box.add_item(discord.ui.TextDisplay(empty))
    if footer:
        box.add_item(discord.ui.TextDisplay(f"-# {footer}"))
    if turns:
        buttons = [button(Action.PAGE, turn.argument, turn.label) for turn in turns]
        box.add_item(discord.ui.ActionRow[discord.ui.LayoutView](*buttons))
    return finished_view(box)


def notice(text: str) -> discord.ui.LayoutView:
    """A view of one text."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_COLOUR)
    box.add_item(discord.ui.TextDisplay(text))
    return finished_view(box)


def page_of(rows: Sequence[Row], name: str, first: int, size: int = PER_PAGE) -> tuple[Sequence[Row], list[Turn]]:
    """The rows of a list from `first` on, and the buttons to its neighbours."""
    first = first if 0 <= first < len(rows) else 0
    turns = [Turn(label=t("Back"), argument=f"{name}.{max(0, first - size)}")] if first else []
    if first + size < len(rows):
        turns.append(Turn(label=t("More"), argument=f"{name}.{first + size}"))
    return rows[first : first + size], turns


def _shown(row: Row) -> discord.ui.Item[discord.ui.LayoutView]:
    if row.action is None:
        return discord.ui.TextDisplay(row.text)
    return discord.ui.Section(row.text, accessory=button(row.action, row.argument))
