"""How Alembic meets our database: over the connection it is handed, in that connection's transaction.

`restyle migrate` and every start-up hand one over. For writing a new revision, `alembic revision --autogenerate` opens
the database named by RESTYLE_DATABASE_URL itself.
"""

import asyncio
import os

import sqlalchemy as sa
from alembic import context

from bot.storage.database import open_database
from bot.storage.schema import metadata


def _migrate(connection: sa.Connection) -> None:
    # Batch mode, so that one script serves SQLite, which cannot alter a table in place, and PostgreSQL.
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()


async def _open_and_migrate() -> None:
    async with open_database(os.environ["RESTYLE_DATABASE_URL"]) as database:
        await database.run_raw(_migrate)


handed: sa.Connection | None = context.config.attributes.get("connection")
if handed is not None:
    _migrate(handed)
else:
    asyncio.run(_open_and_migrate())
