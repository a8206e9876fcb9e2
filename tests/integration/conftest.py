"""What tests of the edge share."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.integration.edge import Edge, open_edge


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncGenerator[Edge]:
    """The client online in a world of its own; whatever Discord would not like fails the test."""
    async with open_edge(tmp_path) as opened:
        yield opened
