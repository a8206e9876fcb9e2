"""A fake ModelRunner and our client on it, in virtual time."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest

from bot.engines.modelrunner import ModelRunner
from tests.fakes.modelrunner_server import ModelRunnerFake, open_fake
from tests.fakes.virtual_loop import loop_factories
from tests.integration.modelrunner.clients import client_of


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> Mapping[str, Any]:
    """Every test of this folder runs in virtual time."""
    return loop_factories()


@pytest.fixture
async def fake() -> AsyncGenerator[ModelRunnerFake]:
    """A fake whose requests take 14 s."""
    async with open_fake() as opened:
        yield opened


@pytest.fixture
async def runner(fake: ModelRunnerFake) -> AsyncGenerator[ModelRunner]:
    """Our client on that fake."""
    async with client_of(fake) as opened:
        yield opened
