"""Whether the queue slows down as it grows: the same work beside nothing, ten thousand and a million waiting jobs."""

import os
import statistics
from collections import defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from bot.storage.database import SqlDatabase, open_database
from tests.benchmarks.queue import crowd
from tests.benchmarks.queue.figures import Stopwatch, show
from tests.benchmarks.queue.filling import Backlog, fill, settle_down
from tests.contracts.storage.stores import Stores

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

MILLION = int(os.environ.get("RESTYLE_BENCH_MILLION", "1000000"))
"""The largest size; smaller ones are for trying the benchmark out."""
BACKLOGS = {
    "0": Backlog(guilds=1_000, members=5, jobs=0),
    f"{MILLION // 100:,}": Backlog(guilds=1_000, members=5, jobs=MILLION // 500_000, done=MILLION // 100),
    f"{MILLION:,}": Backlog(guilds=10_000, members=20, jobs=MILLION // 200_000, done=MILLION),
}
JOBS = 1_000
PASSES = 3
CALLERS = 8
LOOKS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One round at one size."""

    claims: float
    """Claimed and completed a second."""
    accepts: float
    accept_p99: float
    standing: float
    """Milliseconds."""


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
async def test_flatness(kinds: dict[str, Stores], kind: str) -> None:
    """Claiming and accepting are within 20 % of the empty queue's rates, whatever waits and whatever has ended."""
    passes: defaultdict[str, list[Pass]] = defaultdict(list)
    async with AsyncExitStack() as stack:
        stores = {size: await _filled(stack, kinds[kind], backlog) for size, backlog in BACKLOGS.items()}
        for database, backlog in stores.values():
            await _measure(database, backlog)
        for _ in range(PASSES):
            for size, (database, backlog) in stores.items():
                passes[size].append(await _measure(database, backlog))
    _show(kind, passes)


async def _filled(stack: AsyncExitStack, kind: Stores, backlog: Backlog) -> tuple[SqlDatabase, Backlog]:
    address = await stack.enter_async_context(kind.fresh())
    with Stopwatch() as filling:
        async with open_database(address) as database:
            await fill(database, backlog)
        await settle_down(address)
    print(f"{backlog.waiting:,} waiting and {backlog.done:,} done are there after {filling.elapsed:.0f} s")
    return await stack.enter_async_context(open_database(address)), backlog


async def _measure(database: SqlDatabase, backlog: Backlog) -> Pass:
    members = [backlog.who(number) for number in range(JOBS)]
    keys, accepts = await crowd.accept_all(database, members, callers=CALLERS)
    await crowd.line_up(database, keys)
    with Stopwatch() as standing:
        for key in keys[:LOOKS]:
            await standing.time(lambda key=key: database.run(lambda tx: tx.jobs.standing(key)))
    claims = await crowd.work_off(database, JOBS)
    return Pass(claims=claims.rate, accepts=accepts.rate, accept_p99=accepts.ms(0.99), standing=standing.ms(0.5))


def _show(kind: str, passes: dict[str, list[Pass]]) -> None:
    rows: list[tuple[str, ...]] = []
    empty = passes["0"]
    for size, measured in passes.items():
        claims, accepts = [each.claims for each in measured], [each.accepts for each in measured]
        rows.append(
            (
                size,
                " / ".join(f"{rate:,.0f}" for rate in claims),
                _against([each.claims for each in empty], claims),
                " / ".join(f"{rate:,.0f}" for rate in accepts),
                _against([each.accepts for each in empty], accepts),
                f"{statistics.median(each.accept_p99 for each in measured):.1f}",
                f"{statistics.median(each.standing for each in measured):.2f}",
            )
        )
    columns = ("waiting, as many done", "claim+complete/s", "to empty", "accept/s", "to empty", "p99 ms", "place, ms")
    caption = (
        f"{crowd.WORKERS} workers, {CALLERS} callers, {JOBS:,} jobs a pass, {PASSES} passes in turn; "
        "`to empty` is the ratio of medians, target 0.80 to 1.20"
    )
    show(f"Flatness on {kind}", columns, rows, caption=caption)


def _against(empty: list[float], rates: list[float]) -> str:
    return f"{statistics.median(rates) / statistics.median(empty):.2f}"
