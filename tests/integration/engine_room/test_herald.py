"""Cards follow their jobs, whatever comes in between."""

import asyncio

from bot.domain.errors import (
    DeliveryFailed,
    DiscordBusy,
)
from bot.domain.job import Job, State
from bot.ports import Topic
from tests.factories import present
from tests.integration.engine_room.steps import LIMIT, busy
from tests.integration.room import (
    ALICE,
    BOB,
    Room,
    eventually,
    reached,
)


async def _lagging(room: Room) -> list[Job]:
    """Once whoever was at them has given up."""
    room.world.clock.advance(60)
    now = room.world.clock.now()
    lagging = await room.world.database.run(lambda tx: tx.jobs.stale(10, now, now))
    room.world.clock.advance(1)
    return lagging


async def test_the_card_follows_the_job(room: Room) -> None:
    """After the changes the card shows the end, with the place in line and allowance of that moment."""
    job = await room.ended((await room.ask()).key)
    await room.show_cards()
    shown, ticket = room.world.cards.shown[present(job.card)]
    assert shown.state is State.DONE
    assert present(present(ticket).allowance).left == LIMIT - 1
    assert await _lagging(room) == []


async def test_the_token_of_an_answer_is_forgotten_with_its_last_use(room: Room) -> None:
    """It is kept while the card may change, and not a moment longer."""
    gate = room.world.engine.script.gate("wait")
    job = await room.ask()
    await reached(gate.reached)
    await room.show_cards()
    assert (await room.job(job.key)).answer_token == job.answer_token is not None
    gate.opened.set()
    await room.ended(job.key)
    await room.show_cards()
    assert (await room.job(job.key)).answer_token is None


async def test_a_busy_discord_is_shown_the_card_later(room: Room) -> None:
    """What could not be shown stays to be shown; what Discord refuses for good is not repeated."""
    job = await room.ended((await room.ask()).key)
    room.world.cards.script.fail("show", DiscordBusy(), DeliveryFailed())
    await room.show_cards()
    assert len(await _lagging(room)) == 1
    await room.show_cards()
    assert await _lagging(room) == []
    assert room.world.events.names().count("card.not_shown") == 2
    assert room.world.cards.script.calls["show"] == 2
    assert job.state is State.DONE


async def test_a_card_that_changes_while_it_is_shown_is_shown_again(room: Room) -> None:
    """The newest state wins, also when it came while an older one was on its way."""
    at_engine = room.world.engine.script.gate("wait")
    job = await room.ask()
    await reached(at_engine.reached)
    at_discord = room.world.cards.script.gate("show")
    flushing = asyncio.create_task(room.show_cards())
    await reached(at_discord.reached)
    await room.cancel(job)
    at_discord.opened.set()
    await flushing
    await room.show_cards()
    assert room.world.cards.shown[present((await room.job(job.key)).card)][0].state is State.CANCELLED


async def test_a_card_that_hangs_holds_up_no_other(room: Room) -> None:
    """While Discord is slow in one channel, the cards of the others follow their jobs."""
    first = await room.ended((await room.ask(user=ALICE)).key)
    hanging = room.world.cards.script.gate("show")
    room.world.clock.advance(3)
    herald = asyncio.create_task(room.herald.run())
    await reached(hanging.reached)
    second = await room.ended((await room.ask(user=BOB)).key)

    async def shown() -> bool:
        room.world.clock.advance(1)
        room.wakeup.notify(*Topic)
        return room.world.cards.shown[present(second.card)][0].state is State.DONE

    await eventually(shown)
    assert room.world.cards.shown[present(first.card)][0].state is not State.DONE
    herald.cancel()
    await asyncio.gather(herald, return_exceptions=True)
    assert not await busy(room)


async def test_one_card_that_cannot_be_drawn_does_not_stop_the_others(room: Room) -> None:
    """A bug in one card is reported, and neither repeated nor contagious."""
    jobs = [await room.ended((await room.ask(user=user)).key) for user in (ALICE, BOB)]
    room.world.cards.script.fail("show", ValueError("too many components"))
    await room.show_cards()
    assert "card.crashed" in room.world.events.names()
    assert await _lagging(room) == []
    assert room.world.cards.shown[present(jobs[1].card)][0].state is State.DONE
