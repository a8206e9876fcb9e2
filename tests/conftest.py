"""What every test may use: a clock that is moved by hand, ids that count, and real stores in temporary files."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage.database import SqlDatabase, open_database
from bot.storage.migrate import upgrade


class ManualClock:
    """Time that passes when a test says so; `sleep` yields once and moves it."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncGenerator[SqlDatabase]:
    """A migrated SQLite database in a file of its own."""
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}") as opened:
        await opened.run_raw(upgrade)
        yield opened
