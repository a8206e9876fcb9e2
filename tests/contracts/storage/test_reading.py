"""Whose picture is read next: guilds and their members take turns, whoever has sent how much."""

from collections import Counter

from bot.domain.job import Job, State
from bot.ports import Tx
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.contracts.storage.queueing import arrive, claim, read
from tests.factories import new_job, present

CROWD = 12


async def send(database: SqlDatabase, clock: ManualClock, guild_id: int, user_id: int, count: int = 1) -> list[Job]:
    """So many jobs whose pictures are to be read."""
    return [await arrive(database, clock, new_job(guild_id, user_id)) for _ in range(count)]


async def read_on(database: SqlDatabase, clock: ManualClock, count: int) -> list[Job]:
    """So many are read, one after another."""
    return [present(await read(database, clock)) for _ in range(count)]


def _end(tx: Tx, job: Job, clock: ManualClock) -> None:
    present(tx.jobs.end(job.key, State.FAILED, clock.now(), reason=None, attempt=job.attempt))


async def test_a_flood_does_not_hold_other_guilds_up(database: SqlDatabase, clock: ManualClock) -> None:
    """Once the flooding guild has some in line, whoever came after the flood is read."""
    await send(database, clock, 1, 10, CROWD)
    (late,) = await send(database, clock, 2, 20)
    assert late.key in [each.key for each in await read_on(database, clock, 5)]


async def test_a_flood_does_not_hold_its_own_guild_up(database: SqlDatabase, clock: ManualClock) -> None:
    """A member with nothing in line is read before those who have something there."""
    await send(database, clock, 1, 10, CROWD)
    (late,) = await send(database, clock, 1, 20)
    assert late.key in [each.key for each in await read_on(database, clock, 2)]


async def test_while_reading_holds_all_up_guilds_are_served_alike(database: SqlDatabase, clock: ManualClock) -> None:
    """Each picture that was read is started at once: of a hundred, four guilds have a quarter each."""
    for number in range(100):
        await send(database, clock, 1, number % 5)
        if number < 40:
            for guild_id in (2, 3, 4):
                await send(database, clock, guild_id, number % 5)
    started = Counter[int]()
    for _ in range(100):
        await read_on(database, clock, 1)
        job = present(await claim(database, clock))
        started[job.guild_id] += 1
        await database.run(_end, job, clock)
    assert set(started.values()) == {25}


async def test_whoever_has_enough_in_line_is_read_all_the_same(database: SqlDatabase, clock: ManualClock) -> None:
    """Where nobody lacks anything the oldest is read, until nothing is left."""
    sent = await send(database, clock, 1, 10, CROWD)
    assert [each.key for each in await read_on(database, clock, CROWD)] == [each.key for each in sent]
    assert await read(database, clock) is None
