"""Every contract of the store is tested on both databases: a SQLite file, and a real PostgreSQL."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.storage.database import SqlDatabase, open_database
from tests.contracts.storage.stores import PostgresServer, SqliteFiles, Stores

KINDS = ("sqlite", "postgresql")


def stores_of(request: pytest.FixtureRequest, directory: Path, migrated: Path) -> Stores:
    """Databases of the kind that is the fixture's parameter; those that are files are in `directory`."""
    return SqliteFiles(directory, migrated) if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture(params=KINDS)
def stores(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> Stores:
    """Either kind of database."""
    return stores_of(request, tmp_path, migrated)


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
