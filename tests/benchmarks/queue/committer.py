"""Accepts jobs in one SQLite file, by so many callers at once, and prints the figures as JSON.

A process of its own, because a slow disk is put under a whole process. `writer` is the store as it is; `plain` runs the
same function through SQLAlchemy's aiosqlite engine, one transaction and one commit for each call.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage.database import Transaction, open_database
from bot.storage.engine_options import ENGINE_OPTIONS
from bot.storage.writer import _PRAGMAS
from tests.benchmarks.queue import crowd
from tests.benchmarks.queue.figures import Stopwatch

GUILDS, MEMBERS = 100, 10
WARM_UP = 20
Accept = Callable[[crowd.Member], Awaitable[object]]


@asynccontextmanager
async def _writer(file: str) -> AsyncGenerator[Accept]:
    async with open_database(f"sqlite+aiosqlite:///{file}") as database:
        yield lambda member: crowd.accept(database, member)


@asynccontextmanager
async def _plain(file: str) -> AsyncGenerator[Accept]:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{file}", pool_size=1, max_overflow=0, pool_timeout=600, **ENGINE_OPTIONS
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        yield lambda member: _accept_plainly(engine, member)
    finally:
        await engine.dispose()


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


async def _accept_plainly(engine: AsyncEngine, member: crowd.Member) -> None:
    new = crowd.request(member)
    async with engine.begin() as connection:
        await connection.run_sync(lambda sync: crowd.reserve(Transaction(sync), new))


async def _measure(path: str, file: str, callers: int, calls: int) -> Stopwatch:
    members = iter([(1 + number % GUILDS, 1 + number // GUILDS % MEMBERS) for number in range(WARM_UP + calls)])
    async with {"writer": _writer, "plain": _plain}[path](file) as accept:
        for _ in range(WARM_UP):
            await accept(next(members))

        async def call() -> None:
            for member in members:
                await watch.time(lambda member=member: accept(member))

        with Stopwatch() as watch:
            await asyncio.gather(*(call() for _ in range(callers)))
    return watch


if __name__ == "__main__":
    measured = asyncio.run(_measure(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
    figures = {"rate": measured.rate, "p50": measured.ms(0.5), "p99": measured.ms(0.99), "elapsed": measured.elapsed}
    print(json.dumps(figures))
