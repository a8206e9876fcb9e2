"""The sweeper: about once an hour, in small batches, next to others of its kind, on both databases."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.domain.job import NewJob, State
from bot.domain.limits import Spent
from bot.domain.moderation import Tally
from bot.domain.money import Money
from bot.domain.policy import Block, Retention
from bot.jobs.sweeper import Sweeper
from bot.ports import Tx
from bot.services.admission import Admission
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase
from tests.factories import new_job
from tests.fakes.clock import SteppedClock
from tests.integration.room import Room, World, eventually

ADMISSION = Admission(daily_pictures=50, zone="UTC")
DAY = 86_400


@pytest.fixture
def world(database: SqlDatabase) -> World:
    return World(database=database)


def sweeper(world: World, **settings: int) -> Sweeper:
    return Sweeper(Room(world, daily_pictures=10, slots=1).ports, **settings)


def make(tx: Tx, new: NewJob, clock: SteppedClock) -> None:
    ADMISSION.admit(tx, tx.jobs.add(new, clock.now()), new.requester, clock.now())
    close_job(tx, new.key, State.FAILED, clock.now(), spent=Spent(pictures=1))


async def count(database: SqlDatabase, table: str) -> int:
    return await database.run_raw(lambda c: c.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())


async def test_it_sweeps_soon_after_the_start_and_then_about_every_hour(world: World) -> None:
    """Nobody has to ask: what is over is gone within the hour, give or take a quarter."""
    running = asyncio.create_task(sweeper(world).run())
    for until in (7 * 60, 75 * 60, 75 * 60):
        swept = world.events.names().count("store.swept")
        await asyncio.sleep(0)
        world.clock.advance(until)

        async def again(before: int = swept) -> bool:
            return world.events.names().count("ledger.compared") == before + 1

        await eventually(again)
    running.cancel()


async def test_several_sweep_at_the_same_time(world: World) -> None:
    """Three sweepers delete everything once, a few rows at a time, and the books balance."""
    for number in range(25):
        await world.database.run(make, new_job(user_id=100 + number), world.clock)
    ends = world.clock.now() + timedelta(hours=1)
    for number in range(25):
        block = Block(user_id=number, reason="rude", until=ends)
        await world.database.run(lambda tx, block=block: tx.policies(1).put(block))
    await world.database.run(lambda tx: tx.policies(1).put(Retention(days=1)))
    world.clock.advance(2 * DAY)
    swept = await asyncio.gather(*(sweeper(world, batch=4).sweep() for _ in range(3)))
    left = [await count(world.database, table) for table in ("job", "usage", "ledger", "clause")]
    assert left == [0, 0, 0, 1]
    # A job, a member's counter and a block for each, and the counter of everybody's money.
    assert sum(swept) in {75, 76}
    assert {facts["imbalance"] for name, facts in world.events.all if name == "ledger.compared"} == {0}


async def test_what_has_just_ended_is_left_alone_for_a_while(world: World) -> None:
    """Clocks differ, and somebody may still be counting: an hour passes before a counter goes."""
    await world.database.run(make, new_job(), world.clock)
    world.clock.advance(12 * 3_600 + 60)  # it began at noon, so that the day is over
    await sweeper(world).sweep()
    assert await count(world.database, "usage") > 0
    world.clock.advance(3_600)
    await sweeper(world).sweep()
    assert await count(world.database, "usage") == 0


@pytest.mark.parametrize(("days", "kept"), [(399, 1), (401, 0)])
async def test_figures_are_kept_for_a_year_and_a_little(world: World, days: int, kept: int) -> None:
    """What a server made is known for a year back, for those who compare, and not for ever."""
    made = Tally(hour=world.clock.now(), user_id=1, engine="e", jobs=1, pictures=1, money=Money(0))
    await world.database.run(lambda tx: tx.records(1).tally(made))
    world.clock.advance(days * DAY)
    await sweeper(world).sweep()
    assert await count(world.database, "tally") == kept


async def test_books_that_do_not_balance_are_said(world: World) -> None:
    """A bug in the books is an event of its own, which the operator's alarm listens to."""
    await world.database.run(make, new_job(), world.clock)
    await world.database.run_raw(lambda connection: connection.execute(sa.text("UPDATE usage SET used = used + 2")))
    await sweeper(world).sweep()
    assert ("ledger.unbalanced", {"imbalance": 2}) in world.events.all
