"""Progress that is true: what a card says follows its job, at a pace that Discord takes, and not for ever."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.domain.job import Job, State, Ticket
from bot.domain.result import Phase, Picture, Progress
from bot.jobs.usher import Usher
from bot.storage.database import SqlDatabase
from tests.factories import present
from tests.fakes.cards import KeptCards
from tests.fakes.clock import SteppedClock
from tests.fakes.engine import ScriptedEngine
from tests.integration.engine_room.steps import LIMIT
from tests.integration.room import ALICE, BOB, MODERATOR, Room, World, eventually, open_room, reached


class TimedCards(KeptCards):
    """Knows when each edit came."""

    def __init__(self, clock: SteppedClock) -> None:
        super().__init__()
        self._clock = clock
        self.edits: list[float] = []

    async def show(self, job: Job, ticket: Ticket | None = None) -> None:
        self.edits.append(self._clock.monotonic())
        await super().show(job, ticket)

    async def attach_source(self, job: Job, source: Picture, ticket: Ticket, mask: Picture | None = None) -> None:
        self.edits.append(self._clock.monotonic())
        await super().attach_source(job, source, ticket, mask)


class TalkativeEngine(ScriptedEngine):
    """Has news five times a second, and something different each time."""

    def __init__(self, clock: SteppedClock, *, news: int) -> None:
        super().__init__()
        self._clock = clock
        self._news = news
        self.told = 0

    async def wait(self, reference: str) -> Progress:
        await self._clock.sleep(0.2)
        self.told += 1
        return Progress(finished=self.told > self._news, phase=Phase.DRAWING, fraction=self.told / (self._news + 1))


def _passing(room: Room, condition: Callable[[], bool], step: float = 0.1) -> Callable[[], Awaitable[bool]]:
    async def so() -> bool:
        room.world.clock.advance(step)
        return condition()

    return so


async def test_a_card_is_edited_at_most_once_in_three_seconds(database: SqlDatabase) -> None:
    """However often its job changes, between two edits there are three seconds; the last one shows how it ended.

    The first edit waits for nothing: it hangs the picture on the card, and the card says at once that it waits.
    """
    clock = SteppedClock()
    cards, engine = TimedCards(clock), TalkativeEngine(clock, news=60)
    world = World(database=database, clock=clock, cards=cards, engine=engine)
    async with open_room(world) as room:
        herald = asyncio.create_task(room.herald.run())
        job = await room.ask()
        await eventually(_passing(room, lambda: cards.shown[present(job.card)][0].state is State.DONE))
        herald.cancel()
        await asyncio.gather(herald, return_exceptions=True)
    gaps = [later - earlier for earlier, later in zip(cards.edits, cards.edits[1:], strict=False)]
    assert engine.told == 61
    assert min(gaps) >= 3
    assert 4 <= len(cards.edits) <= 2 + clock.monotonic() / 3


async def test_the_first_change_is_shown_at_once(room: Room) -> None:
    """A card that has rested shows what happens without waiting."""
    gate = room.world.engine.script.gate("wait")
    job = await room.ask()
    await reached(gate.reached)
    await room.show_cards()
    assert room.world.cards.shown[present(job.card)][0].state is State.SUBMITTED
    room.world.clock.advance(3)
    await room.cancel(job)
    await room.herald.flush()
    assert room.world.cards.shown[present(job.card)][0].state is State.CANCELLED
    gate.opened.set()


async def test_what_looks_the_same_is_not_shown_again(room: Room) -> None:
    """A change that nobody would see costs no call."""
    job = await room.ended((await room.ask()).key)
    await room.show_cards()
    edits = room.world.cards.script.calls["show"]
    for _ in range(3):
        await room.world.database.run(lambda tx: tx.jobs.refresh(job.key))
        await room.show_cards()
    assert room.world.cards.script.calls["show"] == edits


async def test_a_card_that_is_picked_up_after_a_crash_is_shown_whatever_it_says(room: Room) -> None:
    """A process that died over it may have shown anything."""
    job = await room.ended((await room.ask()).key)
    await room.show_cards()
    await room.world.database.run(lambda tx: tx.jobs.refresh(job.key))
    hanging = room.world.cards.script.gate("show")
    await room.world.database.run(lambda tx: tx.jobs.shown(job, None, room.world.clock.now()))
    room.world.clock.advance(3)
    dying = asyncio.create_task(room.herald.flush())
    await reached(hanging.reached)
    for task in room.herald._showing.values():
        task.cancel()
    await dying
    edits = room.world.cards.script.calls["show"]
    room.world.clock.advance(15)
    await room.herald.flush()
    assert room.world.cards.script.calls["show"] == edits + 1


async def test_an_old_card_says_nothing_but_how_it_ended(room: Room) -> None:
    """After fifty minutes no progress is shown, and nobody tries; its end is."""
    gate = room.world.engine.script.gate("wait")
    job = await room.ask()
    await reached(gate.reached)
    await room.show_cards()
    edits = room.world.cards.script.calls["show"]
    room.world.clock.advance(51 * 60)
    for fraction in (0.2, 0.4):
        row = await room.job(job.key)
        news = Progress(phase=Phase.DRAWING, fraction=fraction)
        await room.world.database.run(lambda tx, row=row, news=news: tx.jobs.progress(row.claim, news))
        await room.show_cards()
    assert room.world.cards.script.calls["show"] == edits
    assert await room.world.database.run(lambda tx: tx.jobs.stale_from()) is None
    gate.opened.set()
    await room.ended(job.key)
    await room.show_cards()
    assert room.world.cards.script.calls["show"] == edits + 1
    assert room.world.cards.shown[present(job.card)][0].state is State.DONE


async def test_cards_in_line_follow_the_line(world: World) -> None:
    """When somebody before them is served, those who wait are told their new place."""
    async with open_room(world, daily_pictures=LIMIT, slots=1) as room:
        gates = [world.engine.script.gate("wait")]
        jobs = [await room.ask(user=user) for user in (ALICE, BOB, MODERATOR)]
        await reached(gates[0].reached)
        for job in jobs[1:]:
            await room.until(job.key, lambda row: row.state is State.WAITING)
        await _called(room)
        assert [_place(room, job) for job in jobs[1:]] == [1, 2]
        second = world.engine.script.gate("wait")
        gates[0].opened.set()
        await reached(second.reached)
        await _called(room)
        assert _place(room, jobs[2]) == 1
        second.opened.set()
        for job in jobs:
            await room.ended(job.key)


async def test_nobody_is_told_their_place_twice(world: World) -> None:
    """While the line stands still, looking at it costs no call."""
    async with open_room(world, daily_pictures=LIMIT, slots=1) as room:
        gate = world.engine.script.gate("wait")
        jobs = [await room.ask(user=user) for user in (ALICE, BOB)]
        await reached(gate.reached)
        await room.until(jobs[1].key, lambda row: row.state is State.WAITING)
        await _called(room)
        edits = world.cards.script.calls["show"]
        for _ in range(3):
            await _called(room)
        assert world.cards.script.calls["show"] == edits
        gate.opened.set()
        for job in jobs:
            await room.ended(job.key)


@pytest.mark.parametrize(("rate", "called"), [(40.0, 5), (4.0, 3), (0.1, 1)])
async def test_the_line_is_told_with_a_part_of_the_calls_there_are(world: World, rate: float, called: int) -> None:
    """A quarter of them at most, so that pictures are never held up by places; at least one, so that nobody starves."""
    async with open_room(world, daily_pictures=LIMIT, slots=1) as room:
        gate = world.engine.script.gate("wait")
        jobs = [await room.ask(user=100 + number) for number in range(6)]
        await reached(gate.reached)
        for job in jobs[1:]:
            await room.until(job.key, lambda row: row.state is State.WAITING)
        await room.show_cards()
        world.clock.advance(20)
        usher = Usher(room.ports, rate=lambda: rate)
        assert await usher.round() == (called < 5)
        stale = await world.database.run(lambda tx: tx.jobs.stale(10, world.clock.now(), world.clock.now()))
        assert len(stale) == called
        gate.opened.set()
        for job in jobs:
            await room.ended(job.key)


async def _called(room: Room) -> None:
    """Time passes, the usher makes a round, and the herald shows what there is."""
    room.world.clock.advance(20)
    await room.usher.round()
    await room.show_cards()


def _place(room: Room, job: Job) -> int:
    return present(room.world.cards.shown[present(job.card)][1]).place
