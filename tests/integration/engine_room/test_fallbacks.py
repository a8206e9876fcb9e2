"""What a finished picture survives, and what its card says while it waits."""

import pytest

from bot.domain.errors import DiscordBusy, EngineBusy, IntakeBusy, OrderUncertain
from bot.domain.job import Remover, State
from tests.factories import present
from tests.integration.engine_room.steps import come_round
from tests.integration.room import ALICE, BOB, Room, World, open_room, person, reached


async def test_a_finished_picture_outlives_its_card(room: Room) -> None:
    """The card is deleted while the picture is drawn: it is posted without what it was made from."""
    gate = room.world.engine.script.gate("fetch")
    job = await room.ask()
    await reached(gate.reached)
    await room.kill()
    room.world.cards.delete(present((await room.job(job.key)).card))
    async with open_room(room.world, daily_pictures=5) as later:
        await later.pass_time(60)
        done = await later.ended(job.key)
    assert done.result is not None
    assert done.result not in room.world.cards.sources
    assert len(room.world.engine.accepted) == 1


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        ("fetch", EngineBusy(), "finished"),
        ("wait", EngineBusy(), "engine does not answer"),
        ("deliver", DiscordBusy(), "Discord does not take it"),
        ("admit", IntakeBusy(), "trying again"),
    ],
    ids=["media-host", "engine", "discord", "download"],
)
async def test_a_card_says_what_holds_its_job_up(room: Room, call: str, error: Exception, words: str) -> None:
    """Nobody waits an hour without a word; and once it gets further, the word is gone."""
    scripts = (room.world.engine.script, room.world.cards.script, room.world.images.script)
    script = scripts[{"fetch": 0, "wait": 0, "deliver": 1, "admit": 2}[call]]
    script.fail(call, error)
    job = await room.ask()
    held = await room.until(job.key, lambda row: row.held_up is not None)
    assert words in present(held.held_up)
    await room.show_cards()
    shown, _ = room.world.cards.shown[present(held.card)]
    assert shown.held_up == held.held_up
    await come_round(room, job)
    assert (await room.ended(job.key)).held_up is None


async def test_the_same_trouble_twice_is_one_edit(room: Room) -> None:
    """What a card says already is not said again."""
    room.world.engine.script.fail("fetch", EngineBusy(), EngineBusy())
    job = await room.ask()
    await room.until(job.key, lambda row: row.held_up is not None)
    await room.show_cards()
    shown = room.world.cards.script.calls["show"]
    await room.pass_time(10)
    await room.until(job.key, lambda row: row.attempt >= 3 and row.held_up is not None)
    await room.show_cards()
    assert room.world.cards.script.calls["show"] == shown
    await come_round(room, job)
    await room.ended(job.key)


@pytest.mark.parametrize("moderator", [False, True], ids=["owner", "moderator"])
async def test_a_card_says_that_its_result_was_deleted(room: Room, moderator: bool) -> None:
    """By its owner, or by a moderator who is not named."""
    job = await room.ended((await room.ask()).key)
    await room.decisions.delete(job.key, person(BOB if moderator else ALICE, moderator=moderator))
    await room.show_cards()
    shown, _ = room.world.cards.shown[present(job.card)]
    assert shown.deleted_by is (Remover.MODERATOR if moderator else Remover.OWNER)
    assert shown.state is State.DONE


async def test_a_paid_picture_found_late_outlives_its_card(paid: World) -> None:
    """An order that is found hours later is delivered even if somebody deleted its card."""
    async with open_room(paid, daily_pictures=5) as room:
        paid.engine.script.fail("submit", OrderUncertain())
        job = await room.ended((await room.ask()).key, State.UNKNOWN)
        paid.cards.delete(present(job.card))
        paid.engine.accept_late(job.key, job.wish)
        paid.clock.advance(11 * 60)
        await room.aftercare.round()
        assert (await room.job(job.key)).result is not None
