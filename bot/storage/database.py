"""The one seam to the database: `run` gives a plain function one write transaction.

Owns the engine, its settings and the transaction's boundaries; knows no table.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.ports import Tx
from bot.storage.jobs import JobRows
from bot.storage.ledger import LedgerRows

P = ParamSpec("P")
R = TypeVar("R")

_PRAGMAS = (
    "journal_mode=WAL",
    # FULL: a power cut must not lose a committed `submitting`, or a picture could be paid for twice.
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
)


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open write transaction over one connection; keeps the `Tx` port."""

    connection: sa.Connection

    @property
    def jobs(self) -> JobRows:
        """The job rows and the fair line."""
        return JobRows(self.connection)

    @property
    def ledger(self) -> LedgerRows:
        """The allowances."""
        return LedgerRows(self.connection)


class SqlDatabase:
    """A database behind an async SQLAlchemy engine; keeps the `Database` port."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def run(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn(tx, ...)` in one write transaction; see the port."""

        def transact(connection: sa.Connection) -> R:
            return fn(Transaction(connection), *args, **kwargs)

        async with self._engine.begin() as connection:
            return await connection.run_sync(transact)

    async def run_raw(self, fn: Callable[[sa.Connection], R]) -> R:
        """Run `fn(connection)` in one write transaction: for migrations and checks of the store itself."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(fn)

    async def ping(self) -> None:
        """Raise if a write transaction cannot be opened."""
        await self.run_raw(lambda connection: connection.execute(sa.text("SELECT 1")).scalar_one())

    @cached_property
    def url(self) -> str:
        """Where it is, without a password."""
        return self._engine.url.render_as_string(hide_password=True)


@asynccontextmanager
async def open_database(url: str) -> AsyncGenerator[SqlDatabase]:
    """Open a database by SQLAlchemy URL, e.g. `sqlite+aiosqlite:////srv/restyle/restyle.db`; closes it at the end."""
    # One connection: SQLite has one writer anyway, and a pool of one cannot meet the WAL races of older versions.
    engine = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=60)
    event.listen(engine.sync_engine, "connect", _prepare_connection)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    try:
        yield SqlDatabase(engine)
    finally:
        await engine.dispose()


def _prepare_connection(raw: Any, _record: object) -> None:
    # The driver must never begin a transaction by itself: it would do so at the first write, after our first read.
    raw.isolation_level = None
    cursor = raw.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
