"""What a request becomes, and what refuses it before anything is reserved."""

import asyncio

import pytest

from bot.domain.errors import (
    AllowanceSpent,
    AnswerLost,
    NotUnderstood,
    Refused,
)
from bot.domain.job import State
from bot.domain.request import Upload, Wish
from tests.factories import present
from tests.fakes.cards import KeptReply
from tests.integration.engine_room.steps import LIMIT, true
from tests.integration.room import (
    ALICE,
    BOB,
    MODERATOR,
    PLACE,
    Room,
    eventually,
    reached,
    requester,
)


async def test_a_picture_goes_from_the_command_to_its_card(room: Room) -> None:
    """One request is one order, one result with its seed and notes, and one picture off the allowance."""
    job = await room.ask()
    done = await room.ended(job.key)
    posting, delivery = room.world.cards.posts[job.key]
    assert [picture.data for picture in delivery.pictures] == [b"watercolor 42"]
    assert (posting.message, done.result) == (done.result, posting.message)
    assert done.notes == ("first frame only", "drawn by a test")
    assert done.upload is None
    assert room.world.engine.accepted == [job.key]
    assert await room.left() == LIMIT - 1
    await eventually(lambda: true(room.world.engine.forgotten == ["order-1"]))


async def test_four_pictures_cost_four(room: Room) -> None:
    """The allowance counts pictures, not commands."""
    job = await room.ended((await room.ask(count=4)).key)
    assert [picture.seed for picture in room.world.cards.posts[job.key][0].pictures] == [42, 43, 44, 45]
    assert await room.left() == LIMIT - 4


async def test_the_source_hangs_on_the_card_before_the_job_is_in_line(room: Room) -> None:
    """Later steps read the picture from the card; the attachment's link is not kept."""
    gate = room.world.engine.script.gate("submit")
    job = await room.ask()
    await reached(gate.reached)
    drawing = await room.job(job.key)
    assert drawing.source_hangs
    assert drawing.upload is None
    assert present(drawing.card) in room.world.cards.sources
    gate.opened.set()
    await room.ended(job.key)


async def test_everybody_in_line_is_served(room: Room) -> None:
    """Caps delay jobs and never forget them."""
    jobs = [await room.ask(user=user) for user in (ALICE, BOB, ALICE, BOB, MODERATOR, ALICE)]
    for job in jobs:
        await room.ended(job.key)
    assert sorted(room.world.engine.accepted) == sorted(job.key for job in jobs)


async def test_a_refused_wish_leaves_nothing(room: Room) -> None:
    """What cannot be understood, or is out of range, or of no known style, costs nothing and shows no card."""
    for wish, refusal in (
        (Wish(prompt="nonsense"), NotUnderstood),
        (Wish(prompt=""), Refused),
        (Wish(prompt="ink", style="no such style"), Refused),
    ):
        upload = Upload(url="https://cdn.discordapp.com/a", filename="a", size=1)
        with pytest.raises(refusal):
            await room.restyle.submit(wish, upload, requester(ALICE, 1), PLACE, KeptReply(room.world.cards))
    assert await room.left() == LIMIT
    assert room.world.cards.shown == {}


async def test_beyond_the_limit_a_refusal_says_what_is_left(room: Room) -> None:
    """The eleventh picture of ten is refused, with the figures; another member is not affected."""
    for _ in range(3):
        await room.ask(count=3)
    with pytest.raises(AllowanceSpent) as caught:
        await room.ask(count=2)
    assert (caught.value.used, caught.value.limit, caught.value.wanted) == ("9", "10", "2")
    await room.ask(user=BOB, count=4)


async def test_an_answer_that_was_lost_costs_nothing_and_draws_nothing(room: Room) -> None:
    """A job whose card nobody saw is called off at once and never reaches the engine."""
    reply = KeptReply(room.world.cards)
    reply.script.fail("card", AnswerLost())
    with pytest.raises(AnswerLost):
        await room.ask(reply=reply)
    job = await room.job("key" + "1".zfill(19))
    assert job.state is State.CANCELLED
    assert await room.left() == LIMIT
    assert room.world.images.script.calls["admit"] == 0
    assert room.world.engine.accepted == []


async def test_nothing_is_drawn_before_the_answer(room: Room) -> None:
    """While the interaction is being answered, nobody touches the job."""
    reply = KeptReply(room.world.cards)
    gate = reply.script.gate("card")
    asking = asyncio.create_task(room.ask(reply=reply))
    await reached(gate.reached)
    await room.pass_time(5)
    assert room.world.images.script.calls["admit"] == 0
    gate.opened.set()
    await room.ended((await asking).key)
