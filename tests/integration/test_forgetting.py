"""Forgetting somebody, down to the bytes: what is left of them in the database's files is what is said to be left."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.domain.errors import EngineBusy
from bot.domain.job import Job, Origin
from bot.domain.moderation import ErrandKind, Report
from bot.domain.request import Upload, Wish
from bot.services.privacy import Privacy
from bot.storage.database import SqlDatabase
from tests.fakes.cards import KeptReply
from tests.fakes.engine import ScriptedEngine
from tests.integration.room import GUILD, PLACE, Room, World, open_room, reached, requester

ME, SOMEBODY_ELSE = 876_543_210_987_654_321, 765_432_109_876_543_210
MINE, THEIRS = "zebrafish lighthouse", "umbrella orchestra"


@pytest.fixture
def world(database: SqlDatabase) -> World:
    return World(database=database)


@pytest.fixture
async def room(world: World) -> AsyncGenerator[Room]:
    async with open_room(world, daily_pictures=1_000) as opened:
        yield opened


async def ask(room: Room, user: int, prompt: str, guild: int = GUILD) -> Job:
    upload = Upload(url=f"https://cdn.discordapp.com/{prompt.replace(' ', '_')}.png", filename="c.png", size=1000)
    wish = Wish(prompt=prompt * 9, seed=room.restyle.new_seed())
    return await room.restyle.submit(wish, upload, requester(user, guild), PLACE, KeptReply(room.world.cards))


async def made(room: Room, user: int, prompt: str, guild: int = GUILD) -> Job:
    return await room.ended((await ask(room, user, prompt, guild)).key)


def privacy(room: Room) -> Privacy:
    return Privacy(room.ports, decisions=room.decisions)


def occurrences(folder: Path, needle: bytes) -> int:
    return sum(file.read_bytes().count(needle) for file in folder.glob("test.db*"))


def traces(folder: Path, user: int, prompt: str) -> dict[str, int]:
    """How often somebody's number and words stand in the files of the database."""
    needles = {
        "words": prompt.encode(),
        "link": prompt.replace(" ", "_").encode(),
        "number": user.to_bytes(8, "big"),
        "digits": str(user).encode(),
    }
    found = {name: occurrences(folder, needle) for name, needle in needles.items()}
    return {name: count for name, count in found.items() if count}


async def test_nothing_is_left_but_what_is_said_to_be(room: Room, tmp_path: Path) -> None:
    """Of number and words nothing is left in the file or its log but in counters, and these go with their window."""
    for _ in range(24):
        await made(room, ME, MINE)
        await made(room, SOMEBODY_ELSE, THEIRS)
    mine = await made(room, ME, MINE)
    report = Report(key="r1", guild_id=GUILD, job_key=mine.key, user_id=ME, reason=MINE, at=room.world.clock.now())
    await room.world.database.run(lambda tx: tx.policies(GUILD).report(report))
    await room.world.database.run(lambda tx: tx.policies(GUILD).record(ME, report.at, "reported", MINE))
    assert set(traces(tmp_path, ME, MINE)) == {"words", "link", "number", "digits"}

    forgotten = await privacy(room).forget(ME, None)
    assert (forgotten.requests, forgotten.left) == (25, 0)
    left = traces(tmp_path, ME, MINE)
    counters = occurrences(tmp_path, f"member:{GUILD}:{ME}".encode())
    assert left == {"digits": counters}

    room.world.clock.advance(2 * 86_400)
    await room.world.database.run(lambda tx: tx.upkeep.sweep(room.world.clock.now()))
    await room.world.database.scrub()
    assert traces(tmp_path, ME, MINE) == {}
    assert await room.world.database.run(lambda tx: tx.ledger.imbalance()) == 0


async def test_others_keep_what_is_theirs(room: Room) -> None:
    """Somebody else's pictures stay; also one made from mine, with the words that they chose by choosing it."""
    mine = await made(room, ME, MINE)
    theirs = await room.vary(mine, Origin.REROLL, user=SOMEBODY_ELSE)
    await room.ended(theirs.key)
    await privacy(room).forget(ME, GUILD)
    assert MINE in (await room.job(theirs.key)).wish.prompt


async def test_messages_are_left_to_errands(room: Room) -> None:
    """For every card and every result there is an errand that deletes it."""
    jobs = [await made(room, ME, MINE), await made(room, ME, MINE, guild=2)]
    await privacy(room).forget(ME, None)
    now = room.world.clock.now()
    errands = await room.world.database.run(lambda tx: tx.errands.next(now, now))
    assert {errand.kind for errand in errands} == {ErrandKind.DELETE}
    messages = {(errand.guild_id, errand.channel_id, errand.message_id) for errand in errands}
    expected = {
        (job.guild_id, message.channel_id, message.message_id)
        for job in jobs
        for message in (job.card, job.result)
        if message
    }
    assert messages == expected
    assert len(expected) == 4


async def test_a_moderators_name_goes_from_what_they_stopped(room: Room, tmp_path: Path) -> None:
    """Somebody else's job says that it was called off, and not by whom any more."""
    room.world.engine.script.gate("submit")
    job = await ask(room, SOMEBODY_ELSE, THEIRS)
    await room.cancel(job, user=ME, moderator=True)
    assert str(ME) in ((await room.job(job.key)).reason or "")
    await privacy(room).forget(ME, GUILD)
    assert (await room.job(job.key)).reason == "Cancelled by somebody."
    assert traces(tmp_path, ME, MINE) == {}


async def test_what_is_open_is_called_off_first(room: Room) -> None:
    """A job in the making ends, costs nothing, and is forgotten with the others; the engine drops it."""
    gate = room.world.engine.script.gate("wait")
    job = await ask(room, ME, MINE)
    await reached(gate.reached)
    forgotten = await privacy(room).forget(ME, GUILD)
    gate.opened.set()
    assert (forgotten.requests, forgotten.left) == (1, 0)
    assert await room.world.database.run(lambda tx: tx.jobs.get(job.key)) is None
    assert await room.left(ME) == 1_000
    assert room.world.engine.forgotten


async def test_what_is_paid_for_is_left_until_it_is_there(world: World) -> None:
    """An order at a paid engine is not stopped by asking: the person is told, and the next time it goes as well."""
    world.engine = ScriptedEngine(repeatable=False)
    async with open_room(world, daily_pictures=10) as room:
        gate = world.engine.script.gate("wait")
        job = await ask(room, ME, MINE)
        await reached(gate.reached)
        first = await privacy(room).forget(ME, None)
        gate.opened.set()
        await room.ended(job.key)
        second = await privacy(room).forget(ME, None)
    assert [(each.requests, each.left) for each in (first, second)] == [(0, 1), (1, 0)]


async def test_an_engine_out_of_reach_keeps_nobody_from_being_forgotten(world: World) -> None:
    """What an engine keeps is dropped if it can be; the rows go all the same."""
    world.engine = ScriptedEngine(repeatable=False)
    async with open_room(world, daily_pictures=10) as room:
        await made(room, ME, MINE)
        world.engine.script.fail("forget", EngineBusy())
        assert (await privacy(room).forget(ME, None)).requests == 1
