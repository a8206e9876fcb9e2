"""Bringing cards in line: by one process at a time, with rests in between, and no old one left standing."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.domain.job import CARD_FOLLOWS, CARD_RESTS, Job, Remover, State
from bot.domain.request import MessageRef
from bot.domain.result import Phase, Progress
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


def _waiting(tx: Tx, clock: ManualClock, face: str = "waiting") -> Job:
    """A job in line whose card says so."""
    job = tx.jobs.add(new_job(), clock.now())
    tx.jobs.acknowledge(job.key, CARD, "accepted")
    taken = present(tx.jobs.next_intake(clock.now(), clock.now() + LEASE, "boot"))
    moved = present(tx.jobs.move(taken.claim, State.WAITING))
    tx.jobs.shown(moved, face, clock.now() + CARD_RESTS)
    return moved


def _shown(tx: Tx, job: Job, clock: ManualClock, *, lease: datetime | None = None) -> None:
    tx.jobs.shown(job, "face", clock.now() + CARD_RESTS, lease=lease)


def _faces(tx: Tx, clock: ManualClock) -> list[str | None]:
    return [job.face for job in tx.jobs.stale(10, clock.now(), clock.now() + LEASE)]


def _call(tx: Tx, clock: ManualClock, limit: int = 10) -> int:
    return tx.jobs.call_waiting(limit, clock.now(), clock.now() - CARD_FOLLOWS)


def _look(tx: Tx, clock: ManualClock, limit: int = 10) -> list[str]:
    return [job.key for job in tx.jobs.stale(limit, clock.now(), clock.now() + LEASE)]


async def test_one_shows_a_card_at_a_time(database: SqlDatabase, clock: ManualClock) -> None:
    """Whoever looks while others show gets what is left, the oldest first, and all of it once their time is up."""
    keys = [(await database.run(_ended, clock)).key for _ in range(3)]
    assert await database.run(_look, clock, 2) == keys[:2]
    assert await database.run(_look, clock, 2) == keys[2:]
    assert await database.run(_look, clock) == []
    clock.advance(15)
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
    await database.run(_shown, job, clock, lease=clock.now() + LEASE)
    clock.advance(60)
    assert await database.run(_look, clock) == []
    assert await database.run(lambda tx: tx.jobs.stale_from()) is None


async def test_who_shows_something_old_last_has_it_shown_again(database: SqlDatabase, clock: ManualClock) -> None:
    """A slow process that covers the newer state, which another has shown, marks the job once more."""
    older = await database.run(lambda tx: tx.jobs.add(new_job(), clock.now()))
    await database.run(lambda tx: tx.jobs.acknowledge(older.key, CARD))
    newer = present(await database.run(close_job, older.key, State.CANCELLED, clock.now()))
    await database.run(_shown, newer, clock)
    clock.advance(3)
    assert await database.run(_look, clock) == []
    await database.run(_shown, older, clock)
    clock.advance(3)
    assert await database.run(_look, clock) == [newer.key]


async def test_a_change_while_its_card_is_shown_is_shown_as_well(database: SqlDatabase, clock: ManualClock) -> None:
    """Also one that neither moves the job nor takes an attempt, as when its result is deleted."""
    job = await database.run(_ended, clock)
    await database.run(_look, clock)
    await database.run(lambda tx: tx.jobs.deleted(job.key, Remover.OWNER))
    await database.run(_shown, job, clock, lease=clock.now() + LEASE)
    clock.advance(3)
    assert await database.run(_look, clock) == [job.key]


async def test_a_card_rests_after_it_was_changed(database: SqlDatabase, clock: ManualClock) -> None:
    """The first change may be shown at once; whatever comes in the three seconds after it is given out once, after."""
    job = await database.run(_ended, clock)
    assert await database.run(_look, clock) == [job.key]
    await database.run(_shown, job, clock, lease=clock.now() + LEASE)
    for _ in range(5):
        clock.advance(0.5)
        await database.run(lambda tx: tx.jobs.refresh(job.key))
        assert await database.run(_look, clock) == []
    assert await database.run(lambda tx: tx.jobs.stale_from()) == clock.now() + timedelta(seconds=0.5)
    clock.advance(0.5)
    assert await database.run(_look, clock) == [job.key]
    assert await database.run(_look, clock) == []


async def test_a_card_that_was_changed_by_the_work_itself_rests_too(database: SqlDatabase, clock: ManualClock) -> None:
    """What is known to be on it is not stale, and what comes next waits its three seconds."""
    job = await database.run(_waiting, clock)
    assert await database.run(_look, clock) == []
    await database.run(lambda tx: tx.jobs.refresh(job.key))
    assert await database.run(_look, clock) == []
    clock.advance(3)
    assert await database.run(_faces, clock) == ["waiting"]


async def test_nobody_relies_on_a_face_that_somebody_is_at(database: SqlDatabase, clock: ManualClock) -> None:
    """Whoever takes a card learns what it says; if they die with it, the next one has to show it, whatever it says."""
    job = await database.run(_waiting, clock)
    await database.run(lambda tx: tx.jobs.refresh(job.key))
    clock.advance(3)
    assert await database.run(_faces, clock) == ["waiting"]
    clock.advance(15)
    assert await database.run(_faces, clock) == [None]


async def test_who_comes_too_late_has_the_card_shown_again(database: SqlDatabase, clock: ManualClock) -> None:
    """Where another has taken it since, nobody knows whose change came last: it is stale, and its face unknown."""
    job = await database.run(_ended, clock)
    await database.run(_look, clock)
    first = clock.now() + LEASE
    clock.advance(15)
    await database.run(_look, clock)
    second = clock.now() + LEASE
    await database.run(_shown, job, clock, lease=second)
    await database.run(_shown, job, clock, lease=first)
    clock.advance(3)
    assert await database.run(_faces, clock) == [None]


async def test_what_the_engine_says_is_told_once(database: SqlDatabase, clock: ManualClock) -> None:
    """A card is stale for news of the order, not for hearing the same again, and forgets them with the next move."""
    await database.run(_waiting, clock)
    job = present(await database.run(lambda tx: tx.jobs.claim(clock.now(), clock.now() + LEASE, "boot")))
    news = Progress(phase=Phase.DRAWING, fraction=0.25)
    for expected in (True, False):
        await database.run(lambda tx: tx.jobs.progress(job.claim, news))
        clock.advance(3)
        found = await database.run(lambda tx: tx.jobs.stale(10, clock.now(), clock.now() + LEASE))
        assert [each.progress for each in found] == ([news] if expected else [])
        for each in found:
            await database.run(_shown, each, clock, lease=clock.now() + LEASE)
    moved = present(await database.run(lambda tx: tx.jobs.move(job.claim, State.SUBMITTING)))
    assert moved.progress is None


async def test_those_in_line_are_called_in_turn(database: SqlDatabase, clock: ManualClock) -> None:
    """Whose card was looked at longest ago comes first, nobody twice before the others, and nobody who rests."""
    jobs = list[Job]()
    for _ in range(3):
        jobs.append(await database.run(_waiting, clock))
        clock.advance(1)
    assert await database.run(_call, clock) == 0
    clock.advance(3)
    assert await database.run(_call, clock, 2) == 2
    assert await database.run(_look, clock) == [job.key for job in jobs[:2]]
    assert await database.run(_call, clock, 2) == 1
    assert await database.run(_look, clock) == [jobs[2].key]
    assert await database.run(_call, clock) == 0


@pytest.mark.parametrize("minutes", [49, 51])
async def test_the_old_are_not_called(database: SqlDatabase, clock: ManualClock, minutes: int) -> None:
    """After fifty minutes a card in line stays as it is, and is in nobody's way."""
    old = await database.run(_waiting, clock)
    clock.advance(60 * minutes)
    young = await database.run(_waiting, clock)
    clock.advance(4)
    assert await database.run(_call, clock, 1) == 1
    assert await database.run(_look, clock) == ([old.key] if minutes < 50 else [])
    await database.run(_call, clock, 1)
    assert await database.run(_look, clock) == [young.key]


async def test_who_has_left_the_line_is_not_called(database: SqlDatabase, clock: ManualClock) -> None:
    """Their cards change with the job."""
    await database.run(_waiting, clock)
    clock.advance(4)
    await database.run(lambda tx: tx.jobs.claim(clock.now(), clock.now() + LEASE, "boot"))
    assert await database.run(_call, clock) == 0
