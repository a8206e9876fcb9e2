"""SQLite's single writer: one connection on one thread, and one commit for everybody who waits at the same time.

A function runs whole on the connection's thread, so that its statements do not hop between threads. Functions that wait
while another transaction commits share the next one; one that raises rolls back alone, and all answers come after the
one fsync.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import aiosqlite
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import StaticPool

from bot.storage.engine_options import ENGINE_OPTIONS

R = TypeVar("R")

_PRAGMAS = (
    "journal_mode=WAL",
    # FULL: a power cut must not lose a committed `submitting`, or a picture could be paid for twice.
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    # What is deleted is overwritten: somebody may have asked for it.
    "secure_delete=ON",
)
_GROUP = 128
"""Functions that share a commit at most: bounds how long the first of them waits for the last."""


class _Thread(aiosqlite.Connection):
    """aiosqlite's connection, which also runs whole functions on its own thread."""

    async def __aenter__(self) -> Self:
        """Open the file; raises what the driver raises."""
        try:
            await super().__aenter__()
        except BaseException:
            # The library tells its thread to end and does not wait, so that its last word could meet a closed loop.
            await asyncio.to_thread(self._thread.join)
            raise
        return self

    async def call(self, fn: Callable[[], R]) -> R:
        """Run `fn()` on the connection's thread."""
        return await self._execute(fn)  # pyright: ignore[reportUnknownMemberType] (untyped there)

    @property
    def raw(self) -> sqlite3.Connection:
        """The driver's own connection; only for use on its thread."""
        return self._conn


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A function, and who waits for its answer."""

    fn: Callable[[sa.Connection], Any]
    answer: asyncio.Future[Any]
    context: Context
    """Theirs: texts are made in the language that they speak."""

    def __call__(self, connection: sa.Connection) -> Any:
        """Run the function as they would have."""
        return self.context.run(self.fn, connection)


@dataclass(frozen=True, slots=True)
class _Failed:
    """What a function raised."""

    error: Exception


class Writer:
    """Runs functions in write transactions, in the order they were asked for."""

    def __init__(self, thread: _Thread) -> None:
        self._thread = thread
        self._engine = sa.create_engine("sqlite://", creator=lambda: thread.raw, poolclass=StaticPool, **ENGINE_OPTIONS)
        event.listen(self._engine, "begin", _begin_immediate)
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def run(self, fn: Callable[[sa.Connection], R]) -> R:
        """Run `fn(connection)` in a transaction, alone or in company, and return when it is on disk."""
        waiting = _Waiting(fn, asyncio.get_running_loop().create_future(), copy_context())
        self._waiting.append(waiting)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="database writer")
        return await waiting.answer

    async def scrub(self) -> None:
        """Have the file say what was committed, and empty the log beside it, which may still say what is deleted."""
        await self._thread.call(lambda: self._thread.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())

    async def close(self) -> None:
        """Return when everything asked for is written."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[:_GROUP], self._waiting[_GROUP:]
            try:
                outcomes = await self._thread.call(lambda group=group: self._transact(group))
            except Exception as error:  # noqa: BLE001 (the commit failed for all of them, and each is told so)
                outcomes = [_Failed(error)] * len(group)
            for waiting, outcome in zip(group, outcomes, strict=True):
                _tell(waiting.answer, outcome)
        self._writing = None

    def _transact(self, group: list[_Waiting]) -> list[Any]:
        try:
            with self._engine.begin() as connection:
                return [waiting(connection) for waiting in group]
        except Exception as error:  # noqa: BLE001 (it belongs to one of them, who is found below)
            if len(group) == 1:
                return [_Failed(error)]
        # One of them raised, and all are rolled back: once more, each behind a savepoint. A group does not begin like
        # that, because savepoints cost a third more.
        with self._engine.begin() as connection:
            return [_attempt(connection, waiting) for waiting in group]


def _attempt(connection: sa.Connection, fn: Callable[[sa.Connection], Any]) -> Any:
    """What `fn` returns, or what it raised, rolled back to where it began."""
    savepoint = connection.begin_nested()
    try:
        outcome = fn(connection)
    except Exception as error:  # noqa: BLE001 (it belongs to whoever asked, and is raised there)
        savepoint.rollback()
        return _Failed(error)
    savepoint.commit()
    return outcome


def _tell(answer: asyncio.Future[Any], outcome: Any) -> None:
    if answer.cancelled():
        return
    if isinstance(outcome, _Failed):
        answer.set_exception(outcome.error)
    else:
        answer.set_result(outcome)


@asynccontextmanager
async def open_writer(file: str) -> AsyncGenerator[Writer]:
    """Open the file, creating it if need be."""
    thread = _Thread(lambda: _connect(file), iter_chunk_size=64)
    async with thread:
        writer = Writer(thread)
        try:
            yield writer
        finally:
            await writer.close()


def _connect(file: str) -> sqlite3.Connection:
    # No transaction may begin by itself: the driver would open it at the first write, after our first read.
    raw = sqlite3.connect(file, isolation_level=None)
    for pragma in _PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
