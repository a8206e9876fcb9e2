"""The allowances: what is taken is taken whole, settled or given back once, and counters equal their entries."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.domain.job import State
from bot.domain.limits import Measure, Spent, Usage
from bot.domain.money import Money
from bot.domain.windows import Span, window
from bot.ports import Tx
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.factories import new_job

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = window(Span.DAY, NOW, "UTC")
MINE = Usage(rule="5 a day", subject="member:1:10:pictures", window=TODAY, limit=5)
OURS = Usage(rule="9 a day", subject="guild:1:pictures", window=TODAY, limit=9)
BUDGET = Usage(rule="$1 a day", subject="operator:money", window=TODAY, limit=1_000_000, measure=Measure.MONEY)


@pytest.fixture
def clock() -> ManualClock:
    moment = ManualClock()
    moment.time = NOW
    return moment


async def job(database: SqlDatabase, clock: ManualClock) -> str:
    return await database.run(lambda tx: tx.jobs.add(new_job(), clock.now()).key)


async def reserve(database: SqlDatabase, key: str, *wanted: tuple[Usage, int]) -> list[int | None]:
    return await database.run(lambda tx: [tx.ledger.reserve(key, usage, amount) for usage, amount in wanted])


async def used(database: SqlDatabase, *usages: Usage) -> list[int]:
    return await database.run(lambda tx: [tx.ledger.used(usage) for usage in usages])


async def imbalance(database: SqlDatabase) -> int:
    return await database.run(lambda tx: tx.ledger.imbalance())


# Taking


async def test_what_is_taken_counts_at_once(database: SqlDatabase, clock: ManualClock) -> None:
    """Whoever takes is told what counts by then; another window and another subject are not touched."""
    key, other = await job(database, clock), await job(database, clock)
    assert await reserve(database, key, (MINE, 2), (OURS, 2)) == [2, 2]
    assert await reserve(database, other, (OURS, 3)) == [5]
    tomorrow = Usage(rule="", subject=MINE.subject, window=window(Span.DAY, TODAY.resets_at, "UTC"), limit=5)
    assert await used(database, MINE, OURS, tomorrow) == [2, 5, 0]


async def test_all_or_nothing_is_taken(database: SqlDatabase, clock: ManualClock) -> None:
    """What does not fit whole is refused and counts nothing, also as the first of its window."""
    assert await reserve(database, await job(database, clock), (MINE, 6)) == [None]
    assert await reserve(database, await job(database, clock), (MINE, 3)) == [3]
    assert await reserve(database, await job(database, clock), (MINE, 3)) == [None]
    assert await reserve(database, await job(database, clock), (MINE, 2)) == [5]
    assert await used(database, MINE) == [5]
    assert await imbalance(database) == 0


async def test_nothing_remains_of_a_transaction_that_was_refused(database: SqlDatabase, clock: ManualClock) -> None:
    """Neither the job nor what it had taken before another counter was found empty."""

    def refuse(tx: Tx) -> None:
        added = tx.jobs.add(new_job(), clock.now())
        assert tx.ledger.reserve(added.key, MINE, 1) == 1
        raise LookupError

    with pytest.raises(LookupError):
        await database.run(refuse)
    counts = await database.run_raw(
        lambda c: [c.scalar(sa.text(f"SELECT count(*) FROM {each}")) for each in ("job", "usage", "ledger", "guild")]
    )
    assert counts == [0, 0, 0, 0]


# Closing


async def test_closing_settles_and_gives_the_rest_back(database: SqlDatabase, clock: ManualClock) -> None:
    """Each measure by itself: pictures by what was made, money by the bill."""
    key = await job(database, clock)
    await reserve(database, key, (MINE, 4), (OURS, 4), (BUDGET, 400_000))
    await database.run(close_job, key, State.FAILED, clock.now(), spent=Spent(pictures=3, money=Money(180_000)))
    assert await used(database, MINE, OURS, BUDGET) == [3, 3, 180_000]
    assert await imbalance(database) == 0


@pytest.mark.parametrize(
    ("spent", "counts"),
    [
        (Spent(), [0, 0]),
        (Spent(pictures=9), [2, 0]),
        (Spent(pictures=1, money=Money(900_000)), [1, 900_000]),
        (Spent(money=None), [0, 400_000]),
    ],
    ids=["nothing", "more pictures than were set aside", "a higher bill", "nobody knows the bill"],
)
async def test_what_a_job_came_to(database: SqlDatabase, clock: ManualClock, spent: Spent, counts: list[int]) -> None:
    """Pictures never count for more than was set aside; a bill stands, and an unknown one is booked whole."""
    key = await job(database, clock)
    await reserve(database, key, (MINE, 2), (BUDGET, 400_000))
    await database.run(close_job, key, State.FAILED, clock.now(), spent=spent)
    assert await used(database, MINE, BUDGET) == counts
    assert await imbalance(database) == 0


async def test_a_job_is_closed_once(database: SqlDatabase, clock: ManualClock) -> None:
    """Whatever is said of it later changes nothing."""
    key = await job(database, clock)
    await reserve(database, key, (MINE, 4))
    for spent in (Spent(pictures=2), Spent(), Spent(pictures=4)):
        await database.run(lambda tx, spent=spent: tx.ledger.close(key, spent))
    assert await used(database, MINE) == [2]


async def test_a_job_is_closed_in_the_window_it_was_taken_from(database: SqlDatabase, clock: ManualClock) -> None:
    """One that ends after midnight gives back to the day before."""
    key = await job(database, clock)
    await reserve(database, key, (MINE, 4))
    clock.time = TODAY.resets_at
    tomorrow = Usage(rule="", subject=MINE.subject, window=window(Span.DAY, clock.now(), "UTC"), limit=5)
    await reserve(database, await job(database, clock), (tomorrow, 1))
    await database.run(close_job, key, State.FAILED, clock.now())
    assert await used(database, MINE, tomorrow) == [0, 1]


# Looking at it


async def test_a_jobs_counters_are_told_as_they_stand(database: SqlDatabase, clock: ManualClock) -> None:
    """With the limits and rules of the time it was taken, what all have used by now, and when it begins anew."""
    key = await job(database, clock)
    await reserve(database, key, (MINE, 1), (OURS, 1), (BUDGET, 60_000))
    await reserve(database, await job(database, clock), (OURS, 3))
    told = await database.run(lambda tx: tx.ledger.of_job(key))
    assert [each.usage for each in told] == [OURS, MINE, BUDGET]
    assert [(each.used, each.left) for each in told] == [(4, 5), (1, 4), (60_000, 940_000)]


# Forgiving


async def test_what_is_forgiven_counts_no_more(database: SqlDatabase, clock: ManualClock) -> None:
    """It can be had again, and is told once; the books still balance."""
    done = await job(database, clock)
    await reserve(database, done, (MINE, 5))
    await database.run(close_job, done, State.FAILED, clock.now(), spent=Spent(pictures=5))
    assert await reserve(database, await job(database, clock), (MINE, 1)) == [None]
    assert await database.run(lambda tx: [tx.ledger.forgive(MINE) for _ in range(2)]) == [5, 0]
    assert await used(database, MINE) == [0]
    assert await reserve(database, await job(database, clock), (MINE, 5)) == [5]
    assert await reserve(database, await job(database, clock), (MINE, 1)) == [None]
    assert await imbalance(database) == 0


async def test_what_is_open_is_not_forgiven(database: SqlDatabase, clock: ManualClock) -> None:
    """Or a job that is cancelled after that would give back what it no longer holds."""
    done, running = await job(database, clock), await job(database, clock)
    await reserve(database, done, (MINE, 2))
    await reserve(database, running, (MINE, 3))
    await database.run(close_job, done, State.FAILED, clock.now(), spent=Spent(pictures=2))
    assert await database.run(lambda tx: tx.ledger.forgive(MINE)) == 2
    assert await used(database, MINE) == [3]
    await database.run(close_job, running, State.CANCELLED, clock.now())
    assert await used(database, MINE) == [0]
    assert await imbalance(database) == 0


async def test_where_nothing_was_taken_nothing_is_forgiven(database: SqlDatabase) -> None:
    """And nothing is there afterwards."""
    assert await database.run(lambda tx: tx.ledger.forgive(MINE)) == 0
    assert await used(database, MINE) == [0]


# The books


async def test_an_imbalance_is_seen(database: SqlDatabase, clock: ManualClock) -> None:
    """A counter that differs from its entries, and an entry that outlived its job, are told by how much."""
    key = await job(database, clock)
    await reserve(database, key, (MINE, 2), (OURS, 2))
    assert await imbalance(database) == 0
    drift = sa.text("UPDATE usage SET used = used + 3 WHERE subject = :subject")
    await database.run_raw(lambda c: c.execute(drift, {"subject": MINE.subject}))
    assert await imbalance(database) == 3
    await database.run_raw(lambda c: c.execute(sa.text("UPDATE job SET lane = 'ended'")))
    assert await imbalance(database) == 7
