"""Many at once on the same store: the caps, the limits and the leases hold without anybody waiting for all."""

import asyncio
from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from bot.domain.errors import AllowanceSpent, AlreadyTaken
from bot.domain.job import Job, NewJob, State
from bot.domain.money import Money, Quote
from bot.domain.request import MessageRef
from bot.ports import Tx
from bot.services.admission import Admission
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase, Transaction
from bot.storage.schema import RUNNING
from bot.storage.schema import job as rows
from tests.conftest import ManualClock
from tests.factories import new_job, present

GUILDS, USERS, WORKERS = 50, 3, 8
GUILD_CAP, USER_CAP = 2, 1
CARD = MessageRef(channel_id=1, message_id=2)
HOUR = timedelta(hours=1)


async def test_workers_at_once_keep_the_caps_and_take_nothing_twice(database: SqlDatabase, clock: ManualClock) -> None:
    """Eight workers that claim from fifty guilds never exceed a cap, take no job twice and leave none behind."""
    jobs = [new_job(guild, user) for user in range(1, USERS + 1) for guild in range(1, GUILDS + 1)]
    await asyncio.gather(*(database.run(_queue, job, clock) for job in jobs))
    served: list[str] = []

    async def work() -> None:
        # None means "nothing for you now", so a worker goes on until all are served.
        while len(served) < len(jobs):
            clock.advance(0.001)
            job, users = await database.run_raw(lambda connection: _claim_and_look(connection, clock))
            if job is None:
                continue
            served.append(job.key)
            assert users.total() <= GUILD_CAP
            assert max(users.values()) <= USER_CAP
            await database.run(close_job, job.key, State.FAILED, clock.now(), attempt=job.attempt)

    await asyncio.gather(*(work() for _ in range(WORKERS)))
    assert sorted(served) == sorted(job.key for job in jobs)


async def test_readers_at_once_lease_every_picture_once(database: SqlDatabase, clock: ManualClock) -> None:
    """Of processes that look for pictures to read, no two get the same."""
    for _ in range(20):
        await database.run(_arrive, new_job(), clock)
    leased = await asyncio.gather(*(database.run(_read, clock) for _ in range(30)))
    keys = [job.key for job in leased if job is not None]
    assert len(keys) == len(set(keys))
    while (job := await database.run(_read, clock)) is not None:
        keys.append(job.key)
    assert len(keys) == len(set(keys)) == 20


async def test_one_interaction_delivered_to_many_is_one_job(database: SqlDatabase, clock: ManualClock) -> None:
    """Of processes that hear the same interaction one gets the job."""
    requester = new_job().requester
    outcomes = await asyncio.gather(
        *(database.run(_add, new_job(requester=requester), clock) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Job) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyTaken) for outcome in outcomes) == 7


async def test_rerolls_at_once_get_different_seeds(database: SqlDatabase, clock: ManualClock) -> None:
    """Many who reroll the same picture at the same time all see something new."""
    first = await database.run(_add, new_job(), clock)

    def reroll(tx: Tx) -> int:
        new = new_job(root=first.root)
        wish = new.wish.rerolled(tx.jobs.next_seed(first.root, 1))
        tx.jobs.add(new_job(root=first.root, wish=wish), clock.now())
        return wish.seed or 0

    seeds = await asyncio.gather(*(database.run(reroll) for _ in range(8)))
    assert len(set(seeds)) == 8


async def test_opposite_orders_of_locks_are_untangled(database: SqlDatabase, clock: ManualClock) -> None:
    """Transactions that block each other for ever are run again until each has succeeded."""
    one, two = [(await database.run(_add, new_job(guild), clock)).key for guild in (1, 2)]

    def note_both(tx: Tx, first: str, second: str) -> None:
        tx.jobs.note(first, ("seen",))
        tx.jobs.note(second, ("seen",))
        tx.jobs.refresh(first)

    await asyncio.gather(database.run(note_both, one, two), database.run(note_both, two, one))
    assert [present(await database.run(lambda tx, k=key: tx.jobs.get(k))).notes for key in (one, two)] == [
        ("seen",),
        ("seen",),
    ]


def _add(tx: Tx, new: NewJob, clock: ManualClock) -> Job:
    return tx.jobs.add(new, clock.now())


def _arrive(tx: Tx, new: NewJob, clock: ManualClock) -> None:
    tx.jobs.acknowledge(_add(tx, new, clock).key, CARD)


def _read(tx: Tx, clock: ManualClock) -> Job | None:
    return tx.jobs.next_intake(clock.now(), clock.now() + HOUR, "boot")


def _queue(tx: Tx, new: NewJob, clock: ManualClock) -> None:
    _arrive(tx, new, clock)
    # Not necessarily the same one, but as many are moved into the line as arrive.
    if (taken := _read(tx, clock)) is not None:
        tx.jobs.move(taken.claim, State.WAITING)


def _claim_and_look(connection: sa.Connection, clock: ManualClock) -> tuple[Job | None, Counter[int]]:
    """The job, and how many of its guild's run per user: exact, because the claim has locked the guild's row."""
    job = Transaction(connection).jobs.claim(clock.now(), clock.now() + HOUR, "boot")
    if job is None:
        return None, Counter()
    running = sa.select(rows.c.user_id).where(rows.c.lane == RUNNING, rows.c.guild_id == job.guild_id)
    return job, Counter(connection.scalars(running))


async def test_the_budget_of_all_holds_however_many_ask(database: SqlDatabase, clock: ManualClock) -> None:
    """Of fifty at once from fifty servers, as many are accepted as the day's money allows, round after round."""
    admission = Admission(daily_pictures=50, zone="UTC", daily_money=Money.of("1.00"))
    quote = Quote(about=Money.of("0.06"), at_most=Money.of("0.10"))
    for _ in range(5):
        asked = [new_job(guild, quote=quote) for guild in range(1, 51)]
        outcomes = await asyncio.gather(
            *(database.run(_accept, job, admission, clock) for job in asked), return_exceptions=True
        )
        accepted = [outcome for outcome in outcomes if isinstance(outcome, Job)]
        assert len(accepted) == 10
        assert sum(isinstance(outcome, AllowanceSpent) for outcome in outcomes) == 40
        # What was given back and what was not can be had again.
        for job in accepted:
            await database.run(close_job, job.key, State.CANCELLED, clock.now())


def _accept(tx: Tx, new: NewJob, admission: Admission, clock: ManualClock) -> Job:
    job = tx.jobs.add(new, clock.now())
    admission.admit(tx, job, new.requester, clock.now())
    return job
