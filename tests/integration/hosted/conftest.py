"""A fake ModelRunner and our engine on it, in virtual time."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import pytest

from bot.engines.hosted.engine import ModelRunnerEngine
from tests.fakes.events import RecordedEvents
from tests.fakes.modelrunner_server import ModelRunnerFake, open_fake
from tests.fakes.virtual_loop import loop_factories
from tests.integration.hosted.engines import FILLING, open_hosted


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> Mapping[str, Any]:
    """Every test of this folder runs in virtual time."""
    return loop_factories()


@pytest.fixture
async def fake() -> AsyncGenerator[ModelRunnerFake]:
    """A fake whose requests take 14 s."""
    async with open_fake() as opened:
        yield opened


@pytest.fixture
def events() -> RecordedEvents:
    """What the engine tells the operator."""
    return RecordedEvents()


@pytest.fixture
async def engine(fake: ModelRunnerFake, events: RecordedEvents) -> AsyncGenerator[ModelRunnerEngine]:
    """The engine, with a model that fills."""
    async with open_hosted(fake, events=events, terms=FILLING) as opened:
        yield opened
