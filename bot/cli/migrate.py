"""`restyle migrate`: a database brought to this version's schema, and filled from another one if asked."""

import asyncio
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from bot.cli.console import notes, read_settings
from bot.cli.errors import readable_errors
from bot.parts import open_store
from bot.settings import Settings
from bot.storage.copy import TableContent, copy_store


def migrate(
    copy_from: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Then copy everything from this database, which nobody may be using."),
    ] = None,
) -> None:
    """Bring the database to this version's schema. `restyle run` does so by itself."""
    with readable_errors():
        asyncio.run(_migrate(read_settings(), copy_from))


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
