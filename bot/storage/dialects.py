"""What the two databases do not share: the one fork in the statements.

SQLite is a file that one process owns; PostgreSQL is a server that many processes share. Everything else that is said
to either is the same Core statement.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.schema import job

S = TypeVar("S", bound=sa.Executable)
Insert = Callable[[sa.Table], sqlite.Insert]
"""The start of an INSERT that knows ON CONFLICT; both databases' speak the same methods."""

_MIGRATION_LOCK = 0x7265_7374_796C_65
_SINCE_TRANSACTION_TIMEOUT = (17,)


@dataclass(frozen=True, slots=True)
class EachDialect(Generic[S]):
    """One statement, built once for each database."""

    sqlite: S
    postgresql: S

    def on(self, connection: sa.Connection) -> S:
        """The statement for this connection's database."""
        return self.sqlite if connection.dialect.name == "sqlite" else self.postgresql


def inserting(build: Callable[[Insert], S]) -> EachDialect[S]:
    """Build an INSERT with ON CONFLICT for both databases, e.g. `inserting(lambda insert: insert(job)...)`."""
    return EachDialect(build(sqlite.insert), build(cast("Insert", postgresql.insert)))


def proven_dead(connection: sa.Connection, boot: str) -> sa.ColumnElement[bool]:
    """Which job rows name a boot that cannot be alive, whatever their lease says.

    The owner of a file is alone with it, so every other boot is dead. On a server other boots are other processes,
    alive until their lease says otherwise.
    """
    return job.c.boot != boot if connection.dialect.name == "sqlite" else sa.false()


def begin_migration(connection: sa.Connection) -> None:
    """Keep other processes that start at the same time out until this transaction ends, however long it takes."""
    if connection.dialect.name == "sqlite":
        return
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.literal(_MIGRATION_LOCK, sa.BigInteger))))
    if knows_transaction_timeout(connection.dialect.server_version_info):
        connection.execute(sa.text("SET LOCAL transaction_timeout = 0"))


def knows_transaction_timeout(version: tuple[Any, ...] | None) -> bool:
    """Whether a PostgreSQL of this version can end transactions that take too long."""
    return version is not None and version >= _SINCE_TRANSACTION_TIMEOUT


def lock_tables(connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """Keep every other writer out of these tables until the transaction ends; a file has no other writer."""
    if connection.dialect.name != "sqlite":
        names = ", ".join(connection.dialect.identifier_preparer.format_table(table) for table in tables)
        connection.execute(sa.text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def continue_numbers(connection: sa.Connection, table: sa.Table) -> None:
    """After rows were written with their numbers, have new ones numbered from there on; SQLite does so by itself."""
    number = table.autoincrement_column
    if number is None or connection.dialect.name == "sqlite":
        return
    last = sa.select(sa.func.max(number)).scalar_subquery()
    sequence = sa.func.pg_get_serial_sequence(connection.dialect.identifier_preparer.format_table(table), number.name)
    connection.execute(sa.select(sa.func.setval(sequence, last)).where(last.is_not(None)))
