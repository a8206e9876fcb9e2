"""Changes of a policy as moderators read them: one after it was made, and the audit of all, newest first."""

from collections.abc import Mapping, Sequence

import discord

from bot.delivery.card import finished_view
from bot.delivery.controls import Action, button_row
from bot.delivery.listing import PER_PAGE, Row, Turn, listing
from bot.delivery.wording import safe
from bot.domain.deeds import Deed
from bot.domain.policy import Change
from bot.domain.text import Text, t

IN_AUDIT = "audit"
"""Marks an Undo that was pressed in the audit, which is then shown anew."""
_COLOUR = discord.Colour(0x3BA55D)
_ROOM = 60
"""Characters for each thing that somebody wrote: two clauses stand in one row."""
_DONE: Mapping[str, Text] = {
    Deed.SET: t("Set"),
    Deed.REMOVED: t("Removed"),
    Deed.TAKEN_BACK: t("Taken back"),
    Deed.RESET: t("Reset"),
    Deed.CANCELLED: t("Cancelled"),
    Deed.DELETED: t("Deleted"),
    Deed.REPORTED: t("Reported"),
    Deed.DISMISSED: t("Dismissed"),
    Deed.ERASED: t("Erased"),
    Deed.SAID: t("Said"),
}


def change_view(change: Change) -> discord.ui.LayoutView:
    """An answer to whoever made the change, with a button that takes it back."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_COLOUR)
    box.add_item(discord.ui.TextDisplay("\n".join(_told(change))))
    if _is_of_policy(change):
        box.add_item(button_row(str(change.number), Action.UNDO))
    return finished_view(box)


def audit_view(changes: Sequence[Change], *, first: bool) -> discord.ui.LayoutView:
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
    head = f"<t:{int(change.at.timestamp())}:R> <@{change.actor_id}>"
    text = "\n".join((head, *_told(change), *([f"-# {t('taken back since')}"] if change.undone else [])))
    return Row(text=text, action=Action.UNDO if undoable else None, argument=f"{change.number}.{IN_AUDIT}")


def _told(change: Change) -> list[str]:
    """What was done, and what that changed."""
    clause = change.after or change.before
    subject = safe(clause.called if clause else change.subject, _ROOM)
    lines = [f"**{_DONE.get(change.deed, t('Changed'))}**: {subject}"]
    return [*lines, difference(change)] if clause else lines


def difference(change: Change) -> Text:
    """Before and after."""
    before, after = (safe(each.told, _ROOM) if each else t("nothing") for each in (change.before, change.after))
    return t("{before} → {after}", before=before, after=after)


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
