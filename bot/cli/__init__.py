"""The program's commands. Each reads the settings, opens what it needs, and says in one line what went wrong.

Exit codes: 0 done, 1 it failed, 2 something given was wrong, 3 the data directory is in use.
"""

import gc
from collections import UserDict
from importlib import import_module
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

_MODULES = {
    "playground": "bot.cli.playground",
    "run": "bot.cli.service",
    "worker": "bot.cli.service",
    "migrate": "bot.cli.migrate",
    "health": "bot.cli.health",
    "doctor": "bot.cli.doctor",
    "image": "bot.cli.image",
    "imagine": "bot.cli.image",
}
"""Each command, and the module that has a function of its name."""


def _imported(module: str) -> ModuleType:
    """The module; what it brings along stays for good, so that nobody need look whether it is garbage, now or later."""
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()


class _Commands(UserDict[str, Any]):
    """Commands whose modules are imported when they are looked up: none waits for the libraries of the others."""

    def __getitem__(self, name: str) -> Any:
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(getattr(_imported(self.data[name]), name))
        return get_command(alone)


class _Program(TyperGroup):
    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = _Commands(_MODULES)


def describe() -> None:
    """A Discord bot that restyles pictures."""


program = typer.Typer(
    cls=_Program,
    callback=describe,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """The entry point of `restyle`."""
    program()
