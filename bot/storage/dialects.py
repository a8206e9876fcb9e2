"""What the two databases do not share: the one fork in the statements.

SQLite is a file that one process owns; PostgreSQL is a server that many processes share. Everything else that is said
to either is the same Core statement.
"""

from collections.abc import Callable, Iterable, Mapping
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


class Prepared:
    """A statement that is compiled once for each database and then given to the driver as it is.

    What SQLAlchemy does anew at each execution takes several times as long as SQLite takes for most statements. In
    return values go in and come out as the driver has them: numbers and texts, nothing that a type would have to turn.
    """

    def __init__(self, statement: sa.Executable | EachDialect[Any]) -> None:
        self._statement = statement
        self._texts = dict[str, _Text]()

    def execute(self, connection: sa.Connection, values: Mapping[str, Any]) -> sa.CursorResult[Any]:
        """Run it with these parameters by name; raises KeyError if one is missing."""
        text = self._texts.get(connection.dialect.name) or self._compile(connection)
        return connection.exec_driver_sql(text.sql, text.in_order(values))

    def on(self, connection: sa.Connection) -> Any:
        """The statement for this connection's database."""
        return self._statement.on(connection) if isinstance(self._statement, EachDialect) else self._statement

    def _compile(self, connection: sa.Connection) -> "_Text":
        compiled = self.on(connection).compile(dialect=connection.dialect)
        said = {name: value for name, value in compiled.params.items() if value is not None}
        text = self._texts[connection.dialect.name] = _Text(compiled.string, tuple(compiled.positiontup or ()), said)
        return text


@dataclass(frozen=True, slots=True)
class _Text:
    """A compiled statement."""

    sql: str
    names: tuple[str, ...]
    """Of its parameters, in order; one may be there twice."""
    said: Mapping[str, Any]
    """Those whose value stands in the statement itself."""

    def in_order(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple([values[name] if name in values else self.said[name] for name in self.names])


@dataclass(frozen=True, slots=True)
class Together:
    """Changes that read nothing of what the others write: one round trip to a server, one after the other in a file."""

    steps: tuple[Prepared, ...]
    at_once: Prepared

    def run(self, connection: sa.Connection, values: dict[str, Any]) -> None:
        """Make all of them, with one set of parameters."""
        for step in self.steps if connection.dialect.name == "sqlite" else (self.at_once,):
            step.execute(connection, values)


def together(first: sa.Update, then: sa.Update) -> Together:
    """Join two changes of different tables; only PostgreSQL takes an UPDATE within another."""
    return Together((Prepared(first), Prepared(then)), Prepared(then.add_cte(first.cte("first"))))


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
