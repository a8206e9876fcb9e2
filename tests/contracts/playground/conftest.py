"""A playground on a free port, and a plain discord.py bot connected to it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.playground.knobs import Knobs
from bot.playground.server import Playground, open_playground
from tests.contracts.playground.client import Client
from tests.contracts.playground.description import findings
from tests.contracts.playground.scratch import Bot, running


@pytest.fixture
def knobs() -> Knobs:
    return Knobs(acknowledge_within=0.5)


@pytest.fixture
async def playground(tmp_path: Path, knobs: Knobs) -> AsyncIterator[Playground]:
    """A playground of which every answer, and every request to it, is held against Discord's description."""
    found: list[str] = []
    async with open_playground(tmp_path, rules=knobs) as playground:
        playground.wire.watchers.append(lambda exchange: found.extend(findings(exchange)))
        yield playground
    assert found == []


@pytest.fixture
async def bot(playground: Playground, own_discord: None) -> AsyncIterator[Bot]:
    async with running(playground) as bot:
        yield bot


@pytest.fixture
def own_discord() -> Iterator[None]:
    """Leave discord.py pointing where it pointed."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@pytest.fixture
async def client(playground: Playground) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(playground, session)


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session
