"""Processes on one store: who counts whom, and what a card says of when its job starts."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar

import pytest

from bot.domain.errors import StoreBusy
from bot.ports import Database, Topic, Tx
from tests.integration.engine_room.steps import LIMIT, true
from tests.integration.room import Room, World, eventually, open_room, reached

P = ParamSpec("P")
R = TypeVar("R")


@asynccontextmanager
async def _two(world: World) -> AsyncGenerator[tuple[Room, Room]]:
    async with open_room(world) as one, open_room(world) as other:
        yield one, other


async def test_processes_share_what_all_have_together(world: World) -> None:
    """Discord's limit is divided by who is alive: who comes, goes, or falls silent changes everybody's part."""
    async with _two(world) as (one, other):
        mine, theirs = list[int](), list[int]()
        first, second = one.presence(mine.append), other.presence(theirs.append)
        await first.look()
        await second.look()
        await first.look()
        assert (mine, theirs) == ([1, 2], [2])
        world.clock.advance(30)
        await first.look()
        world.clock.advance(30)
        await first.look()
        assert mine[2:] == [2, 1]
        await second.look()
        await second.leave()
        await first.look()
        assert mine[-1] == 1


async def test_a_card_says_when_its_job_may_start(room: Room) -> None:
    """Once something has been drawn, whoever stands in line is told how long that takes."""
    gate = room.world.engine.script.gate("wait")
    first = await room.ask()
    await reached(gate.reached)
    await room.presence().look()
    room.world.clock.advance(9)
    gate.opened.set()
    await room.ended(first.key)
    await room.presence().look()
    again = room.world.engine.script.gate("wait")
    drawn = await room.ask()
    await reached(again.reached)
    await room.ask()
    third = await room.ask()
    ticket = await room.world.database.run(room.tickets.of, third, room.world.clock.now())
    assert (ticket.place, ticket.starts_at) == (2, room.world.clock.now() + timedelta(seconds=9))
    again.opened.set()
    await room.ended(drawn.key)


class Switched:
    """A store that answers while it is switched on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.on = True

    async def run(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        await self.ping()
        return await self._database.run(fn, *args, **kwargs)

    async def scrub(self) -> None:
        await self._database.scrub()

    async def ping(self) -> None:
        if not self.on:
            raise StoreBusy


async def test_an_outage_of_the_store_ends_no_loop(world: World) -> None:
    """While the store does not answer nobody works, and when it does again everybody goes on."""
    store = Switched(world.database)
    room = Room(world, daily_pictures=LIMIT, slots=2, database=store)
    crew = room.crew()
    working = asyncio.create_task(crew.run())
    await room.ended((await room.ask()).key)
    store.on = False
    room.wakeup.notify(*Topic)
    with pytest.raises(StoreBusy):
        await room.ask()
    await eventually(lambda: true(world.events.names().count("store.busy") >= 3))
    store.on = True
    job = await room.ask()
    world.clock.advance(60)
    await room.ended(job.key)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await room.show_cards()
    await crew.part()
