"""Every engine there is, opened the same way: the local one, and the hosted one on a fake of its service."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from bot.domain.request import Speed
from bot.engines.local.engine import LocalEngine
from bot.engines.modelrunner import Timing
from bot.ports import Engine
from tests.fakes.modelrunner_server import open_fake
from tests.integration.hosted.engines import FILLING, open_hosted

PATIENT = dict.fromkeys(Speed, 100.0)
"""Limits for the local engine: what a picture looks like does not depend on how busy the processors are."""
_HURRY = 50
"""How much faster the hosted engine's time passes; the service is as much faster, and nobody can tell."""


def _hurried() -> Timing:
    return Timing(
        monotonic=lambda: asyncio.get_running_loop().time() * _HURRY,
        sleep=lambda seconds: asyncio.sleep(seconds / _HURRY),
        dice=lambda: 0.5,
    )


@asynccontextmanager
async def local() -> AsyncGenerator[Engine]:
    """Formulas in a child process, which starts when there is something to draw."""
    async with LocalEngine(processes=1, limits=PATIENT, warm=False) as engine:
        yield engine


@asynccontextmanager
async def modelrunner() -> AsyncGenerator[Engine]:
    """A service on loopback, over real sockets."""
    async with (
        open_fake(queued=0.02, seconds=0.25) as fake,
        open_hosted(fake, terms=FILLING, timing=_hurried()) as engine,
    ):
        yield engine


ENGINES: Mapping[str, Callable[[], AbstractAsyncContextManager[Engine]]] = {"local": local, "modelrunner": modelrunner}


@pytest.fixture(params=ENGINES)
async def engine(request: pytest.FixtureRequest) -> AsyncGenerator[Engine]:
    """An opened engine."""
    async with ENGINES[request.param]() as opened:
        yield opened
