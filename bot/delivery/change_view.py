"""Changes of a policy as moderators read them: one after it was made, and the audit of all, newest first."""

from collections.abc import Sequence

import discord

from bot.delivery.audit_view import change_lines
from bot.delivery.card import finished_view
from bot.delivery.controls import Action, button_row
from bot.delivery.listing import PER_PAGE, Row, Turn, listing
from bot.domain.policy import Change
from bot.domain.text import t

IN_AUDIT = "audit"
"""Marks an Undo that was pressed in the audit, which is then shown anew."""
_COLOUR = discord.Colour(0x3BA55D)


def change_view(change: Change) -> discord.ui.LayoutView:
    """An answer to whoever made the change, with a button that takes it back."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_COLOUR)
    box.add_item(discord.ui.TextDisplay("\n".join(change_lines(change))))
    if _is_of_policy(change):
        box.add_item(button_row(str(change.number), Action.UNDO))
    return finished_view(box)


def audit_page(changes: Sequence[Change], *, first: bool) -> discord.ui.LayoutView:
    """A page of the audit; on the `first` one the last change of each thing can be taken back.

    One change more than a page holds says that there is another page.
    """
    shown = changes[:PER_PAGE]
    turns = [] if first else [Turn(label=t("Newest"), argument="audit.0")]
    if len(changes) > PER_PAGE:
        turns.append(Turn(label=t("Older"), argument=f"audit.{shown[-1].number}"))
    undoable = _last_of_each(shown) if first else set[int]()
    rows = [_row(each, undoable=each.number in undoable) for each in shown]
    return listing(t("What was changed"), rows, turns=turns, empty=t("Nothing was changed here yet."))


def _row(change: Change, *, undoable: bool) -> Row:
    head = f"-# <t:{int(change.at.timestamp())}:R>"
    text = "\n".join((head, *change_lines(change), *([f"-# {t('taken back since')}"] if change.undone else [])))
    return Row(text=text, action=Action.UNDO if undoable else None, argument=f"{change.number}.{IN_AUDIT}")


def _is_of_policy(change: Change) -> bool:
    return change.before is not None or change.after is not None


def _last_of_each(changes: Sequence[Change]) -> set[int]:
    """Of each thing that was changed, the last change: older ones can only be taken back after it."""
    last = dict[tuple[type, str], Change]()
    for change in changes:
        clause = change.after or change.before
        if clause is not None:
            last.setdefault((type(clause), clause.name), change)
    return {change.number for change in last.values() if not change.undone}
