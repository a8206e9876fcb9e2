"""What the bot does with its store, without Discord and an engine around it: accept, put in line, claim, complete.

Everything goes through the ports that services and workers use. A job is completed as failed, because only a message
with its picture makes it done, but with the picture spent: the statements are those of a job that was done.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta

from bot.clock import RandomIds, SystemClock
from bot.domain.job import Job, NewJob, State, Ticket
from bot.domain.limits import Spent
from bot.domain.request import MessageRef, Requester
from bot.ports import Tx
from bot.services.admission import Admission
from bot.services.closing import close_job
from bot.services.forecast import Forecast
from bot.services.tickets import Tickets
from bot.storage.database import SqlDatabase
from tests.benchmarks.queue.figures import Stopwatch
from tests.factories import new_job

WORKERS = 8
BOOT = "benchmark"
_CLOCK = SystemClock()
_IDS = RandomIds()
_ADMISSION = Admission(daily_pictures=1_000_000, zone="UTC")
_TICKETS = Tickets(forecast=Forecast())
_LEASE = timedelta(minutes=5)
_BATCH = 50
_CARD = MessageRef(channel_id=1, message_id=2)
_interactions = itertools.count(1 << 60)

Member = tuple[int, int]
"""A guild and a user of it."""
Ending = Callable[[SqlDatabase, Job], Awaitable[None]]


def request(member: Member) -> NewJob:
    """A job as `/restyle` makes it, under a random key as in life."""
    guild_id, user_id = member
    key = _IDS.key()
    requester = Requester(
        guild_id=guild_id, user_id=user_id, interaction_id=next(_interactions), upload_limit=10_000_000
    )
    return new_job(key=key, root=key, requester=requester, boot=BOOT)


def reserve(tx: Tx, new: NewJob) -> tuple[Job, Ticket]:
    """The transaction that a person's three seconds wait for: the row, the allowance, the place in line."""
    now = _CLOCK.now()
    job = tx.jobs.add(new, now)
    taken = _ADMISSION.admit(tx, job, new.requester, now)
    return job, _TICKETS.of(tx, job, now, taken)


async def accept(database: SqlDatabase, member: Member) -> Job:
    """What the bot writes before it answers."""
    job, _ = await database.run(reserve, request(member))
    return job


async def accept_all(database: SqlDatabase, members: Sequence[Member], *, callers: int) -> tuple[list[str], Stopwatch]:
    """Accept one job for each, by so many callers at once; returns the keys and how long it took."""
    waiting, keys = iter(members), list[str]()

    async def call() -> None:
        for member in waiting:
            job = await watch.time(lambda member=member: accept(database, member))
            keys.append(job.key)

    with Stopwatch() as watch:
        await asyncio.gather(*(call() for _ in range(callers)))
    return keys, watch


async def line_up(database: SqlDatabase, keys: Sequence[str]) -> None:
    """Acknowledge these jobs, have their pictures read, and put them in line."""
    for start in range(0, len(keys), _BATCH):
        await database.run(_line_up, keys[start : start + _BATCH])


def claim_in(tx: Tx) -> Job | None:
    """Claim the job whose turn it is."""
    now = _CLOCK.now()
    return tx.jobs.claim(now, now + _LEASE, BOOT)


async def complete(database: SqlDatabase, job: Job) -> None:
    """End a job and keep the books of it: its allowance is settled, and the server's figures grow."""
    made = Spent(pictures=job.wish.count)
    ended = await database.run(close_job, job.key, State.FAILED, _CLOCK.now(), attempt=job.attempt, spent=made)
    assert ended is not None


async def leave(database: SqlDatabase, job: Job) -> None:
    """End a job as far as the line is concerned."""
    now = _CLOCK.now()
    ended = await database.run(lambda tx: tx.jobs.end(job.key, State.FAILED, now, reason=None, attempt=job.attempt))
    assert ended is not None


async def work_off(database: SqlDatabase, jobs: int, *, end: Ending = complete) -> Stopwatch:
    """Claim so many jobs, do nothing, and end them, with eight workers; a call is one job's round."""
    return await _work(database, iter(range(jobs)), end)


async def work_until(database: SqlDatabase, enough: asyncio.Event) -> Stopwatch:
    """The same until told otherwise."""
    return await _work(database, itertools.takewhile(lambda _: not enough.is_set(), itertools.count()), complete)


async def _work(database: SqlDatabase, due: Iterator[int], end: Ending) -> Stopwatch:
    async def work() -> None:
        for _ in due:
            await watch.time(lambda: _one(database, end))

    with Stopwatch() as watch:
        await asyncio.gather(*(work() for _ in range(WORKERS)))
    return watch


async def _one(database: SqlDatabase, end: Ending) -> None:
    # None means "nothing for you now": somebody else holds what could be claimed.
    while (job := await database.run(claim_in)) is None:
        pass
    await end(database, job)


def read_next(tx: Tx, key: str) -> Job:
    """Acknowledge a job and lease it to have its picture read; there must be no other to be read."""
    now = _CLOCK.now()
    tx.jobs.acknowledge(key, _CARD)
    job = tx.jobs.next_intake(now, now + _LEASE, BOOT)
    assert job is not None
    return job


def call_off(tx: Tx, key: str) -> None:
    """End a job that nobody has claimed."""
    assert close_job(tx, key, State.CANCELLED, _CLOCK.now()) is not None


def _line_up(tx: Tx, keys: Sequence[str]) -> None:
    now = _CLOCK.now()
    for key in keys:
        tx.jobs.acknowledge(key, _CARD)
    while (job := tx.jobs.next_intake(now, now + _LEASE, BOOT)) is not None:
        tx.jobs.move(job.claim, State.WAITING)
