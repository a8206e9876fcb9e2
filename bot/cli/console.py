"""What commands say and how they end. Imports nothing that takes long: `restyle health` is asked every few seconds."""

from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from bot.settings import Settings

FAILED, BAD_INPUT, DIRECTORY_TAKEN = 1, 2, 3

notes = Console(stderr=True, highlight=False)
"""Where people read; standard output is for what programs read."""


def fail(text: str, code: int = BAD_INPUT) -> NoReturn:
    """End the program with one line."""
    notes.print("[bold red]restyle:[/]", escape(" ".join(text.split())), soft_wrap=True)
    raise typer.Exit(code)


def read_settings() -> Settings:
    """The settings of this process, or the end of it with the names of those that are wrong; values stay unsaid."""
    try:
        return Settings()
    except ValidationError as error:
        # The messages only: an error's input, and its own text, would say the value.
        problems = "; ".join(
            f"{_name(each['loc'])}: {each['msg'].removeprefix('Value error, ')}" for each in error.errors()
        )
        fail(f"settings are wrong: {problems}")


def _name(location: tuple[int | str, ...]) -> str:
    name = str(location[0]) if location else "settings"
    return name if name.isupper() else f"RESTYLE_{name.upper()}"
