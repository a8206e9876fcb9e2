"""Who may stop a job, when, and what deleting a result takes."""

import pytest

from bot.domain.errors import (
    EngineFailed,
    Gone,
    NotAllowed,
    TooLate,
)
from bot.domain.job import State
from tests.factories import present
from tests.integration.engine_room.steps import LIMIT, true
from tests.integration.room import (
    ALICE,
    BOB,
    MODERATOR,
    Room,
    World,
    eventually,
    open_room,
    person,
    reached,
)


async def test_a_person_cancels_before_the_picture_is_read(room: Room) -> None:
    """The intake stops, and the allowance is back."""
    gate = room.world.images.script.gate("admit")
    job = await room.ask()
    await reached(gate.reached)
    cancelled = await room.cancel(job)
    assert (cancelled.state, cancelled.reason) == (State.CANCELLED, "Cancelled.")
    assert await room.left() == LIMIT
    await eventually(lambda: true(not room.reception._held))
    assert room.world.engine.accepted == []


async def test_a_person_cancels_in_line(room: Room) -> None:
    """A job that waits for its turn is never drawn."""
    gate = room.world.engine.script.gate("submit")
    first, second = await room.ask(), await room.ask()
    await reached(gate.reached)
    await room.until(second.key, lambda job: job.state is State.WAITING)
    await room.cancel(second)
    gate.opened.set()
    await room.ended(first.key)
    await room.ended(second.key, State.CANCELLED)
    assert room.world.engine.accepted == [first.key]


@pytest.mark.parametrize("call", ["submit", "submit.accepted", "wait"])
async def test_a_person_cancels_while_it_is_drawn(room: Room, call: str) -> None:
    """A free engine stops, the slot is free, the allowance is back."""
    gate = room.world.engine.script.gate(call)
    job = await room.ask()
    await reached(gate.reached)
    await room.cancel(job)
    await eventually(lambda: true(not room.worker._held))
    assert await room.left() == LIMIT
    assert room.world.cards.posts == {}
    if call == "wait":
        assert set(room.world.engine.forgotten) == {"order-1"}
    await room.ended((await room.ask()).key)


@pytest.mark.parametrize("call", ["submit", "wait"])
async def test_a_paid_order_cannot_be_called_off(paid: World, call: str) -> None:
    """What costs money anyway is delivered."""
    async with open_room(paid) as room:
        gate = paid.engine.script.gate(call)
        job = await room.ask()
        await reached(gate.reached)
        with pytest.raises(TooLate):
            await room.cancel(job)
        gate.opened.set()
        await room.ended(job.key)


@pytest.mark.parametrize("call", ["fetch", "deliver", "deliver.posted"])
async def test_a_delivery_cannot_be_cancelled(room: Room, call: str) -> None:
    """Past the engine it is too late, and after the end as well."""
    script = room.world.engine.script if call == "fetch" else room.world.cards.script
    gate = script.gate(call)
    job = await room.ask()
    await reached(gate.reached)
    with pytest.raises(TooLate):
        await room.cancel(job)
    gate.opened.set()
    await room.ended(job.key)
    with pytest.raises(TooLate):
        await room.cancel(job)


async def test_only_its_owner_or_a_moderator_stops_a_job(room: Room) -> None:
    """Others are refused; a moderator is named on the card; another server does not even see the job."""
    gate = room.world.engine.script.gate("submit")
    job = await room.ask()
    await reached(gate.reached)
    with pytest.raises(NotAllowed):
        await room.cancel(job, user=BOB)
    with pytest.raises(Gone):
        await room.cancel(job, moderator=True, guild=2)
    cancelled = await room.cancel(job, user=MODERATOR, moderator=True)
    assert cancelled.reason == f"Cancelled by <@{MODERATOR}>."


async def test_only_its_owner_or_a_moderator_deletes_a_result(room: Room) -> None:
    """Deleting takes the message away and no allowance back."""
    job = await room.ask()
    with pytest.raises(Gone):
        await room.decisions.delete("no such key", person(ALICE))
    done = await room.ended(job.key)
    with pytest.raises(NotAllowed):
        await room.decisions.delete(job.key, person(BOB))
    await room.decisions.delete(job.key, person(MODERATOR, moderator=True))
    assert present(done.result) not in room.world.cards.sources
    assert await room.left() == LIMIT - 1


async def test_a_job_that_was_not_delivered_has_nothing_to_delete(room: Room) -> None:
    """A forged button on an unfinished job finds nothing."""
    room.world.engine.script.fail("submit", EngineFailed())
    job = await room.ended((await room.ask()).key, State.FAILED)
    with pytest.raises(Gone):
        await room.decisions.delete(job.key, person(ALICE))
