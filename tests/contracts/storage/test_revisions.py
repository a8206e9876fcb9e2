"""Each step of the schema carries over what a database of the step before holds, on both databases."""

import json
from importlib.resources import as_file, files
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from bot.domain.job import State
from bot.storage.database import SqlDatabase, open_database
from bot.storage.migrate import upgrade
from bot.storage.schema import guild, job, member
from tests.contracts.storage.stores import Stores

_LANES = {State.ACCEPTED: "intake", State.WAITING: "waiting"}
_LANES |= dict.fromkeys((State.SUBMITTING, State.SUBMITTED, State.FETCHED), "running")
_DEEP = 40
"""Jobs waiting in one guild: more than its row counts."""


def _migrate(connection: sa.Connection, to: str, *, down: bool = False) -> None:
    with as_file(files("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, to)


def _insert(connection: sa.Connection, table: str, **values: Any) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


def _fill_first(connection: sa.Connection) -> None:
    """A database at 0001 with jobs in every state, guilds served in the order 7, 5, and 6 never."""
    for guild_id, served in ((5, 1_700_000_000_000_002), (6, 0), (7, 1_700_000_000_000_001)):
        _insert(connection, "guild", id=guild_id, turn=served, cap=3)
        _insert(connection, "member", guild_id=guild_id, user_id=1, turn=served)
    for number, state in enumerate(State, 1):
        _insert_job(connection, number, state, guild_id=5)
    for number in range(100, 100 + _DEEP):
        _insert_job(connection, number, State.WAITING, guild_id=6)
    _insert_job(connection, 200, State.ACCEPTED, guild_id=7, count=3, speed="QUALITY")


def _insert_job(
    connection: sa.Connection, number: int, state: State, *, guild_id: int, count: int = 1, speed: str = "TURBO"
) -> None:
    wish = json.dumps({"prompt": "x", "count": count, "speed": speed})
    ids = {"id": number, "key": f"k{number}", "interaction_id": number, "root": f"k{number}"}
    where = {"guild_id": guild_id, "user_id": 1, "channel_id": 1, "place": "here", "upload_limit": 1}
    about = {"state": state, "lane": _LANES.get(state, "ended"), "wish": wish, "origin": "command", "notes": "[]"}
    _insert(connection, "job", **ids, **where, **about, engine="e", summary="s", created=1)
    _insert(connection, "result", job_key=f"k{number}", number=1, seed=1, filename="f", width=1, height=1)
    _insert(connection, "ledger", job_key=f"k{number}", subject="s", window="w", reserved=1)


@pytest.fixture
async def first(stores: Stores) -> Any:
    """A database as the first step left it, full."""
    async with stores.fresh(migrated=False) as address, open_database(address) as opened:
        await opened.run_raw(lambda connection: _migrate(connection, "0001"))
        await opened.run_raw(_fill_first)
        yield opened


async def test_virtual_time_keeps_every_row_and_the_order_of_the_line(first: SqlDatabase) -> None:
    """At 0002 nothing is lost, who was served longest ago is still next, and what waits is counted."""
    await first.run_raw(upgrade)

    def look(connection: sa.Connection) -> None:
        jobs = len(State) + _DEEP + 1
        for table in ("job", "result", "ledger"):
            assert connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) == jobs
        for table, by in ((guild, guild.c.id), (member, member.c.guild_id)):
            line = connection.execute(sa.select(by, table.c.waiting).order_by(table.c.turn, table.c.served, by))
            assert [tuple(row) for row in line] == [(6, 32), (7, 1), (5, 2)]
        assert connection.execute(sa.select(guild.c.cap, guild.c.member_cap, guild.c.weight)).first() == (3, 1, 1.0)
        above = connection.execute(sa.select(job.c.id, job.c.cost).where((job.c.cost != 1) | (job.c.batch != 0)))
        assert [tuple(row) for row in above] == [(200, 6)]
        assert connection.scalar(sa.select(job.c.batch).where(job.c.id == 200)) == 1

    await first.run_raw(look)


async def test_a_step_can_be_undone_and_done_again(first: SqlDatabase) -> None:
    """Going back to 0001 keeps the rows and the order, and the way forward stays open."""
    await first.run_raw(upgrade)
    await first.run_raw(lambda connection: _migrate(connection, "0001", down=True))
    by_turn = sa.text("SELECT id FROM guild ORDER BY turn")
    assert await first.run_raw(lambda connection: list(connection.scalars(by_turn))) == [6, 7, 5]
    assert await first.run_raw(lambda c: c.scalar(sa.text("SELECT count(*) FROM ledger"))) == len(State) + _DEEP + 1
    await first.run_raw(upgrade)
