"""How long a person waits for their job to be written while eight workers keep the store busy."""

import asyncio
import os

import pytest

from bot.storage.database import SqlDatabase, open_database
from tests.benchmarks.queue import crowd
from tests.benchmarks.queue.figures import Stopwatch, show
from tests.benchmarks.queue.filling import Backlog, fill, settle_down
from tests.contracts.storage.stores import Stores

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

ENQUEUES = int(os.environ.get("RESTYLE_BENCH_ENQUEUES", "1000"))
BACKLOG = Backlog(guilds=1_000, members=10, jobs=2, done=20_000)


async def test_enqueue_under_load(kinds: dict[str, Stores]) -> None:
    """Prints p50 and p99 of accepting a job, alone and while eight workers claim and complete without a pause."""
    rows: list[tuple[str, ...]] = []
    for name, kind in kinds.items():
        async with kind.fresh() as address, open_database(address) as database:
            await fill(database, BACKLOG)
            await settle_down(address)
            await _accept(database, ENQUEUES // 10)
            alone = await _accept(database, ENQUEUES)
            loaded, work = await _accept_under_load(database)
        rows.append(
            (
                name,
                *(f"{watch.ms(share):.1f}" for watch in (alone, loaded) for share in (0.5, 0.99)),
                f"{loaded.ms(1):.1f}",
                f"{work.rate:,.0f}",
            )
        )
    columns = ("", "alone p50", "p99", "under load p50", "p99", "worst", "jobs/s meanwhile")
    caption = (
        f"milliseconds to accept one job (row, allowance, place), one caller, {ENQUEUES:,} one after another; "
        f"{crowd.WORKERS} workers; {BACKLOG.waiting:,} waiting"
    )
    show("Accepting a job while eight workers run", columns, rows, caption=caption)


async def _accept(database: SqlDatabase, jobs: int) -> Stopwatch:
    return (await crowd.accept_all(database, [BACKLOG.who(number) for number in range(jobs)], callers=1))[1]


async def _accept_under_load(database: SqlDatabase) -> tuple[Stopwatch, Stopwatch]:
    enough = asyncio.Event()
    working = asyncio.create_task(crowd.work_until(database, enough))
    loaded = await _accept(database, ENQUEUES)
    enough.set()
    return loaded, await working
