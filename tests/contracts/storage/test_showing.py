"""Bringing cards in line, by one process at a time, and never leaving an old one standing."""

import asyncio
from datetime import timedelta

from bot.domain.job import Job, Remover, State
from bot.domain.request import MessageRef
from bot.ports import Tx
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.factories import new_job, present

CARD = MessageRef(channel_id=500, message_id=600)
LEASE = timedelta(seconds=15)


def _ended(tx: Tx, clock: ManualClock) -> Job:
    """A job whose card does not say yet that it was cancelled."""
    job = tx.jobs.add(new_job(), clock.now())
    tx.jobs.acknowledge(job.key, CARD)
    return present(close_job(tx, job.key, State.CANCELLED, clock.now()))


def _look(tx: Tx, clock: ManualClock, limit: int = 10) -> list[str]:
    return [job.key for job in tx.jobs.stale(limit, clock.now(), clock.now() + LEASE)]


async def test_one_shows_a_card_at_a_time(database: SqlDatabase, clock: ManualClock) -> None:
    """Whoever looks while others show gets what is left, the oldest first, and all of it once their time is up."""
    keys = [(await database.run(_ended, clock)).key for _ in range(3)]
    assert await database.run(_look, clock, 2) == keys[:2]
    assert await database.run(_look, clock, 2) == keys[2:]
    assert await database.run(_look, clock) == []
    clock.advance(15.001)
    assert await database.run(_look, clock) == keys


async def test_processes_that_look_at_once_share_the_cards(database: SqlDatabase, clock: ManualClock) -> None:
    """No card is given to two."""
    keys = [(await database.run(_ended, clock)).key for _ in range(20)]
    shares = await asyncio.gather(*(database.run(_look, clock, 5) for _ in range(8)))
    given = [key for share in shares for key in share]
    assert len(given) == len(set(given))
    while rest := await database.run(_look, clock):
        given += rest
    assert sorted(given) == keys


async def test_a_card_shown_is_shown(database: SqlDatabase, clock: ManualClock) -> None:
    """What was shown as it is is not shown again, whatever the lease."""
    job = await database.run(_ended, clock)
    await database.run(_look, clock)
    await database.run(lambda tx: tx.jobs.shown(job))
    clock.advance(60)
    assert await database.run(_look, clock) == []


async def test_who_shows_something_old_last_has_it_shown_again(database: SqlDatabase, clock: ManualClock) -> None:
    """A slow process that covers the newer state, which another has shown, marks the job once more."""
    older = await database.run(lambda tx: tx.jobs.add(new_job(), clock.now()))
    await database.run(lambda tx: tx.jobs.acknowledge(older.key, CARD))
    newer = present(await database.run(close_job, older.key, State.CANCELLED, clock.now()))
    await database.run(lambda tx: tx.jobs.shown(newer))
    assert await database.run(_look, clock) == []
    await database.run(lambda tx: tx.jobs.shown(older))
    assert await database.run(_look, clock) == [newer.key]


async def test_a_change_while_its_card_is_shown_is_shown_as_well(database: SqlDatabase, clock: ManualClock) -> None:
    """Also one that neither moves the job nor takes an attempt, as when its result is deleted."""
    job = await database.run(_ended, clock)
    await database.run(_look, clock)
    await database.run(lambda tx: tx.jobs.deleted(job.key, Remover.OWNER))
    await database.run(lambda tx: tx.jobs.shown(job))
    assert await database.run(_look, clock) == [job.key]
