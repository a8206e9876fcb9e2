"""`restyle run` and `restyle migrate`."""

import asyncio
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from bot.app import open_app, open_store, stop_on_signals
from bot.cli.errors import fail, notes, read_settings, readable_errors
from bot.observability.logs import configure_logs
from bot.settings import LogFormat, Settings
from bot.storage.copy import TableContent, copy_store


def run() -> None:
    """Connect to Discord and serve. Needs DISCORD_TOKEN in the environment or in .env."""
    with readable_errors():
        settings = read_settings()
        if settings.discord_token is None:
            fail("DISCORD_TOKEN is not set: put it into .env (see .env.example), or try `restyle playground`")
        configure_logs(json=settings.log_format is LogFormat.JSON)
        asyncio.run(_serve(settings, settings.discord_token.get_secret_value()))


def migrate(
    copy_from: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Then copy everything from this database, which nobody may be using."),
    ] = None,
) -> None:
    """Bring the database to this version's schema. `restyle run` does so by itself."""
    with readable_errors():
        asyncio.run(_migrate(read_settings(), copy_from))


async def _serve(settings: Settings, token: str) -> None:
    stop = stop_on_signals()
    async with open_app(settings) as app:
        await app.serve(token, stop)


async def _migrate(settings: Settings, source: str | None) -> None:
    async with open_store(settings) as database:
        notes.print(f"{database.url} is up to date", soft_wrap=True)
        if source is not None:
            with notes.status("Copying …"):
                copied = await copy_store(source, settings.resolved_database_url)
            notes.print(_contents(copied))
            notes.print("Everything is copied; the source is as it was, and must not be run any more.", soft_wrap=True)


def _contents(copied: Iterable[TableContent]) -> Table:
    table = Table("table", "rows", "checksum")
    table.columns[1].justify = "right"
    for content in copied:
        table.add_row(content.table, f"{content.rows:,}", content.checksum)
    return table
