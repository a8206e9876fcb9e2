"""Bringing a database to this program's schema, and refusing one that a newer program wrote. Runs inside `run_raw`."""

from collections.abc import Generator
from contextlib import contextmanager
from importlib.resources import as_file, files

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.storage.dialects import begin_migration


class UnknownSchema(RuntimeError):
    """The database was written by a newer version of this program, or by none."""


def upgrade(connection: sa.Connection) -> str:
    """Bring the database to the newest revision and return its name; raises UnknownSchema and changes nothing."""
    begin_migration(connection)
    with _configured(connection) as config:
        scripts = ScriptDirectory.from_config(config)
        _known_revision(connection, scripts)
        command.upgrade(config, "head")
        return scripts.get_current_head() or ""


def require_head(connection: sa.Connection) -> None:
    """Raise UnknownSchema unless the database is at the newest revision."""
    with _configured(connection) as config:
        scripts = ScriptDirectory.from_config(config)
        current, head = _known_revision(connection, scripts), scripts.get_current_head()
    if current != head:
        at = f"at revision {current}, not {head}" if current else "without this program's tables"
        raise UnknownSchema(f"the database is {at}: run `restyle migrate` on it first")


@contextmanager
def _configured(connection: sa.Connection) -> Generator[Config]:
    with as_file(files("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        yield config


def _known_revision(connection: sa.Connection, scripts: ScriptDirectory) -> str | None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise UnknownSchema(
            f"the database is at revision {current}, which this version does not know: "
            "start the version that wrote it, or restore a backup"
        )
    return current
