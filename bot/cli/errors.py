"""From exceptions to one readable line and an exit code. What is not listed here is a bug and keeps its traceback."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn

import aiohttp
import discord
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import BadPicture, BotError, NotUnderstood, Refused
from bot.playground.saved import DirectoryInUse
from bot.settings import Settings
from bot.storage.address import UnknownAddress
from bot.storage.copy import CopyDiffers
from bot.storage.directory import DirectoryTaken
from bot.storage.migrate import UnknownSchema
from bot.storage.source import CopyRefused, SourceTaken

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


@contextmanager
def readable_errors() -> Generator[None]:
    """Turn what is expected to go wrong into a line and an exit code."""
    try:
        yield
    except NotUnderstood as error:
        tries = f" Try: {', '.join(error.suggestions)}" if error.suggestions else ""
        fail(error.user_text + tries)
    except (Refused, BadPicture) as error:
        fail(error.user_text)
    except (DirectoryTaken, DirectoryInUse, SourceTaken) as error:
        fail(str(error), DIRECTORY_TAKEN)
    except CopyRefused as error:
        fail(f"--copy-from: {error}")
    except UnknownAddress as error:
        fail(f"RESTYLE_DATABASE_URL: {error}")
    except (DBAPIError, sqlite3.Error) as error:
        fail(f"the database cannot be used: {error.orig if isinstance(error, DBAPIError) else error}", FAILED)
    except discord.LoginFailure:
        fail("Discord refused the token: copy it again from the Developer Portal into DISCORD_TOKEN")
    except (BotError, UnknownSchema, CopyDiffers, discord.DiscordException, aiohttp.ClientError, OSError) as error:
        fail(str(error), FAILED)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _name(location: tuple[int | str, ...]) -> str:
    name = str(location[0]) if location else "settings"
    return name if name.isupper() else f"RESTYLE_{name.upper()}"
