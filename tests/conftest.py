"""What every test may use: a clock that is moved by hand, ids that count, and real stores in temporary files."""

import asyncio
import shutil
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


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the migrations make it, to be copied: making it takes longer than most tests."""
    file = tmp_path_factory.mktemp("migrated") / "test.db"

    async def make() -> None:
        async with open_database(f"sqlite+aiosqlite:///{file}") as opened:
            await opened.run_raw(upgrade)

    asyncio.run(make())
    return file


@pytest.fixture
async def database(tmp_path: Path, migrated: Path) -> AsyncGenerator[SqlDatabase]:
    """A migrated SQLite database in a file of its own."""
    file = shutil.copy(migrated, tmp_path / "test.db")
    async with open_database(f"sqlite+aiosqlite:///{file}") as opened:
        yield opened
