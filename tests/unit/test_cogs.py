"""Cogs translate and nothing else; and the floors of the house hold."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import discord
from discord import app_commands
from importlinter import cli

import cogs
from bot.delivery.controls import Action
from bot.gateway.rights import Right, right_of
from tests.fakes.clients import loaded_client

_MENUS = (discord.AppCommandType.user, discord.AppCommandType.message)
ROOT = Path(cogs.__file__).parents[1]
FOREIGN = {
    "sqlalchemy",
    "aiosqlite",
    "asyncpg",
    "os",
    "bot.storage",
    "bot.settings",
    "bot.app",
    "bot.parts",
    "bot.wiring",
    "bot.engines",
    "bot.images",
    "bot.jobs",
}


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted((ROOT / "cogs").rglob("*.py")):
        yield file, ast.parse(file.read_text())


def _callbacks() -> dict[str, int]:
    """Everything that Discord calls, and how many lines its statements take: no signature, no docstring."""
    lengths = dict[str, int]()
    for file, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.AsyncFunctionDef) and "interaction" in [arg.arg for arg in node.args.args]:
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lengths[f"{file.name}:{node.name}"] = (node.end_lineno or 0) - body[0].lineno + 1
    return lengths


def test_callbacks_are_thin() -> None:
    """A callback turns an interaction into one call: eight lines at the median, twenty at most."""
    lengths = _callbacks()
    assert len(lengths) >= 4
    assert median(lengths.values()) <= 8, lengths
    assert max(lengths.values()) <= 20, lengths


def test_cogs_neither_store_nor_catch() -> None:
    """No SQL, no settings, no adapters and no `try`: refusals are the error handler's."""
    for file, tree in _trees():
        for node in ast.walk(tree):
            assert not isinstance(node, ast.Try), file
            named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in named if any(name == bad or name.startswith(f"{bad}.") for bad in FOREIGN)], (
                file
            )


async def test_every_control_does_something_for_somebody() -> None:
    """There is no button, select or form without a press, and none without a declared right."""
    client = await loaded_client()
    assert set(client.presses) == set(Action)
    assert all(isinstance(right, Right) for right in client.presses.values())


async def test_every_command_declares_who_may_use_it() -> None:
    """Slash commands, those of groups, and context menus: all of them."""
    client = await loaded_client()
    named = [each for each in client.tree.walk_commands() if isinstance(each, app_commands.Command)]
    menus = [each for kind in _MENUS for each in client.tree.get_commands(type=kind)]
    assert len(named) >= 3
    for command in (*named, *menus):
        assert isinstance(right_of(command), Right)


async def test_whatever_is_about_order_is_for_moderators() -> None:
    """Below `/moderate` everything needs Manage Server, below `/limits` everything but `/limits me`."""
    client = await loaded_client()
    for command in client.tree.walk_commands():
        if isinstance(command, app_commands.Command) and command.root_parent is not None:
            wanted = Right.ANYBODY if command.qualified_name == "limits me" else Right.MANAGE_SERVER
            if command.root_parent.name in {"limits", "moderate"}:
                assert right_of(command) is wanted, command.qualified_name


async def test_the_operators_commands_are_in_one_server_alone() -> None:
    """All of them need the right; without a home server there are none, and no other server ever has them."""
    client, home = await loaded_client(home=5), discord.Object(5)
    commands = [each for each in client.tree.walk_commands(guild=home) if isinstance(each, app_commands.Command)]
    assert len(commands) >= 7
    assert {right_of(command) for command in commands} == {Right.OPERATOR}
    assert client.tree.get_command("operator") is None
    assert client.tree.get_commands(guild=discord.Object(6)) == []
    assert (await loaded_client()).tree.get_commands(guild=home) == []


def test_the_floors_hold() -> None:
    """Upper floors import lower ones only, and the core never imports discord.py."""
    assert cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == cli.EXIT_STATUS_SUCCESS
