"""One bot without its Discord, whose books are checked after every test."""

from collections.abc import AsyncGenerator

import pytest

from bot.storage.database import SqlDatabase
from tests.fakes.engine import ScriptedEngine
from tests.integration.engine_room.steps import LIMIT
from tests.integration.room import (
    Room,
    World,
    assert_books_balance,
    assert_sent_once,
    open_room,
)


@pytest.fixture
async def world(database: SqlDatabase) -> AsyncGenerator[World]:
    """A world whose books are checked when the test is over."""
    world = World(database=database)
    yield world
    await assert_books_balance(world, limit=LIMIT)
    assert_sent_once(world)


@pytest.fixture
async def room(world: World) -> AsyncGenerator[Room]:
    async with open_room(world, daily_pictures=LIMIT) as opened:
        yield opened


@pytest.fixture
def paid(world: World) -> World:
    """The same world with an engine whose orders cost money."""
    world.engine = ScriptedEngine(repeatable=False)
    return world
