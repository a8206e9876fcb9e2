"""Two steps of a job's life that tests of the line take again and again."""

from datetime import timedelta

from bot.domain.job import Job, NewJob, State
from bot.domain.request import MessageRef
from bot.ports import Tx
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.factories import present

CARD = MessageRef(channel_id=1, message_id=2)
HOUR = timedelta(hours=1)


async def arrive(database: SqlDatabase, clock: ManualClock, new: NewJob) -> Job:
    """Accepted and acknowledged; its picture is still to be read."""

    def put(tx: Tx) -> Job:
        job = tx.jobs.add(new, clock.now())
        tx.jobs.acknowledge(job.key, CARD)
        return job

    return await database.run(put)


async def read(database: SqlDatabase, clock: ManualClock) -> Job | None:
    """The job that is read next is now in line."""

    def put(tx: Tx) -> Job | None:
        taken = tx.jobs.next_intake(clock.now(), clock.now() + HOUR, "boot")
        return None if taken is None else present(tx.jobs.move(taken.claim, State.WAITING))

    return await database.run(put)


async def queue(database: SqlDatabase, clock: ManualClock, new: NewJob) -> Job:
    """Accepted, acknowledged and in line."""
    await arrive(database, clock, new)
    return present(await read(database, clock))


async def claim(database: SqlDatabase, clock: ManualClock) -> Job | None:
    """Whose turn it is, a millisecond later than whatever came before."""
    clock.advance(0.001)
    return await database.run(lambda tx: tx.jobs.claim(clock.now(), clock.now() + HOUR, "boot"))
