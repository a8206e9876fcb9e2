"""The schema that migrations make is the schema the program believes in."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.storage.database import SqlDatabase, open_database
from bot.storage.migrate import UnknownSchema, upgrade
from bot.storage.schema import metadata


def _ddl(connection: sa.Connection) -> set[str]:
    rows = connection.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'")
    )
    return {" ".join(sql.replace('"', "").split()) for (sql,) in rows}


async def test_migrated_equals_fresh(database: SqlDatabase, tmp_path: Path) -> None:
    """A migrated database has the same tables and the same partial indexes, predicates included, as a fresh one."""
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'fresh.db'}") as fresh:
        await fresh.run_raw(metadata.create_all)
        assert await database.run_raw(_ddl) == await fresh.run_raw(_ddl)


async def test_upgrade_can_be_repeated(database: SqlDatabase) -> None:
    """Starting again on a current database changes nothing."""
    assert await database.run_raw(upgrade) == await database.run_raw(upgrade)


async def test_a_newer_schema_is_refused(database: SqlDatabase) -> None:
    """A database written by a newer version is not touched."""
    await database.run_raw(lambda c: c.execute(sa.text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(UnknownSchema, match="9999"):
        await database.run_raw(upgrade)


async def test_every_line_is_found_by_its_index(database: SqlDatabase) -> None:
    """The partial indexes serve the predicates that the statements use; a scan would grow with history."""
    predicates = {
        "guild_line": "SELECT id FROM guild WHERE ready = 1 ORDER BY turn, id LIMIT 1",
        "member_line": "SELECT user_id FROM member WHERE guild_id = 1 AND ready = 1 ORDER BY turn, user_id LIMIT 1",
        "job_line": "SELECT id FROM job WHERE lane = 'waiting' AND guild_id = 1 AND user_id = 1 ORDER BY id LIMIT 1",
        "job_running": "SELECT count(*) FROM job WHERE lane = 'running' AND guild_id = 1",
        "job_stale": "SELECT id FROM job WHERE stale = 1 ORDER BY id LIMIT 20",
    }
    for index, query in predicates.items():
        plan = await database.run_raw(
            lambda c, q=query: [row[3] for row in c.execute(sa.text(f"EXPLAIN QUERY PLAN {q}"))]
        )
        assert any(index in step for step in plan), (index, plan)
