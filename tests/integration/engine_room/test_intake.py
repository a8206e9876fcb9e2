"""Reading the picture: what goes wrong there, and how it ends."""

from bot.domain.errors import (
    BadPicture,
    IntakeBusy,
    Vanished,
)
from bot.domain.job import State
from tests.factories import present
from tests.integration.engine_room.steps import LIMIT, come_round, true
from tests.integration.room import (
    ATTEMPTS,
    BOB,
    Room,
    eventually,
    reached,
)


async def test_a_bad_picture_ends_with_its_text(room: Room) -> None:
    """The person reads what is wrong with the file, and nothing is counted."""
    room.world.images.script.fail("admit", BadPicture("This picture is damaged."))
    job = await room.ended((await room.ask()).key, State.FAILED)
    assert job.reason == "This picture is damaged."
    assert not job.source_hangs
    assert await room.left() == LIMIT


async def test_a_busy_intake_is_asked_again_and_not_for_ever(room: Room) -> None:
    """A picture that could not be looked at is looked at later; after some attempts the job ends."""
    script = room.world.images.script
    script.fail("admit", IntakeBusy())
    job = await room.ask()
    await eventually(lambda: true("intake.later" in room.world.events.names()))
    await room.pass_time(61)
    await room.ended(job.key)

    script.fail("admit", *[IntakeBusy()] * ATTEMPTS)
    job = await room.ask()
    await come_round(room, job)
    await room.ended(job.key, State.FAILED)
    assert script.calls["admit"] == 2 + ATTEMPTS


async def test_a_card_deleted_during_intake_calls_the_job_off(room: Room) -> None:
    """Who deletes the card wants no picture, whether that is noticed when the source is hung up or when it is read."""
    room.world.cards.script.fail("attach_source", Vanished())
    await room.ended((await room.ask(user=BOB)).key, State.CANCELLED)
    gate = room.world.cards.script.gate("source_url")
    first = await room.ask()
    await reached(gate.reached)
    room.world.cards.delete(present((await room.job(first.key)).card))
    gate.opened.set()
    await room.ended(first.key, State.CANCELLED)
