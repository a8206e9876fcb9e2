"""How Alembic meets our database: over the connection it is handed, in that connection's transaction.

`restyle migrate` and every start-up hand one over. For writing a new revision, `alembic revision --autogenerate` opens
the database named by RESTYLE_DATABASE_URL itself.
"""

import os

import sqlalchemy as sa
from alembic import context

from bot.storage.schema import metadata


def _migrate(connection: sa.Connection) -> None:
    # Batch mode, so that one script serves SQLite, which cannot alter a table in place, and PostgreSQL.
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()


handed: sa.Connection | None = context.config.attributes.get("connection")
if handed is not None:
    _migrate(handed)
else:
    with sa.create_engine(os.environ["RESTYLE_DATABASE_URL"].replace("+aiosqlite", "")).begin() as opened:
        _migrate(opened)
