"""A store that does not answer is told apart from a bug, whatever its driver calls it."""

import asyncio
import sqlite3
import traceback
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util.concurrency import await_only

from bot.domain.errors import StoreBusy
from bot.domain.job import NewJob
from bot.domain.request import Requester
from bot.ports import Tx
from bot.storage.database import SqlDatabase, open_database
from tests.contracts.storage.stores import PostgresServer
from tests.factories import new_job

_DRIVERS_OWN = (DBAPIError, sqlite3.Error)
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_TOKEN = "the secret token of an answer"
_DROP_EVERYBODY_ELSE = sa.text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def _look(tx: Tx) -> None:
    tx.jobs.get("nobody")


async def test_no_server_is_an_outage() -> None:
    """Where nobody listens the caller is told so in our own words."""
    async with open_database("postgresql+asyncpg://nobody@127.0.0.1:1/nothing") as database:
        with pytest.raises(StoreBusy):
            await database.run(_look)


async def test_a_connection_dropped_within_a_transaction_is_an_outage(postgres: PostgresServer) -> None:
    """What was committed is unknown then; the next transaction finds a new connection by itself."""
    async with postgres.fresh() as address, open_database(address) as here, open_database(address) as there:
        entered, dropped = asyncio.Event(), asyncio.Event()

        def stay(tx: Tx) -> None:
            _look(tx)
            entered.set()
            await_only(dropped.wait())
            _look(tx)

        staying = asyncio.create_task(here.run(stay))
        await entered.wait()
        await there.run_raw(lambda connection: connection.scalar(_DROP_EVERYBODY_ELSE))
        dropped.set()
        with pytest.raises(StoreBusy):
            await staying
        await here.run(_look)


@pytest.fixture
def file(sqlite_only: SqlDatabase) -> Path:
    """The SQLite file that is open."""
    return Path(sqlite_only.url.removeprefix("sqlite+aiosqlite:///"))


async def test_a_file_held_by_somebody_else_is_an_outage(sqlite_only: SqlDatabase, file: Path) -> None:
    """A backup tool that locks the file delays or refuses a request; it breaks nothing."""
    await sqlite_only.run_raw(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 1"))
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            await sqlite_only.run(_look)
        other.execute("ROLLBACK")
    await sqlite_only.run(_look)


async def test_an_error_does_not_say_what_was_to_be_written(database: SqlDatabase) -> None:
    """It ends up in a log, and a row holds the token by which anybody could answer in our name."""
    new = _secretly(1)
    await database.run(lambda tx: tx.jobs.add(new, _NOW))
    with pytest.raises(_DRIVERS_OWN) as taken:
        await database.run(lambda tx: tx.jobs.add(replace(new, requester=_secretly(2).requester), _NOW))
    with pytest.raises(_DRIVERS_OWN) as wrong:
        await database.run(lambda tx: tx.jobs.add(_secretly(3, engine=None), _NOW))
    for error in (taken, wrong):
        told = "".join(traceback.format_exception(error.value))
        assert "job" in told
        assert _TOKEN not in told


def _secretly(interaction_id: int, **changes: Any) -> NewJob:
    who = Requester(guild_id=1, user_id=10, interaction_id=interaction_id, upload_limit=10_000_000, answer_token=_TOKEN)
    return new_job(requester=who, **changes)


async def test_a_statement_that_is_wrong_is_a_bug(database: SqlDatabase) -> None:
    """Only what passes by itself is called an outage."""
    with pytest.raises(_DRIVERS_OWN):
        await database.run(lambda tx: tx.jobs.get(object()))  # pyright: ignore[reportArgumentType]
