"""Cogs translate and nothing else; and the floors of the house hold."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, cast

from importlinter import cli

import cogs
from bot.delivery.controls import Action
from bot.gateway.client import RestyleClient, Shards, UseCases
from cogs.restyle.buttons import RestyleButtons
from tests.fakes.events import RecordedEvents

ROOT = Path(cogs.__file__).parents[1]
FOREIGN = {
    "sqlalchemy",
    "aiosqlite",
    "asyncpg",
    "os",
    "bot.storage",
    "bot.settings",
    "bot.app",
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


async def test_every_button_does_something() -> None:
    """There is no control without a press."""
    client = RestyleClient(
        UseCases(restyle=cast("Any", None), decisions=cast("Any", None)),
        extensions=(),
        events=RecordedEvents(),
        shards=Shards(),
    )
    RestyleButtons(client)
    assert set(client._presses) == set(Action)


async def test_every_extension_can_be_loaded() -> None:
    """The extensions that are named exist, and bring the commands and nothing beside them."""
    client = RestyleClient(
        UseCases(restyle=cast("Any", None), decisions=cast("Any", None)),
        extensions=(),
        events=RecordedEvents(),
        shards=Shards(),
    )
    for extension in cogs.EXTENSIONS:
        await client.load_extension(extension)
    assert [command.name for command in client.tree.get_commands()] == ["restyle", "imagine", "fill"]


def test_the_floors_hold() -> None:
    """Upper floors import lower ones only, and the core never imports discord.py."""
    assert cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == cli.EXIT_STATUS_SUCCESS
