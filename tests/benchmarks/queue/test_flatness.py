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
JOBS = 400
PASSES = 9
"""Many short passes: what else the machine does meets all sizes, and ratios are taken within a pass."""
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
    empty = passes["0"]
    rows = [
        (
            size,
            _spread([each.claims for each in measured]),
            _to_empty([(one.claims, other.claims) for one, other in zip(measured, empty, strict=True)]),
            _spread([each.accepts for each in measured]),
            _to_empty([(one.accepts, other.accepts) for one, other in zip(measured, empty, strict=True)]),
            f"{statistics.median(each.accept_p99 for each in measured):.1f}",
            f"{statistics.median(each.standing for each in measured):.2f}",
        )
        for size, measured in passes.items()
    ]
    columns = ("waiting, as many done", "claim+complete/s", "to empty", "accept/s", "to empty", "p99 ms", "place, ms")
    caption = (
        f"{crowd.WORKERS} workers, {CALLERS} callers, {JOBS:,} jobs a pass; medians of {PASSES} passes in turn, with "
        "quartiles; `to empty` is the median ratio within a pass, target 0.80 to 1.20"
    )
    show(f"Flatness on {kind}", columns, rows, caption=caption)


def _spread(rates: list[float]) -> str:
    low, middle, high = statistics.quantiles(rates, n=4)
    return f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"


def _to_empty(pairs: list[tuple[float, float]]) -> str:
    return f"{statistics.median(rate / empty for rate, empty in pairs):.2f}"
