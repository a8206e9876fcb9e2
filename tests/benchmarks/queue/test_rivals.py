"""The same work through other queues that can cap per key, and through one that can do nothing but first in, first out.

Work: claim one job, do nothing, take it out of the line, eight at a time. A hundred guilds have twenty jobs each, in
turn; then the same behind one guild that has put five thousand in front. Everybody gets what their documentation
recommends for it; where that leaves a choice, several are shown and the best one counts. Ours runs once more with its
books kept, which no other queue has: the allowance settled and the server's figures grown in the same transaction.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from importlib.metadata import PackageNotFoundError, version
from statistics import median

import pytest
import sqlalchemy as sa

from bot.storage.database import SqlDatabase, open_database
from tests.benchmarks.queue import crowd
from tests.benchmarks.queue.figures import show
from tests.benchmarks.queue.filling import Backlog, fill, settle_down
from tests.benchmarks.queue.rivals import fifo
from tests.benchmarks.queue.rivals.drain import GUILDS, JOBS, JOBS_EACH, MEMBERS, PATIENCE_SECONDS, WIDTH
from tests.contracts.storage.stores import PostgresServer, Stores

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

PASSES = int(os.environ.get("RESTYLE_BENCH_PASSES", "3"))
EVEN = {"even": 0}
BUSY = EVEN | {"behind a busy guild": 5_000}
EVERYBODY = Backlog(guilds=GUILDS, members=MEMBERS, jobs=JOBS_EACH)
DBOS = {
    "2 a guild, poll 1 s (default)": ("2", "narrow", "1.0"),
    "2 a guild, poll 0.01 s": ("2", "narrow", "0.01"),
    "1 a guild, poll 0.01 s": ("1", "narrow", "0.01"),
    "1 a guild, poll 0.1 s, any number at a time": ("1", "wide", "0.1"),
}
OURS = "Restyle: 2 a guild, 1 a member, guilds in turn"
BOOKS = "the same, and its books kept"
MINIMUM = "first in, first out: no caps, no turns"
Contender = Callable[[int], Awaitable[float]]
"""Measured with so many jobs of a busy guild in front."""


async def test_rivals_on_postgresql(postgres: PostgresServer) -> None:
    """On one PostgreSQL we are ahead of procrastinate with a lock per guild and of DBOS with a partition per guild."""
    procrastinate = f"procrastinate {_version('procrastinate')}"
    contenders: dict[str, Contender] = {
        MINIMUM: lambda flood: _fifo(postgres, flood),
        OURS: lambda flood: _ours(postgres, flood, crowd.leave),
        BOOKS: lambda flood: _ours(postgres, flood, crowd.complete),
        f"{procrastinate}: a lock per guild": lambda flood: _procrastinate(postgres, "locked", flood),
        f"{procrastinate}: no locks": lambda flood: _procrastinate(postgres, "free", flood),
    }
    await _compete("PostgreSQL", contenders | _dbos(postgres), BUSY)


async def test_rivals_on_sqlite(kinds: dict[str, Stores]) -> None:
    """On SQLite, which DBOS can use too, we are ahead of its partitioned queues."""
    files = kinds["SQLite"]
    contenders: dict[str, Contender] = {
        MINIMUM: lambda flood: _fifo(files, flood),
        OURS: lambda flood: _ours(files, flood, crowd.leave),
        BOOKS: lambda flood: _ours(files, flood, crowd.complete),
    }
    await _compete("SQLite", contenders | _dbos(files), EVEN)


async def _compete(kind: str, contenders: dict[str, Contender], floods: dict[str, int]) -> None:
    rates = {(name, flood): list[float]() for name in contenders for flood in floods.values()}
    # In turn, so that the machine's mood meets everybody.
    for _ in range(PASSES):
        for (name, flood), measured in rates.items():
            measured.append(await contenders[name](flood))
    rows = [
        (name, *(cell for flood in floods.values() for cell in _cells(rates, name, flood)), _target(name))
        for name in contenders
    ]
    columns = ("", *(cell for name in floods for cell in (f"{name}, jobs/s", "ours to it")), "target")
    caption = (
        f"{JOBS:,} jobs of {GUILDS} guilds, {WIDTH} at a time, one process each; {PATIENCE_SECONDS:g} s at most; "
        "the busy guild has 5,000 more in front"
    )
    show(f"Rivals on {kind}", columns, rows, caption=caption)


def _cells(rates: dict[tuple[str, int], list[float]], name: str, flood: int) -> tuple[str, str]:
    measured = rates[name, flood]
    shown = " / ".join(f"{rate:,.0f}" for rate in measured)
    return shown, f"{median(rates[OURS, flood]) / median(measured):.2f}"


def _target(name: str) -> str:
    if name in {OURS, BOOKS} or "no locks" in name or "any number" in name:
        return ""
    return "the price" if name == MINIMUM else "> 1"


async def _ours(kind: Stores, flood: int, end: crowd.Ending) -> float:
    busy = [Backlog(guilds=1, members=MEMBERS, jobs=flood // MEMBERS)] if flood else []
    async with AsyncExitStack() as stack:
        database = await _opened(stack, kind, lambda opened: fill(opened, EVERYBODY, *busy))
        return (await crowd.work_off(database, JOBS, end=end)).rate


async def _fifo(kind: Stores, flood: int) -> float:
    async with AsyncExitStack() as stack:
        database = await _opened(stack, kind, lambda opened: opened.run_raw(lambda c: fifo.prepare(c, JOBS + flood)))
        return (await fifo.drain(database)).rate


async def _opened(
    stack: AsyncExitStack, kind: Stores, prepare: Callable[[SqlDatabase], Awaitable[object]]
) -> SqlDatabase:
    address = await stack.enter_async_context(kind.fresh())
    async with open_database(address) as database:
        await prepare(database)
    await settle_down(address)
    database = await stack.enter_async_context(open_database(address))
    # Rivals open their connections before they are measured, too.
    await asyncio.gather(*(database.ping() for _ in range(WIDTH)))
    return database


async def _procrastinate(server: PostgresServer, locked: str, flood: int) -> float:
    async with server.fresh(migrated=False) as address:
        return await _rival("procrastinate_drain", _driverless(address), locked, str(flood))


def _dbos(kind: Stores) -> dict[str, Contender]:
    async def drained(settings: tuple[str, ...], flood: int) -> float:
        async with kind.fresh(migrated=False) as address:
            return await _rival("dbos_drain", _driverless(address), *settings, str(flood))

    name = f"DBOS {_version('dbos')}"
    return {f"{name}: {rule}": lambda flood, s=settings: drained(s, flood) for rule, settings in DBOS.items()}


def _driverless(address: str) -> str:
    url = sa.make_url(address)
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=False)


async def _rival(module: str, *arguments: str) -> float:
    command = (sys.executable, "-m", "tests.benchmarks.queue.rivals", module, *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    assert process.returncode == 0
    return float(output.split()[-1])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        pytest.skip(f"{package} is not installed: run `uv run poe bench-queue`")
