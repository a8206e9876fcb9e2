"""Where commands are offered: in servers that added the bot, and for some also wherever a person brought it."""

from typing import Any, TypeVar

from discord import app_commands

C = TypeVar("C", bound=app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu)


def anywhere(command: C) -> C:
    """Offer a command in servers, in direct messages with the bot, and wherever somebody brought it for themselves."""
    installed = app_commands.allowed_installs(guilds=True, users=True)(command)
    return app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)(installed)
