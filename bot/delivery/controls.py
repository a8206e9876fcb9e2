"""Buttons that never die: all they know is in their `custom_id`, and nothing of them is kept in memory.

A `custom_id` is version, action and, most often, the key of a job. What a press does is the cogs' business; here is
only how buttons look.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import discord

from bot.domain.text import Text, said, t

_VERSION = "r1"
_PATTERN = re.compile(rf"{_VERSION}:(?P<action>[a-z]+):(?P<key>[A-Za-z0-9_.:/-]{{0,64}})")


class Action(StrEnum):
    """What a button asks for."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    RETRY = "retry"
    REROLL = "reroll"
    SUBTLER = "subtler"
    STRONGER = "stronger"
    EDIT = "edit"
    """Other words; opens a form."""
    EDITED = "edited"
    """That form."""
    SOURCE = "source"
    """Going on from the result; opens a form."""
    SOURCED = "sourced"
    """That form."""
    PICK = "pick"
    """One of several pictures, to work on."""
    MORE = "more"
    """Everything else that can be done with a result."""
    QUALITY = "quality"
    SWEEP = "sweep"
    COMPARE = "compare"
    SETTINGS = "settings"
    FULL = "full"
    """The files themselves."""
    FAMILY = "family"
    """Which picture came from which."""
    GIVEN = "given"
    """The form about pictures that are there already."""
    TRY = "try"
    """A style that was looked at; opens a form."""
    TRIED = "tried"
    """That form."""
    HISTORY = "history"
    """A page of one's own pictures."""
    DELETE = "delete"
    REPORT = "report"
    """A picture; opens a form."""
    ACCUSE = "accuse"
    """That form."""
    TAKE_DOWN = "takedown"
    """A reported picture."""
    BLOCK = "block"
    """Whoever made a reported picture."""
    DISMISS = "dismiss"
    """A report."""
    SETUP = "setup"
    """A select of the panel that sets a server up; which one it is stands in its argument."""
    UNDO = "undo"
    """A change of the policy is taken back."""
    LIFT = "lift"
    """A clause of the policy goes."""
    PAGE = "page"
    """Another page of a list."""
    CALL_OFF = "calloff"
    """A moderator stops somebody's job in the line."""
    FORGET = "forget"
    """Whoever presses, here or everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A pressed button, read back."""

    action: Action
    key: str
    """The key of its job or report, or what else the action is about; nothing of it is believed."""

    @property
    def job(self) -> str:
        """The key of its job, where it is about a job or one of its pictures."""
        return self.key.partition(".")[0]

    @property
    def picture(self) -> int | None:
        """The number of that picture; None where it is about the whole job."""
        number = self.key.partition(".")[2]
        return int(number) if number.isascii() and number.isdecimal() else None


def picture_key(job: str, picture: int | None) -> str:
    """What a control is about: a job, or with a number one of its pictures."""
    return job if picture is None else f"{job}.{picture}"


def read_control(custom_id: str) -> Control | None:
    """What a `custom_id` of ours means; None for one of another version, or of somebody else."""
    match = _PATTERN.fullmatch(custom_id)
    if match is None or match["action"] not in set(Action):
        return None
    return Control(action=Action(match["action"]), key=match["key"])


def custom_id(action: Action, key: str) -> str:
    """What a button, a select or a form is called, so that its press finds its way."""
    return f"{_VERSION}:{action}:{key}"


_LOOKS: dict[Action, tuple[Text, discord.ButtonStyle, str | None]] = {
    Action.CONFIRM: (t("Make it"), discord.ButtonStyle.success, None),
    Action.RETRY: (t("Retry"), discord.ButtonStyle.primary, None),
    Action.CANCEL: (t("Cancel"), discord.ButtonStyle.secondary, None),
    Action.REROLL: (t("Reroll"), discord.ButtonStyle.primary, "🎲"),
    Action.SUBTLER: (t("Subtler"), discord.ButtonStyle.secondary, None),
    Action.STRONGER: (t("Stronger"), discord.ButtonStyle.secondary, None),
    Action.EDIT: (t("Edit prompt"), discord.ButtonStyle.secondary, "✏️"),
    Action.MORE: (t("More"), discord.ButtonStyle.secondary, "⋯"),
    Action.PICK: (t("Work on it"), discord.ButtonStyle.secondary, None),
    Action.QUALITY: (t("In quality"), discord.ButtonStyle.primary, None),
    Action.SWEEP: (t("Four strengths"), discord.ButtonStyle.primary, None),
    Action.SOURCE: (t("Use as source"), discord.ButtonStyle.primary, None),
    Action.COMPARE: (t("Compare"), discord.ButtonStyle.secondary, "🌗"),
    Action.FULL: (t("Full resolution"), discord.ButtonStyle.secondary, None),
    Action.SETTINGS: (t("As a command"), discord.ButtonStyle.secondary, None),
    Action.FAMILY: (t("Family"), discord.ButtonStyle.secondary, None),
    Action.TRY: (t("Try it"), discord.ButtonStyle.secondary, None),
    Action.HISTORY: (t("Older"), discord.ButtonStyle.secondary, None),
    Action.DELETE: (t("Delete"), discord.ButtonStyle.danger, None),
    Action.REPORT: (t("Report"), discord.ButtonStyle.secondary, None),
    Action.TAKE_DOWN: (t("Delete"), discord.ButtonStyle.danger, None),
    Action.BLOCK: (t("Block"), discord.ButtonStyle.danger, None),
    Action.DISMISS: (t("Dismiss"), discord.ButtonStyle.secondary, None),
    Action.UNDO: (t("Undo"), discord.ButtonStyle.secondary, None),
    Action.LIFT: (t("Remove"), discord.ButtonStyle.secondary, None),
    Action.PAGE: (t("More"), discord.ButtonStyle.secondary, None),
    Action.FORGET: (t("Delete my data"), discord.ButtonStyle.danger, None),
    Action.CALL_OFF: (t("Cancel"), discord.ButtonStyle.danger, None),
}


def button_row(key: str, *actions: Action) -> discord.ui.ActionRow[discord.ui.LayoutView]:
    """The buttons for a job, in the order given."""
    row = discord.ui.ActionRow[discord.ui.LayoutView]()
    for action in actions:
        row.add_item(button(action, key))
    return row


def button(action: Action, key: str, label: str | None = None) -> discord.ui.Button[discord.ui.LayoutView]:
    """One button, with its usual label unless another is given."""
    usual, style, emoji = _LOOKS[action]
    return discord.ui.Button(label=label or said(usual), style=style, emoji=emoji, custom_id=custom_id(action, key))
