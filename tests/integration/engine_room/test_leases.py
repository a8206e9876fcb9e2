"""Leases, interruption and draining."""

import asyncio
from datetime import timedelta

from bot.domain.job import State
from bot.ports import Topic
from tests.factories import present
from tests.integration.engine_room.steps import held, later, true
from tests.integration.room import (
    ALICE,
    BOB,
    SLOTS,
    Room,
    World,
    eventually,
    open_room,
    reached,
)


async def test_a_lost_lease_stops_the_work(room: Room) -> None:
    """Whoever finds its job taken by somebody else stops and changes nothing."""
    gate = room.world.engine.script.gate("wait")
    job = await room.ask()
    await reached(gate.reached)
    held = await room.job(job.key)
    assert await room.world.database.run(lambda tx: tx.jobs.release(held, later(room), room.boot))
    soon = later(room)
    taken = await room.world.database.run(lambda tx: tx.jobs.claim(soon, soon + timedelta(seconds=1), "another boot"))
    assert present(taken).key == job.key
    room.world.clock.advance(20)
    await eventually(lambda: true("lease.lost" in room.world.events.names()))
    await room.pass_time(300)
    await room.ended(job.key)
    assert room.world.events.names().count("job.done") == 1


async def test_a_kept_lease_outlives_its_first_length(room: Room) -> None:
    """As long as somebody works on it, a job is no orphan, however long it takes."""
    gate = room.world.engine.script.gate("wait")
    job = await room.ask()
    await reached(gate.reached)
    for _ in range(9):
        room.world.clock.advance(20)
        await eventually(lambda: held(room, job))
    assert await room.lifeline.rescue() == 0
    gate.opened.set()
    await room.ended(job.key)
    assert room.world.engine.accepted == [job.key]


async def test_a_job_taken_again_replaces_the_attempt_that_lost_it(room: Room) -> None:
    """After a stall the same process may take its own job again; the first attempt stops, a cancel finds the second."""
    script = room.world.engine.script
    stalled = script.gate("wait")
    job = await room.ask()
    await reached(stalled.reached)
    held = await room.job(job.key)
    again = script.gate("wait")
    await room.world.database.run(lambda tx: tx.jobs.release(held, later(room), room.boot))
    room.wakeup.notify(*Topic)
    await reached(again.reached)
    await room.cancel(job)
    await eventually(lambda: true(not room.worker._held))
    assert script.calls["wait"] == 2
    # The first attempt's slot is free as well.
    await eventually(lambda: true(room.worker._slots._value == SLOTS))


async def test_a_drain_finishes_what_runs_and_takes_nothing_more(world: World) -> None:
    """A stop lets the running job end; what only waited for a slot stays for the next start."""
    gate = world.engine.script.gate("wait")
    async with open_room(world, slots=1) as room:
        running, waiting = await room.ask(user=ALICE), await room.ask(user=BOB)
        await reached(gate.reached)
        await room.until(waiting.key, lambda job: job.state is State.WAITING)
        draining = asyncio.create_task(room.worker.drain(10))
        await asyncio.sleep(0)
        gate.opened.set()
        await draining
        await room.ended(running.key)
        room.wakeup.notify(*Topic)
        async with asyncio.timeout(30):
            await room._loops[2]
        assert (await room.job(waiting.key)).state is State.WAITING


async def test_a_drain_lets_go_of_what_takes_too_long(world: World) -> None:
    """A job that does not end in time is left as it is, and the next start goes on with it."""
    gate = world.engine.script.gate("wait")
    async with open_room(world) as first:
        job = await first.ask()
        await reached(gate.reached)
        await first.worker.drain(0)
        assert (await first.job(job.key)).state is State.SUBMITTED
        assert not first.worker._held
    async with open_room(world) as second:
        await second.ended(job.key)
    assert world.engine.accepted == [job.key]


async def test_a_drain_waits_for_what_is_just_being_taken(world: World) -> None:
    """A job claimed while the stop was asked for is finished like the others, not dropped."""
    async with open_room(world) as room:
        gate = world.engine.script.gate("submit")
        job = await room.ask()
        await room.until(job.key, lambda each: each.state is State.WAITING or each.started is not None)
        drained = asyncio.create_task(room.worker.drain(10))
        await asyncio.sleep(0)
        gate.opened.set()
        await drained
        state = (await room.job(job.key)).state
        assert state in (State.WAITING, State.DONE)
        assert not room.worker._held
