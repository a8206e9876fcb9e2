"""Posting the result when Discord is busy, refuses, or its receipt is lost."""

from bot.domain.errors import (
    DeliveryFailed,
    DiscordBusy,
)
from bot.domain.job import State
from tests.integration.engine_room.steps import LIMIT, come_round
from tests.integration.room import (
    ATTEMPTS,
    Room,
)


async def test_a_busy_discord_gets_the_result_later(room: Room) -> None:
    """The finished picture is kept until Discord takes it; it is not drawn again."""
    room.world.cards.script.fail("deliver", DiscordBusy(), DiscordBusy())
    job = await room.ask()
    await come_round(room, job)
    await room.ended(job.key)
    assert room.world.engine.accepted == [job.key]


async def test_an_outage_of_discord_does_not_cost_a_finished_picture(room: Room) -> None:
    """Discord may be away for longer than an engine is waited for; after about an hour it is over all the same."""
    room.world.cards.script.fail("deliver", *[DiscordBusy()] * (ATTEMPTS * 5))
    job = await room.ask()
    await come_round(room, job)
    await room.ended(job.key)
    assert room.world.engine.accepted == [job.key]

    room.world.cards.script.fail("deliver", *[DiscordBusy()] * 100)
    job = await room.ask()
    await come_round(room, job)
    assert 50 < (await room.ended(job.key, State.FAILED)).attempt < 65


async def test_a_refused_delivery_fails_the_job(room: Room) -> None:
    """What Discord will never take is not counted."""
    room.world.cards.script.fail("deliver", DeliveryFailed("The picture is too large for this server."))
    job = await room.ended((await room.ask()).key, State.FAILED)
    assert job.reason == "The picture is too large for this server."
    assert await room.left() == LIMIT


async def test_a_lost_answer_to_the_delivery_posts_once(room: Room) -> None:
    """Discord took the result, its answer was lost: the repetition finds the same message."""
    room.world.cards.script.fail("deliver.posted", DiscordBusy())
    job = await room.ask()
    await come_round(room, job)
    done = await room.ended(job.key)
    assert room.world.cards.script.calls["deliver"] == 2
    assert done.result == room.world.cards.posts[job.key][0].message
