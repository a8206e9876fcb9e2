"""Hints between processes: LISTEN and NOTIFY on one PostgreSQL connection outside the pool.

A hint goes out after the commit it tells of, not inside it: there it would queue all commits behind one lock. While the
connection is lost hints are too, and the loops' slow poll finds the work.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg  # pyright: ignore[reportMissingTypeStubs] (it has none)
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.ports import Clock, Topic
from bot.storage.wakeup import LocalListener, LocalWakeup

_CHANNEL = "restyle_work"
_RECONNECT_SECONDS = 1.0
_LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError, OSError)


class NotifyWakeup:
    """Keeps the `Wakeup` port for all processes on one PostgreSQL database."""

    def __init__(self, url: sa.URL, clock: Clock) -> None:
        # The engine only connects, so that the pool and this read the same address in the same way.
        self._engine = create_async_engine(url, poolclass=NullPool)
        self._clock = clock
        self._local = LocalWakeup(clock)
        self._due = set[Topic]()
        self._told = asyncio.Event()
        self.connected = asyncio.Event()
        """Set while hints of other processes reach this one."""

    def notify(self, *topics: Topic) -> None:
        """Wake the listeners of this process now, and those of others by the database."""
        self._local.notify(*topics)
        self._due.update(topics)
        self._told.set()

    def listen(self, topic: Topic) -> LocalListener:
        """A new ear, deaf to earlier hints."""
        return self._local.listen(topic)

    async def keep_connected(self) -> None:
        """Listen and tell until cancelled, reconnecting as often as need be."""
        while True:
            with suppress(*_LOST):
                await self._converse()
            await self._clock.sleep(_RECONNECT_SECONDS)

    async def _converse(self) -> None:
        async with self._engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.add_listener(_CHANNEL, self._heard)
            # The loop below finds out by its next statement, so it is given one.
            driver.add_termination_listener(self._lost)
            self.connected.set()
            # What was told while nobody listened is unknown: let everybody look once.
            self._local.notify(*Topic)
            try:
                while True:
                    await self._told.wait()
                    self._told.clear()
                    # What is said while this goes out is said together, next.
                    due, self._due = self._due, set[Topic]()
                    await driver.execute(f"NOTIFY {_CHANNEL}, '{' '.join(sorted(due))}'")
            finally:
                self.connected.clear()
                await connection.invalidate()

    def _lost(self, _connection: object) -> None:
        self._told.set()

    def _heard(self, connection: Any, sender: int, _channel: str, payload: str) -> None:
        # Our own listeners were woken without the detour. A topic of another version is nobody's here.
        if sender != connection.get_server_pid():
            self._local.notify(*(topic for topic in Topic if topic in payload.split()))


@asynccontextmanager
async def open_notify_wakeup(url: sa.URL, clock: Clock) -> AsyncGenerator[NotifyWakeup]:
    """Hints over the database at `url`; opening does not wait for the connection."""
    wakeup = NotifyWakeup(url, clock)
    keeper = asyncio.create_task(wakeup.keep_connected(), name="wakeup")
    try:
        yield wakeup
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
