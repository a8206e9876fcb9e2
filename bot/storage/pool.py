"""PostgreSQL's side of the seam: a pool of connections, and one transaction each for whoever asks.

Functions of different guilds run side by side; those of one guild wait at its row. What the database breaks off to
untangle two transactions is run again, which is safe because functions have no effect outside their transaction.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util.concurrency import greenlet_spawn

from bot.storage.dialects import knows_transaction_timeout
from bot.storage.engine_options import ENGINE_OPTIONS

R = TypeVar("R")

_CONNECTIONS = 10
"""Held open per process; a burst of commands waits for one, as it would at the guild's row."""
_PATIENCE_SECONDS = 30
"""How long to wait for a free connection, and how long a transaction may take before the server ends it."""
_TRUST_SECONDS = 10
"""A connection that was used a moment ago need not be asked whether it is alive: that takes three round trips."""
_USED = "restyle.used"
_SETTINGS = {"plan_cache_mode": "force_generic_plan"}
"""Statements find what they need by their indexes whatever their parameters: planning each anew costs a third more."""
_TRIES = 5
_UNTANGLED = frozenset({"40001", "40P01"})
"""SQLSTATEs of serialization failure and deadlock: rolled back by the server, and right to run again."""


class Pool:
    """Runs functions in transactions, side by side."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    async def run(self, fn: Callable[[sa.Connection], R]) -> R:
        """Run `fn(connection)` in a transaction of its own and return when it is committed."""
        for _ in range(_TRIES - 1):
            try:
                return await self._transact(fn)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _UNTANGLED:
                    raise
        return await self._transact(fn)

    async def scrub(self) -> None:
        """Nothing: the server's vacuum and its checkpoints do it in their time."""

    async def _transact(self, fn: Callable[[sa.Connection], R]) -> R:
        def transact() -> R:
            with self._engine.begin() as connection:
                return fn(connection)

        # One greenlet for the whole transaction: an AsyncEngine makes one for each step of it.
        return await greenlet_spawn(transact)


@asynccontextmanager
async def open_pool(url: sa.URL) -> AsyncGenerator[Pool]:
    """Connections are made when first needed; raises what the driver raises, then."""
    engine = create_async_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_PATIENCE_SECONDS,
        connect_args={"server_settings": _SETTINGS},
        **ENGINE_OPTIONS,
    )
    event.listen(engine.sync_engine, "connect", _bound_transactions)
    event.listen(engine.sync_engine, "checkin", _note_use)
    event.listen(engine.sync_engine, "checkout", _prove_alive)
    try:
        yield Pool(engine.sync_engine)
    finally:
        await engine.dispose()


def _bound_transactions(connection: Any, _record: object) -> None:
    """A transaction left open holds locks and keeps the line's dead entries from being cleaned away."""
    version = tuple(connection.driver_connection.get_server_version())
    bound = "transaction_timeout" if knows_transaction_timeout(version) else "idle_in_transaction_session_timeout"

    async def bind(driver: Any) -> None:
        await driver.execute(f"SET {bound} = '{_PATIENCE_SECONDS}s'")

    connection.run_async(bind)


def _note_use(_connection: object, record: Any) -> None:
    record.info[_USED] = asyncio.get_running_loop().time()


def _prove_alive(connection: Any, record: Any, _lent: object) -> None:
    """A server that was restarted costs a reconnection, not somebody's command."""
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError
    now = asyncio.get_running_loop().time()
    if now - record.info.get(_USED, now) > _TRUST_SECONDS:
        try:
            connection.ping()
        except (OSError, connection.dbapi.Error) as error:
            raise InvalidatePoolError from error
