"""How soon an idle worker starts on a job that has just joined the line: in the same process, and in another."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from bot.clock import SystemClock
from bot.domain.job import State
from bot.ports import Topic, Tx, Wakeup
from bot.storage.database import SqlDatabase, open_database
from bot.storage.notify import open_notify_wakeup
from bot.storage.wakeup import LocalWakeup
from tests.benchmarks.queue import crowd
from tests.benchmarks.queue.figures import quantile, show
from tests.benchmarks.queue.idle_worker import idle_loop
from tests.contracts.storage.stores import Stores

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

JOBS = int(os.environ.get("RESTYLE_BENCH_WAKEUPS", "200"))
WARM_UP = 10
PAUSE = 0.02
"""Between two jobs, so that the worker is idle again."""
Heard = Callable[[], Awaitable[float]]


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds from the answer of the commit, and from the call that led to it, to the start of work."""

    after_commit: list[float] = field(default_factory=list[float])
    after_call: list[float] = field(default_factory=list[float])

    def row(self, name: str, target: str) -> tuple[str, ...]:
        quantiles = [
            quantile(values, share) * 1000 for values in (self.after_commit, self.after_call) for share in (0.5, 0.99)
        ]
        return (name, *(f"{value:.1f}" for value in quantiles), target)


async def test_wakeup(kinds: dict[str, Stores]) -> None:
    """From the commit to the start at most 5 ms in process, and at most 20 ms in another process, at the median."""
    rows = [
        (await _in_process(kinds["SQLite"])).row("SQLite, same process", "p50 <= 5"),
        (await _in_process(kinds["PostgreSQL"])).row("PostgreSQL, same process", "p50 <= 5"),
        (await _between_processes(kinds["PostgreSQL"])).row("PostgreSQL, other process (LISTEN/NOTIFY)", "p50 <= 20"),
    ]
    columns = ("idle worker", "from commit p50", "p99", "from call p50", "p99", "target")
    caption = f"milliseconds to the start of work; {JOBS} jobs one by one, claimed in between; the poll is 3,000 ms"
    show("From joining the line to work", columns, rows, caption=caption)


async def _in_process(kind: Stores) -> Starts:
    began = asyncio.Queue[float]()
    async with kind.fresh() as address, open_database(address) as database:
        wakeup = LocalWakeup(SystemClock())
        running = asyncio.create_task(idle_loop(database, wakeup, began.put_nowait).run())
        try:
            return await _starts(database, wakeup, began.get)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def _between_processes(kind: Stores) -> Starts:
    async with (
        kind.fresh() as address,
        open_database(address) as database,
        open_notify_wakeup(sa.make_url(address), SystemClock()) as wakeup,
        _worker_process(address) as began,
    ):
        await wakeup.connected.wait()
        return await _starts(database, wakeup, began)


@asynccontextmanager
async def _worker_process(address: str) -> AsyncGenerator[Heard]:
    command = (sys.executable, "-m", "tests.benchmarks.queue.idle_worker", address)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    output = process.stdout
    assert output is not None
    try:
        assert await output.readline() == b"ready\n"

        async def began() -> float:
            return float(await output.readline())

        yield began
    finally:
        process.kill()
        await process.wait()


async def _starts(database: SqlDatabase, wakeup: Wakeup, began: Heard) -> Starts:
    starts = Starts()
    for number in range(WARM_UP + JOBS):
        called, committed = await _join_the_line(database)
        wakeup.notify(Topic.LINE)
        moment = await began()
        if number >= WARM_UP:
            starts.after_commit.append(moment - committed)
            starts.after_call.append(moment - called)
        await asyncio.sleep(PAUSE)
    return starts


async def _join_the_line(database: SqlDatabase) -> tuple[float, float]:
    """Make a job and move it into the line; returns when that move was asked for, and when it was committed."""
    job = await crowd.accept(database, (1, 1))
    reading = await database.run(crowd.read_next, job.key)

    def move(tx: Tx) -> None:
        assert tx.jobs.move(reading.claim, State.WAITING) is not None

    called = time.monotonic()
    await database.run(move)
    return called, time.monotonic()
