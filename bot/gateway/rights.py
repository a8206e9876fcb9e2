"""Who may do what. Everything that Discord can call declares a right, and it is checked each time it is called.

Discord's own `default_member_permissions` only hides commands: administrators can change it, and subcommands have none.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.domain.errors import NotAllowed
from bot.domain.text import t

_KEY = "right"
AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.ContextMenu
C = TypeVar("C", bound=AnyCommand)


class Right(StrEnum):
    """What somebody needs to have."""

    ANYBODY = "anybody"
    """Nothing: what belongs to one person is checked where it is looked up."""
    MANAGE_SERVER = "manage_server"
    """The permission of that name, in a server."""
    OPERATOR = "operator"
    """To run this bot, and to ask in the server that was named for it."""


class Undeclared(TypeError):
    """A command declares no right."""


def needs(right: Right) -> Callable[[C], C]:
    """Declare who may use a command."""

    def declare(command: C) -> C:
        command.extras[_KEY] = right
        return command

    return declare


def right_of(command: AnyCommand) -> Right:
    """What a command declares; raises Undeclared."""
    right = command.extras.get(_KEY)
    if not isinstance(right, Right):
        raise Undeclared(f"{command.name} declares no right")
    return right


def require(
    right: Right, interaction: discord.Interaction[Any], *, operators: frozenset[int], home: int | None
) -> None:
    """Raise NotAllowed unless whoever calls has the right, here and now.

    `operators` are those who run the bot, and `home` is the server in which they do.
    """
    if right is Right.MANAGE_SERVER and not (
        interaction.is_guild_integration() and interaction.permissions.manage_guild
    ):
        raise NotAllowed(t("This is for moderators: it needs the permission Manage Server. Ask one of them."))
    if right is Right.OPERATOR and not (
        home is not None and interaction.guild_id == home and interaction.user.id in operators
    ):
        raise NotAllowed(t("This is for whoever runs me, in their own server. Ask them."))
