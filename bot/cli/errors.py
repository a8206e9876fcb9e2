"""From exceptions to one readable line and an exit code. What is not listed here is a bug and keeps its traceback."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

import aiohttp
import discord
import typer
from sqlalchemy.exc import DBAPIError

from bot.app import NeedsServer
from bot.cli.console import DIRECTORY_TAKEN, FAILED, fail
from bot.domain.errors import BadPicture, BotError, NotUnderstood, Refused
from bot.engine_choice import NeedsKey
from bot.playground.saved import DirectoryInUse
from bot.storage.address import UnknownAddress
from bot.storage.copy import CopyDiffers
from bot.storage.directory import DirectoryTaken
from bot.storage.migrate import UnknownSchema
from bot.storage.source import CopyRefused, SourceTaken


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
    except (NeedsServer, NeedsKey, CopyRefused) as error:
        fail(str(error))
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
