"""Errands are done once each, in the order in which they were given, whatever comes in between."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import DeliveryFailed, DiscordBusy, Vanished
from bot.domain.moderation import Errand, ErrandKind
from bot.domain.notices import Word
from bot.domain.policy import OPERATOR, AuditChannel, Change, Pause, TimeZone
from bot.domain.request import MessageRef
from bot.jobs.courier import Courier, pause_before
from bot.services.moderation import Moderation, Moderator
from tests.integration.room import GUILD, MODERATOR, Room, World, eventually, open_room, reached

NEWS = 700
ELSEWHERE = 701


def _word(number: int, *, channel: int = NEWS) -> Errand:
    key = f"errand{number:016d}"
    return Errand(key=key, guild_id=GUILD, kind=ErrandKind.NEWS, channel_id=channel, body={"text": str(number)})


async def _give(room: Room, *errands: Errand) -> None:
    for errand in errands:
        await room.world.database.run(lambda tx, errand=errand: tx.errands.add(errand, room.world.clock.now()))


async def _left(room: Room) -> list[Errand]:
    """What is still to be done, whenever that may be."""
    later = room.world.clock.now() + timedelta(days=2)
    return await room.world.database.run(lambda tx: tx.errands.next(later, later))


def _said(world: World, channel: int = NEWS) -> list[str]:
    return [
        notice.text for place, notice in world.notices.posted.values() if place == channel and isinstance(notice, Word)
    ]


async def test_a_change_is_told_where_the_server_wants_to_read_it(room: Room) -> None:
    """The errand of a change brings its entry of the audit to the channel, and is forgotten."""
    moderation, moderator = (
        Moderation(room.ports, admission=room.admission),
        Moderator(guild_id=GUILD, user_id=MODERATOR),
    )
    await moderation.put(moderator, AuditChannel(channel_id=NEWS))
    change = await moderation.put(moderator, TimeZone(zone="Europe/Berlin"))
    assert await room.courier.round() == 2
    notices = [notice for _, notice in room.world.notices.posted.values()]
    assert notices[1] == change
    assert isinstance(notices[0], Change)
    assert {place for place, _ in room.world.notices.posted.values()} == {NEWS}
    assert await _left(room) == []


async def test_whoever_runs_the_loop_is_woken(room: Room) -> None:
    """A change wakes the loop; nobody polls for it."""
    courier = Courier(room.ports, poll=3600)
    running = asyncio.create_task(courier.run())
    moderation, moderator = (
        Moderation(room.ports, admission=room.admission),
        Moderator(guild_id=GUILD, user_id=MODERATOR),
    )

    async def told() -> bool:
        return len(room.world.notices.posted) == 1

    await moderation.put(moderator, AuditChannel(channel_id=NEWS))
    await eventually(told)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_message_is_deleted(room: Room) -> None:
    """An errand of that kind deletes the message that it names."""
    await _give(room, Errand(key="k" * 22, guild_id=GUILD, kind=ErrandKind.DELETE, channel_id=5, message_id=6))
    await room.courier.round()
    assert room.world.notices.removed == [MessageRef(channel_id=5, message_id=6)]
    assert await _left(room) == []


async def test_a_busy_channel_is_tried_again_in_order_and_holds_up_no_other(room: Room) -> None:
    """What follows in the same channel waits as well; what goes elsewhere is done."""
    await _give(room, _word(1), _word(2), _word(3, channel=ELSEWHERE))
    room.world.notices.script.fail("post", DiscordBusy())
    await room.courier.round()
    assert _said(room.world) == []
    assert _said(room.world, ELSEWHERE) == ["3"]
    assert await room.courier.round() == 0
    room.world.clock.advance(15)
    await room.courier.round()
    assert _said(room.world) == ["1", "2"]
    assert await _left(room) == []


def test_pauses_grow_up_to_a_day() -> None:
    """Each is twice the one before, until a day; the attempts are never given up by themselves."""
    once = _word(1)
    pauses = [pause_before(replace(once, attempts=attempts)) for attempts in (1, 2, 3, 13, 14, 500)]
    assert [each.total_seconds() for each in pauses] == [15, 30, 60, 61_440, 86_400, 86_400]


@pytest.mark.parametrize("error", [Vanished(), DeliveryFailed()])
async def test_what_can_never_be_done_is_dropped_and_said(room: Room, error: Exception) -> None:
    """A channel that is gone or closed to us gets no further attempts, and what follows is tried by itself."""
    await _give(room, _word(1), _word(2))
    room.world.notices.script.fail("post", error)
    await room.courier.round()
    assert _said(room.world) == ["2"]
    assert await _left(room) == []
    assert room.world.events.names().count("errand.given_up") == 1


async def test_a_bug_hits_once(room: Room) -> None:
    """What a bug of ours keeps from being said is reported, and neither repeated nor contagious."""
    await _give(room, _word(1), _word(2))
    room.world.notices.script.fail("post", ValueError("too many components"))
    await room.courier.round()
    assert _said(room.world) == ["2"]
    assert "errand.crashed" in room.world.events.names()
    assert await _left(room) == []


async def test_a_crash_between_posting_and_writing_it_down_posts_once(world: World, room: Room) -> None:
    """Posted, killed, started again: the errand comes back when its lease is over, and finds what hangs there."""
    await _give(room, _word(1))
    gate = world.notices.script.gate("post.posted")
    dying = asyncio.create_task(room.courier.run())
    await reached(gate.reached)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    assert _said(world) == ["1"]
    async with open_room(world) as second:
        assert await second.courier.round() == 0, "somebody may still be at it"
        world.clock.advance(301)
        assert await second.courier.round() == 1
        assert _said(world) == ["1"]
        assert world.notices.script.calls["post"] == 2
        assert await _left(second) == []


async def test_a_drain_waits_for_what_is_being_posted_and_takes_nothing_more(room: Room) -> None:
    """What was begun is finished and written down; the rest stays for the next start."""
    gate = room.world.notices.script.gate("post")
    await _give(room, _word(1))
    running = asyncio.create_task(room.courier.run())
    await reached(gate.reached)
    await _give(room, _word(2))
    draining = asyncio.create_task(room.courier.drain(30))
    await asyncio.sleep(0)
    gate.opened.set()
    await draining
    await running
    assert _said(room.world) == ["1"]
    assert [errand.key for errand in await _left(room)] == [_word(2).key]


async def test_it_is_said_when_the_line_is_empty(room: Room) -> None:
    """Whoever asked is told once nothing is open any more, and never if work is taken again before."""
    gate = room.world.engine.script.gate("wait")
    job = await room.ask()
    await reached(gate.reached)
    await room.world.database.run(lambda tx: tx.policies(OPERATOR).put(Pause(reason="update")))
    watch = Errand(key="w" * 22, guild_id=OPERATOR, kind=ErrandKind.NEWS, channel_id=NEWS, body={"drained": "1"})
    await _give(room, watch)
    await room.courier.round()
    assert _said(room.world) == []
    gate.opened.set()
    await room.ended(job.key)
    room.world.clock.advance(10)
    await room.courier.round()
    assert "The line is empty" in _said(room.world)[0]
    assert await _left(room) == []

    await room.world.database.run(lambda tx: tx.policies(OPERATOR).remove(Pause(reason="")))
    await _give(room, watch)
    await room.courier.round()
    assert len(_said(room.world)) == 1
    assert await _left(room) == []
