"""The real client and the connections for cards, logged in to a world of their own over real sockets."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.clock import RandomIds
from bot.delivery.rest import RestBudget, RestClient
from bot.gateway.client import RestyleClient, Shards
from bot.language.catalogues import Catalogues
from bot.playground.knobs import Knobs
from bot.playground.server import Playground, open_playground
from bot.ports import Events
from cogs import EXTENSIONS
from tests.fakes.use_cases import use_cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Online:
    """The bot's side of Discord."""

    playground: Playground
    client: RestyleClient
    rest: RestClient
    connected: asyncio.Task[None]
    """Ends with the connection to the gateway."""


@asynccontextmanager
async def open_online(
    folder: Path, *, events: Events, knobs: Knobs | None = None, **cases: Any
) -> AsyncGenerator[Online]:
    """The client online with these use cases; whatever Discord would not like fails the test."""
    with pytest.MonkeyPatch.context() as patch:
        async with open_playground(folder, rules=knobs or Knobs()) as playground:
            patch.setattr(Route, "BASE", playground.api_url)
            patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(playground.gateway_url))
            async with connected(playground, events=events, **cases) as online:
                yield online
            assert playground.violations == []


@asynccontextmanager
async def connected(playground: Playground, *, events: Events, **cases: Any) -> AsyncGenerator[Online]:
    """One life of the client."""
    rest = RestClient(RestBudget(0.8 * playground.knobs.global_per_second))
    client = RestyleClient(
        use_cases(**cases),
        extensions=EXTENSIONS,
        events=events,
        ids=RandomIds(),
        languages=Catalogues(),
        shards=Shards(count=1),
    )
    await client.login(playground.token)
    await rest.login(playground.token)
    task = asyncio.create_task(client.connect())
    await playground.until(lambda _: playground.online)
    yield Online(playground=playground, client=client, rest=rest, connected=task)
    await client.close()
    await rest.close()
    await asyncio.gather(task, return_exceptions=True)
    await playground.until(lambda _: not playground.online)
