"""Entries of the audit in words: who did what to what, and what was there before and after."""

from bot.delivery.wording import safe
from bot.domain.deeds import Deed
from bot.domain.limits import Rule
from bot.domain.policy import Change, Clause
from bot.domain.text import Text, t

_ROOM = 60
"""Characters for each thing that somebody wrote, of which a clause has one: many entries stand in one message."""


_PLAIN_ROOM = 200


def headline(change: Change) -> Text:
    """Who did what to what, e.g. `<@7> set: limit for each member`."""
    who = f"<@{change.actor_id}>" if change.actor_id else t("Somebody")
    clause = change.after or change.before
    # What the clause calls itself can be said in other languages, and tells what somebody wrote in it.
    subject = safe(clause.called, _ROOM) if clause else safe(change.subject, _PLAIN_ROOM)
    return {
        Deed.SET: t("{who} set: {subject}", who=who, subject=subject),
        Deed.REMOVED: t("{who} removed: {subject}", who=who, subject=subject),
        Deed.TAKEN_BACK: t("{who} took a change back: {subject}", who=who, subject=subject),
        Deed.RESET: t("{who} set back to nothing used: {subject}", who=who, subject=subject),
        Deed.CANCELLED: t("{who} cancelled: {subject}", who=who, subject=subject),
        Deed.DELETED: t("{who} deleted: {subject}", who=who, subject=subject),
        Deed.REPORTED: t("{who} reported: {subject}", who=who, subject=subject),
        Deed.DISMISSED: t("{who} dismissed a report of: {subject}", who=who, subject=subject),
        Deed.ERASED: t("{who} had erased what was known of them: {subject}", who=who, subject=subject),
        Deed.SAID: t("{who} said to all servers: {subject}", who=who, subject=subject),
    }[Deed(change.deed)]


def change_lines(change: Change) -> list[str]:
    """An entry in one line, or two where it changed the policy."""
    lines: list[str] = [headline(change)]
    if change.before is not None or change.after is not None:
        lines.append(difference(change))
    return lines


def _told(clause: Clause | None) -> str:
    if clause is None:
        return t("nothing")
    told = safe(clause.told, _ROOM)
    return t("{rule}, by default", rule=told) if isinstance(clause, Rule) and clause.default else told


def difference(change: Change) -> Text:
    """Before and after."""
    before, after = _told(change.before), _told(change.after)
    return t("{before} → {after}", before=before, after=after)
