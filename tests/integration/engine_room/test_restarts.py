"""What a crash leaves at any point, the next start brings to an end."""

import asyncio

import pytest

from bot.domain.errors import DiscordBusy
from bot.domain.job import State
from tests.fakes.cards import KeptReply
from tests.integration.engine_room.steps import LIMIT, script
from tests.integration.room import (
    ALICE,
    BOB,
    MODERATOR,
    Room,
    World,
    open_room,
    reached,
)

CRASHES = ["submit", "submit.accepted", "wait", "fetch", "deliver", "deliver.posted"]


@pytest.mark.parametrize("call", ["admit", "attach_source", "source_url", *CRASHES])
async def test_a_restart_finishes_what_a_crash_left(world: World, call: str) -> None:
    """Killed anywhere, a job on a free engine is taken up at once by the next start and delivered exactly once."""
    gate = script(world, call).gate(call)
    async with open_room(world) as first:
        job = await first.ask()
        await reached(gate.reached)
        await first.kill()
    world.engine.lose_orders()
    async with open_room(world) as second:
        done = await second.ended(job.key)
        assert done.result == world.cards.posts[job.key][0].message
        assert await second.left() == LIMIT - 1


@pytest.mark.parametrize("call", CRASHES)
async def test_a_paid_order_is_never_sent_twice(paid: World, call: str) -> None:
    """An order that the engine knows goes on; where it knows of none the job ends as unknown and costs nothing."""
    gate = script(paid, call).gate(call)
    async with open_room(paid) as first:
        job = await first.ask()
        await reached(gate.reached)
        await first.kill()
    async with open_room(paid) as second:
        lost = call == "submit"
        await second.ended(job.key, State.UNKNOWN if lost else State.DONE)
        assert len(paid.engine.accepted) == (0 if call == "submit" else 1)
        assert await second.left() == (LIMIT if lost else LIMIT - 1)


async def test_a_paid_order_the_engine_lost_fails(paid: World) -> None:
    """It is not ordered again by itself."""
    gate = paid.engine.script.gate("wait")
    async with open_room(paid) as room:
        job = await room.ask()
        await reached(gate.reached)
        paid.engine.lose_orders()
        gate.opened.set()
        await room.ended(job.key, State.FAILED)


async def test_a_waiting_job_keeps_its_place_over_a_restart(world: World) -> None:
    """What was in line is in line, in the same order."""
    gate = world.engine.script.gate("submit")
    async with open_room(world) as first:
        running = await first.ask()
        await reached(gate.reached)
        waiting = [await first.ask(user=user) for user in (ALICE, ALICE)]
        for job in waiting:
            await first.until(job.key, lambda each: each.state is State.WAITING)
        await first.kill()
    async with open_room(world, slots=1) as second:
        for job in (running, *waiting):
            await second.ended(job.key)
    assert world.engine.accepted == [running.key, *(job.key for job in waiting)]


async def _cut_off(room: Room, *, at: str, user: int = ALICE) -> None:
    """Ask, and come no further than that point of the answer."""
    reply = KeptReply(room.world.cards)
    gate = reply.script.gate(at)
    asking = asyncio.create_task(room.ask(user=user, reply=reply))
    await reached(gate.reached)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def test_a_request_nobody_saw_accepted_is_closed_by_the_next_start(world: World) -> None:
    """Killed between commit and answer: the job is called off, the allowance is back, the engine never hears of it."""
    async with open_room(world) as first:
        await _cut_off(first, at="card")
        assert await first.left() == LIMIT - 1
        await first.kill()
    async with open_room(world) as second:
        await second.ended("key" + "1".zfill(19), State.CANCELLED)
        assert await second.left() == LIMIT
    assert world.engine.accepted == []


@pytest.mark.parametrize("busy", [False, True], ids=["at once", "after an outage"])
async def test_a_card_that_nobody_wrote_down_is_found(world: World, *, busy: bool) -> None:
    """Killed between answer and note: the card is there, and the next start goes on with it, once it can be seen."""
    async with open_room(world) as first:
        await _cut_off(first, at="card.posted")
        await first.kill()
    (card,) = world.cards.shown
    if busy:
        world.cards.script.fail("answered", DiscordBusy())
    async with open_room(world) as second:
        await second.pass_time(61)
        done = await second.ended("key" + "1".zfill(19))
        assert done.card == card
        assert await second.left() == LIMIT - 1


async def test_a_card_that_is_slow_to_be_found_holds_up_nothing(world: World) -> None:
    """While Discord is asked for one card, what a dead process held is given back, and other cards are found."""
    async with open_room(world) as first:
        at_engine = world.engine.script.gate("submit")
        held = await first.ask()
        await reached(at_engine.reached)
        for user in (BOB, MODERATOR):
            await _cut_off(first, at="card.posted", user=user)
        await first.kill()
    second = Room(world, daily_pictures=LIMIT, slots=1)
    slow = world.cards.script.gate("answered")
    rescuing = asyncio.create_task(second.lifeline.rescue())
    await reached(slow.reached)
    second.start()
    await second.ended(held.key)
    await second.ended("key" + "3".zfill(19))
    slow.opened.set()
    await rescuing
    await second.ended("key" + "2".zfill(19))
    await second.kill()


async def test_a_request_without_an_answer_is_closed_in_time(room: Room) -> None:
    """Also without a restart nothing stays reserved for a card that never came."""
    reply = KeptReply(room.world.cards)
    reply.script.fail("card", RuntimeError("a bug in the answer"))
    with pytest.raises(RuntimeError):
        await room.ask(reply=reply)
    assert await room.left() == LIMIT - 1
    await room.pass_time(61)
    assert await room.left() == LIMIT


async def test_more_orphans_than_one_look_finds_are_all_rescued(world: World) -> None:
    """A start takes over everything at once, not in portions."""
    dead = Room(world, daily_pictures=LIMIT, slots=1)
    for user in range(100, 220):
        await dead.ask(user=user)
        await world.database.run(lambda tx: tx.jobs.next_intake(world.clock.now(), world.clock.now(), dead.boot))
    assert await Room(world, daily_pictures=LIMIT, slots=1).lifeline.rescue() == 120
