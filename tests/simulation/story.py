"""A few hours in the life of the bot, told by a seed: people ask, things go wrong, processes die and come back.

The services, the loops and the store's statements are real; time is virtual. When the hours are over the weather
clears, and what must hold of every job in the end is looked at.
"""

import asyncio
import gc
from collections import Counter
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

import sqlalchemy as sa

from bot.domain.errors import BotError, StoreBusy
from bot.domain.job import Job, State
from bot.domain.money import Money, Quote
from bot.storage.rows import job_from
from bot.storage.schema import job
from tests.contracts.storage.stores import PostgresServer
from tests.fakes.cards import KeptReply
from tests.fakes.engine import ScriptedEngine
from tests.fakes.virtual_loop import VirtualLoop
from tests.integration.room import Room, World, assert_books_balance, assert_sent_once
from tests.simulation.clock import LoopClock
from tests.simulation.store import Raw, WeatheredStore, in_memory, on_server
from tests.simulation.weather import LIFE, PLACES, Life, Weather

HOUR = 3_600.0
GUILDS, USERS, DAILY, SLOTS = 5, 4, 40, 3
_BETWEEN_REQUESTS, _LIFETIME, _DOWNTIME, _POLL = 40.0, 600.0, 20.0, 15.0
_BETWEEN_STALLS, _STALL = 300.0, 60.0
_BETWEEN_OUTAGES, _OUTAGE = 600.0, 120.0
_START_AGAIN = 1.0
_HEALING, _LAST_LOOK = 3 * HOUR, 60.0
"""So long after the last fault every job has ended, and so long after that every card says so."""
_PRICE = Quote(about=Money.of("0.03"), at_most=Money.of("0.06"))
_BUGS = ("crashed", "unbalanced", "two_orders")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a story went."""

    ended: Counter[str]
    """Jobs by their last state."""
    lives: int
    stalls: int
    faults: Counter[str]
    events: list[str]


@dataclass(kw_only=True)
class Story:
    """One world, and what is done to it."""

    seed: int
    hours: float
    paid: bool = False
    server: PostgresServer | None = None
    """Shared by `processes`; without it there is one process, which owns its store."""
    processes: int = 1
    _rooms: dict[int, tuple[Life, Room]] = field(default_factory=dict[int, tuple[Life, Room]], init=False)
    """The processes that live, by their number."""
    _unheard: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]], init=False)
    """Errors that nobody has minded."""
    _lives: int = field(default=0, init=False)
    _stalls: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._dice = Random(self.seed)
        self._weather = Weather(self._dice)

    def tell(self) -> Told:
        """Live through it; raises AssertionError where something does not hold that must."""
        loop = VirtualLoop(grace=0)
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            return runner.run(self._tell(loop))

    async def _tell(self, loop: VirtualLoop) -> Told:
        loop.set_exception_handler(lambda _, context: self._unheard.append(context))
        store: AbstractAsyncContextManager[Raw] = on_server(self.server, loop) if self.server else in_memory()
        async with store as raw:
            self._begin(raw)
            end = loop.time() + self.hours * HOUR
            processes = (self._come_and_go(number, end) for number in range(self.processes))
            await asyncio.gather(self._crowd(end), self._close_places(end), *processes)
            self._weather.foul = False
            for number in range(self.processes):
                self._live(number)
            async with asyncio.timeout(_HEALING):
                while await self._open():  # noqa: ASYNC110 (a row tells nobody that it has changed)
                    await asyncio.sleep(_LAST_LOOK)
            await asyncio.sleep(_LAST_LOOK)
            for number in range(self.processes):
                await self._die(number)
            await self._judge()
            return Told(
                ended=Counter(each.state.value for each in await self._jobs()),
                lives=self._lives,
                stalls=self._stalls,
                faults=self._weather.struck,
                events=self._world.events.names(),
            )

    def _begin(self, raw: Raw) -> None:
        engine = ScriptedEngine(repeatable=not self.paid)
        engine.quote = _PRICE if self.paid else None
        self._store = WeatheredStore(raw, self._weather)
        self._world = World(database=cast("Any", self._store), clock=cast("Any", LoopClock()), engine=engine)
        for fake in (self._world.engine, self._world.cards, self._world.images, self._world.notices):
            fake.script = self._weather

    async def _come_and_go(self, number: int, end: float) -> None:
        """One process's lives, until the hours are over."""
        loop = asyncio.get_running_loop()
        while loop.time() < end:
            life = self._live(number)
            over = loop.time() + self._dice.expovariate(1 / _LIFETIME)
            while loop.time() < over:
                await asyncio.sleep(min(over - loop.time(), self._dice.expovariate(1 / _BETWEEN_STALLS)))
                if self.processes > 1:
                    self._stalls += 1
                    life.stalled_until = loop.time() + self._dice.expovariate(1 / _STALL)
            await self._die(number)
            await asyncio.sleep(self._dice.expovariate(1 / _DOWNTIME))

    async def _close_places(self, end: float) -> None:
        """Now and then something is out of reach for minutes."""
        loop = asyncio.get_running_loop()
        while loop.time() < end:
            await asyncio.sleep(self._dice.expovariate(1 / _BETWEEN_OUTAGES))
            self._weather.close(self._dice.choice(list(PLACES)), self._dice.expovariate(1 / _OUTAGE))

    def _live(self, number: int) -> Life:
        self._lives += 1
        life = Life()
        room = Room(self._world, daily_pictures=DAILY, slots=SLOTS, poll=_POLL)
        self._rooms[number] = life, room
        self._do(life, self._work(room))
        return life

    async def _die(self, number: int) -> None:
        """As by `kill -9`."""
        life, room = self._rooms.pop(number)
        # From here on nothing that this life has begun gets any further; cancelling only tidies up.
        life.over = True
        doings = tuple(life.doings)
        for task in doings:
            task.cancel()
        for outcome in await asyncio.gather(*doings, return_exceptions=True):
            if isinstance(outcome, Exception):
                self._unheard.append({"exception": outcome})
        await room.kill()
        if self.processes == 1 and not self.paid:
            self._world.engine.lose_orders()

    def _do(self, life: Life, work: Coroutine[Any, Any, None]) -> None:
        """Begin something in a process."""
        context = copy_context()
        context.run(LIFE.set, life)
        task = asyncio.create_task(work, context=context)
        life.doings.add(task)
        task.add_done_callback(life.doings.discard)

    async def _work(self, room: Room) -> None:
        """What a process does all its life; where its store is out of reach at the start it tries again."""
        crew = room.crew()
        begun = False
        while not begun:
            try:
                await crew.begin()
                begun = True
            except StoreBusy:
                await asyncio.sleep(_START_AGAIN)
        await crew.run()

    async def _crowd(self, end: float) -> None:
        """People come and want something, whether anybody is there or not."""
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(self._dice.expovariate(1 / _BETWEEN_REQUESTS))
            if self._rooms:
                life, room = self._dice.choice(list(self._rooms.values()))
                self._do(life, self._want(room))

    async def _want(self, room: Room) -> None:
        """One person's wish; whatever is refused is told to them."""
        guild, user = self._dice.randint(1, GUILDS), self._dice.randint(1, USERS)
        chance = self._dice.random()
        theirs = [each for each in await self._jobs() if each.guild_id == guild]
        with suppress(BotError):
            if chance < 0.1 and (waiting := [each for each in theirs if not each.state.ended]):
                await room.cancel(self._dice.choice(waiting), user=user, moderator=True, guild=guild)
            elif chance < 0.3 and (done := [each for each in theirs if each.state is State.DONE]):
                await room.vary(self._dice.choice(done), user=user, guild=guild)
            elif chance < 0.32 and (shown := [each.card for each in theirs if each.card]):
                self._world.cards.delete(self._dice.choice(shown))
            else:
                reply = KeptReply(self._world.cards)
                reply.script = self._weather
                await room.ask(user=user, guild=guild, reply=reply, count=self._dice.choice((1, 1, 1, 3)))

    async def _jobs(self) -> list[Job]:
        return await self._store.run_raw(_jobs)

    async def _open(self) -> list[Job]:
        return [each for each in await self._jobs() if not each.state.ended]

    async def _judge(self) -> None:
        """What must hold in the end: the invariants by their numbers, and that nothing was a bug."""
        await assert_books_balance(self._world, limit=DAILY)
        assert_sent_once(self._world)
        for each in await self._jobs():
            shown = self._world.cards.shown.get(each.card) if each.card else None
            assert shown is None or shown[0].state is each.state, f"I8: the card of {each} says {shown}"
        bugs = [event for event in self._world.events.all if event[0].rsplit(".", 1)[-1] in _BUGS]
        assert not bugs, bugs[:3]
        gc.collect()
        assert not self._unheard, f"nobody has minded {self._unheard[:3]}"


def _jobs(connection: sa.Connection) -> list[Job]:
    return [job_from(row) for row in connection.execute(sa.select(job).order_by(job.c.id))]
