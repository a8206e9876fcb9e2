"""Opening a store to copy from: one of this program's schema that nobody else uses, now or while the copy is made.

Owns the refusals. Nothing is ever written here; a store of an older schema is refused rather than migrated, because it
may be the only copy there is.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.address import UnknownAddress, is_embedded, read_address
from bot.storage.dialects import lock_tables
from bot.storage.engine_options import ENGINE_OPTIONS
from bot.storage.migrate import UnknownSchema, require_head
from bot.storage.schema import metadata

_OTHERS = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
)
"""Connections of other clients; the server's own workers belong to no user."""


class CopyRefused(RuntimeError):
    """The two stores that were named cannot be copied from one to the other as they are."""


class SourceTaken(CopyRefused):
    """A process uses the store that is to be copied, so that a copy would be out of date at once."""


@asynccontextmanager
async def open_source(address: str) -> AsyncGenerator[AsyncConnection]:
    """A connection that has the store to itself until it is closed; raises CopyRefused."""
    url = _existing(address)
    engine = create_async_engine(url, poolclass=NullPool, **ENGINE_OPTIONS)
    if is_embedded(url):
        event.listen(engine.sync_engine, "connect", _keep_to_oneself)
    try:
        async with _opened(engine.connect()) as connection:
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def _opened(connecting: AsyncConnection) -> AsyncGenerator[AsyncConnection]:
    try:
        connection = await connecting.start()
    except (DBAPIError, OSError) as error:
        raise CopyRefused(f"the source cannot be opened: {_cause(error)}") from error
    try:
        try:
            await connection.run_sync(_prove_fit)
        except DBAPIError as error:
            raise CopyRefused(f"the source cannot be read: {_cause(error)}") from error
        yield connection
    finally:
        await connection.close()


def _existing(address: str) -> sa.URL:
    try:
        url = read_address(address)
    except UnknownAddress as error:
        raise CopyRefused(f"the source {error}") from None
    # Opening a file that is not there would make an empty one.
    if is_embedded(url) and not Path(url.database or "").is_file():
        raise CopyRefused(f"there is no file {url.database}")
    return url


def _prove_fit(connection: sa.Connection) -> None:
    _prove_alone(connection)
    try:
        require_head(connection)
    except UnknownSchema as error:
        raise CopyRefused(f"the source does not fit: {error}") from error


def _prove_alone(connection: sa.Connection) -> None:
    """Take the store for ourselves; raises SourceTaken if somebody is connected to it."""
    if connection.dialect.name == "sqlite":
        try:
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
        except OperationalError as error:
            if getattr(error.orig, "sqlite_errorname", None) != "SQLITE_BUSY":
                raise
            raise SourceTaken("the source is in use: stop the process that works on it, then copy") from None
        return
    # Connections first: taking the locks would wait for whoever writes.
    if others := connection.scalar(_OTHERS):
        raise SourceTaken(f"the source has {others} other connections: stop every process on it, then copy")
    lock_tables(connection, metadata.sorted_tables)


def _keep_to_oneself(connection: Any, _record: object) -> None:
    """Have SQLite refuse a file that another connection has open, even one that does nothing just now."""
    connection.execute("PRAGMA busy_timeout=0")
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")


def _cause(error: Exception) -> object:
    return error.orig if isinstance(error, DBAPIError) else error
