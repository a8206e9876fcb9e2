"""Stores in a simulation: their transactions take virtual time, and may fail or go unheard."""

import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import StaticPool

from bot.ports import Tx
from bot.storage.database import SqlDatabase, Transaction, open_database
from bot.storage.engine_options import ENGINE_OPTIONS
from tests.contracts.storage.stores import PostgresServer
from tests.fakes.virtual_loop import VirtualLoop
from tests.migrated import migrated_file
from tests.simulation.weather import Weather

P = ParamSpec("P")
R = TypeVar("R")


class Raw(Protocol):
    """Gives functions transactions over a plain connection."""

    async def run_raw(self, fn: Callable[[sa.Connection], R]) -> R:
        """Run `fn(connection)` in a transaction."""
        ...


class WeatheredStore:
    """Keeps the `Database` port over a real store, which outlives the bot's processes."""

    def __init__(self, store: Raw, weather: Weather) -> None:
        self._store = store
        self._weather = weather

    async def run(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """One transaction; whoever dies in it has or has not committed it."""
        await self._weather.enter("store")
        outcome = await self.run_raw(lambda connection: fn(Transaction(connection), *args, **kwargs))
        await self._weather.enter("store.committed")
        return outcome

    async def run_raw(self, fn: Callable[[sa.Connection], R]) -> R:
        """The same without weather."""
        return await self._store.run_raw(fn)

    async def scrub(self) -> None:
        """No file is of interest."""

    async def ping(self) -> None:
        """It is always there."""


class _Memory:
    """SQLite in memory, on the thread of the loop: everything happens in the order in which it was asked for."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._engine = sa.create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, **ENGINE_OPTIONS)
        event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))

    async def run_raw(self, fn: Callable[[sa.Connection], R]) -> R:
        with self._engine.begin() as connection:
            return fn(connection)


class _Server:
    """PostgreSQL, whose answers take no virtual time however long they take."""

    def __init__(self, database: SqlDatabase, loop: VirtualLoop) -> None:
        self._database = database
        self._loop = loop

    async def run_raw(self, fn: Callable[[sa.Connection], R]) -> R:
        with self._loop.stopped():
            return await self._database.run_raw(fn)


@asynccontextmanager
async def in_memory() -> AsyncGenerator[Raw]:
    """A migrated database that one process owns."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        with closing(sqlite3.connect(migrated_file())) as template:
            template.backup(memory)
        yield _Memory(memory)


@asynccontextmanager
async def on_server(server: PostgresServer, loop: VirtualLoop) -> AsyncGenerator[Raw]:
    """A migrated database that many processes share."""
    with loop.stopped():
        fresh = server.fresh()
        address = await fresh.__aenter__()
    try:
        async with open_database(address) as database:
            yield _Server(database, loop)
    finally:
        with loop.stopped():
            await fresh.__aexit__(None, None, None)
