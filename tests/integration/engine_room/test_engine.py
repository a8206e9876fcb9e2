"""An engine that is busy, refuses, loses orders or never finishes."""

import asyncio

import pytest

from bot.domain.errors import (
    Crashed,
    EngineBusy,
    EngineFailed,
)
from bot.domain.job import State
from bot.domain.request import Wish
from bot.domain.result import Progress
from tests.integration.engine_room.steps import LIMIT, come_round, true, unknown
from tests.integration.room import (
    Room,
    eventually,
    reached,
)
from tests.matrices import matrix


@pytest.mark.parametrize("repeatable", [True, False])
async def test_a_busy_engine_is_asked_again(room: Room, *, repeatable: bool) -> None:
    """An order that was proven not accepted is sent again, whatever the engine costs."""
    room.world.engine.repeatable = repeatable
    room.world.engine.script.fail("submit", EngineBusy(), EngineBusy())
    job = await room.ask()
    await come_round(room, job)
    await room.ended(job.key)
    assert room.world.engine.script.calls["submit"] == 3
    assert room.world.engine.accepted == [job.key]


@pytest.mark.parametrize("call", matrix(["submit", "wait", "fetch"], plain={"submit"}))
async def test_an_engine_that_stays_busy_is_given_up(room: Room, call: str) -> None:
    """An outage is waited for; after about an hour the job fails, says so, and costs nothing."""
    room.world.engine.script.fail(call, *[EngineBusy()] * 100)
    job = await room.ask()
    await come_round(room, job)
    failed = await room.ended(job.key, State.FAILED)
    assert "gave up" in (failed.reason or "")
    assert 50 < failed.attempt < 65
    assert await room.left() == LIMIT


@pytest.mark.parametrize("call", ["submit", "wait", "fetch"])
async def test_an_engine_that_refuses_ends_the_job_at_once(room: Room, call: str) -> None:
    """A refusal is not repeated; its text is the reason."""
    room.world.engine.script.fail(call, EngineFailed("No."))
    job = await room.ended((await room.ask()).key, State.FAILED)
    assert job.reason == "No."
    assert room.world.engine.script.calls[call] == 1
    assert await room.left() == LIMIT


async def test_an_engine_that_loses_every_order_is_given_up(room: Room) -> None:
    """A job does not circle for ever between the line and an engine that forgets it."""
    script = room.world.engine.script
    job = await room.ask()

    async def forgetful() -> bool:
        room.world.engine.lose_orders()
        return (await room.job(job.key)).state.ended

    gate = script.gate("wait")
    await reached(gate.reached)
    room.world.engine._order = unknown
    gate.opened.set()
    await eventually(forgetful)
    assert "times" in ((await room.ended(job.key, State.FAILED)).reason or "")


async def test_an_engine_that_never_finishes_is_given_up(room: Room) -> None:
    """An order has a deadline; what is late is forgotten at the engine."""
    engine = room.world.engine

    async def never(reference: str) -> Progress:
        room.world.clock.advance(30)
        await asyncio.sleep(0)
        return Progress(finished=False)

    engine.wait = never
    job = await room.ended((await room.ask()).key, State.FAILED)
    assert job.reason == "The image engine took too long."
    await eventually(lambda: true(engine.forgotten == ["order-1"]))


async def test_a_finished_order_without_a_picture_fails(room: Room) -> None:
    """Success without a picture is none."""
    gate = room.world.engine.script.gate("fetch")
    job = await room.ask()
    await reached(gate.reached)
    empty = Wish(prompt="watercolor", count=0)
    room.world.engine._orders["order-1"] = empty
    gate.opened.set()
    assert "without a picture" in ((await room.ended(job.key, State.FAILED)).reason or "")


async def test_a_bug_of_ours_ends_its_job_and_no_other(room: Room) -> None:
    """An error nobody expected ends the job it hit, whose card and whose line in the log have a reference in common."""
    room.world.engine.script.fail("submit", KeyError("SELECT secrets FROM bot.storage"))
    job = await room.ended((await room.ask()).key, State.FAILED)
    [crash] = [facts for name, facts in room.world.events.all if name == "job.crashed"]
    assert crash["job"] == job.key
    assert job.reason == Crashed(str(crash["reference"])).user_text
    await room.ended((await room.ask()).key)


@pytest.mark.parametrize("refused", [False, True])
async def test_what_a_free_engine_does_not_drop_harms_nobody(room: Room, *, refused: bool) -> None:
    """However the job ended, that stands: it costs nothing to leave an order where it is."""
    engine = room.world.engine
    engine.script.fail("forget", EngineBusy())
    if refused:
        engine.script.fail("wait", EngineFailed("No."))
    job = await room.ask()
    await room.ended(job.key, State.FAILED if refused else State.DONE)
    told = "job.failed" if refused else "job.done"
    await eventually(lambda: true(told in room.world.events.names()))
    assert "job.crashed" not in room.world.events.names()
