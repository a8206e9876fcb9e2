"""Every text the bot can say, gathered from where it is written: calls of `t` and `tn`, the errors, the commands."""

import ast
from collections.abc import Iterator

import discord
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from discord import app_commands

from bot.gateway.client import RestyleClient
from tests.texts.errors import ROOT, told_errors

_UNSEEN = {"bot/playground", "bot/cli"}
"""What does not speak in Discord."""
_MENUS = (discord.AppCommandType.user, discord.AppCommandType.message)
_HOME = 1

Message = tuple[str | tuple[str, str], str | None]
"""A template, with the one for other numbers if it has one, and the context in which it is said."""


def gathered(client: RestyleClient, *, declared: bool = False) -> Catalog:
    """All of them, or those `declared` with commands, with where each is from; `client` has its commands loaded."""
    catalogue = Catalog(fuzzy=False)
    for where, (message, context) in _commands(client) if declared else _all(client):
        catalogue.add(message, context=context, locations=[(where, 0)])
    return catalogue


def is_translated(entry: Entry) -> bool:
    """Whether all its forms are."""
    return all(entry.string or [""]) if isinstance(entry.id, tuple) else bool(entry.string)


def _all(client: RestyleClient) -> Iterator[tuple[str, Message]]:
    yield from _called()
    for where, text in told_errors().values():
        yield where, (text, None)
    yield from _commands(client)


def _called() -> Iterator[tuple[str, Message]]:
    for room in ("bot", "cogs"):
        for file in sorted((ROOT / room).rglob("*.py")):
            where = file.relative_to(ROOT).as_posix()
            if not any(where.startswith(unseen) for unseen in _UNSEEN):
                yield from ((where, (message, None)) for message in said_in(file.read_text()))


def said_in(source: str) -> Iterator[str | tuple[str, str]]:
    """The templates of all calls of `t` and `tn`, also in f-strings. Raises ValueError for one that is no literal."""
    # Babel reads tokens, and before Python 3.12 an f-string is one token.
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="t"), args=[ast.Constant(value=str(template))]):
                yield template
            case ast.Call(
                func=ast.Name(id="tn"), args=[ast.Constant(value=str(one)), ast.Constant(value=str(many)), _]
            ):
                yield one, many
            case ast.Call(func=ast.Name(id="t" | "tn")):
                raise ValueError(f"line {node.lineno}: a template must be a literal")
            case _:
                pass


def _commands(client: RestyleClient) -> Iterator[tuple[str, Message]]:
    for guild in (None, discord.Object(_HOME)):
        for menu in (each for kind in _MENUS for each in client.tree.get_commands(guild=guild, type=kind)):
            yield _module(menu), (menu.name, None)
        for command in client.tree.walk_commands(guild=guild):
            where = _module(command)
            yield where, (command.name, "command")
            yield where, (command.description, None)
            if isinstance(command, app_commands.Command):
                yield from ((where, message) for each in command.parameters for message in _option(each))


def _option(option: app_commands.Parameter) -> Iterator[Message]:
    yield str(option.display_name), "option"
    yield str(option.description), None
    for choice in option.choices:
        yield choice.name, None


def _module(command: app_commands.Command | app_commands.Group | app_commands.ContextMenu) -> str:
    return f"{(command.module or '').replace('.', '/')}.py"
