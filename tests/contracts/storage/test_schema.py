"""The schema that migrations make is the schema the program believes in."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.storage.database import SqlDatabase, open_database
from bot.storage.migrate import UnknownSchema, upgrade
from bot.storage.schema import metadata
from tests.contracts.storage.stores import Stores

_CATALOGUES = {
    # Not the text of CREATE TABLE: a column that was added later stands behind the constraints there.
    "sqlite": (
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        """SELECT json_array(m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk)
        FROM sqlite_master AS m, pragma_table_info(m.name) AS c
        WHERE m.type = 'table' AND m.name NOT LIKE 'alembic%'""",
        """SELECT json_array(m.name, k."from", k."table", k."to", k.on_delete)
        FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS k WHERE m.type = 'table'""",
        """SELECT json_array(m.name, i.origin, c.seqno, c.name)
        FROM sqlite_master AS m, pragma_index_list(m.name) AS i, pragma_index_info(i.name) AS c
        WHERE m.type = 'table' AND i."unique" AND m.name NOT LIKE 'alembic%'""",
    ),
    "postgresql": (
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%'",
        """SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'alembic%'""",
        """SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default)
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'alembic%'""",
    ),
}


def _ddl(connection: sa.Connection) -> set[str]:
    rows = [row for query in _CATALOGUES[connection.dialect.name] for row in connection.execute(sa.text(query))]
    return {" ".join(" ".join(map(str, row)).replace('"', "").split()) for row in rows}


async def test_migrated_equals_fresh(database: SqlDatabase, stores: Stores) -> None:
    """A migrated database has the same tables and the same partial indexes, predicates included, as a fresh one."""
    async with stores.fresh(migrated=False) as address, open_database(address) as fresh:
        await fresh.run_raw(metadata.create_all)
        made = await fresh.run_raw(_ddl)
        assert any("job_line" in sql and "WHERE" in sql for sql in made)
        assert await database.run_raw(_ddl) == made


async def test_upgrade_can_be_repeated(database: SqlDatabase) -> None:
    """Starting again on a current database changes nothing."""
    assert await database.run_raw(upgrade) == await database.run_raw(upgrade)


async def test_many_may_start_at_once_on_an_empty_database(stores: Stores) -> None:
    """Of several that find no schema one makes it, and the others wait for that."""
    async with stores.fresh(migrated=False) as address, open_database(address) as database:
        revisions = await asyncio.gather(*(database.run_raw(upgrade) for _ in range(3)))
    assert len(set(revisions)) == 1


async def test_a_newer_schema_is_refused(database: SqlDatabase) -> None:
    """A database written by a newer version is not touched."""
    await database.run_raw(lambda c: c.execute(sa.text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(UnknownSchema, match="9999"):
        await database.run_raw(upgrade)
