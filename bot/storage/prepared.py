"""Statements compiled once and given to the driver as they are: those that every picture needs.

What SQLAlchemy does anew at each execution, most of all describing the rows of the answer, takes several times as long
as SQLite takes for the statement. In return values go in and come out as the driver has them: numbers and texts, JSON
among these.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.storage.dialects import EachDialect

Row = Any
"""A named tuple: one field for each column of the answer."""


class Prepared:
    """A statement with named parameters."""

    def __init__(self, statement: sa.Executable | EachDialect[Any], *, takes_row: bool = False) -> None:
        """`takes_row`: its parameters are a row to be inserted, always of the same columns."""
        self._statement = statement
        self._takes_row = takes_row
        self._compiled = dict[str, _Compiled]()

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> int:
        """Run a change that returns no rows, and say how many it made; raises as `rows` does."""
        return self._asked(connection, values).changed

    def rows(self, connection: sa.Connection, values: Mapping[str, Any]) -> list[Row]:
        """All rows of the answer; raises KeyError if a parameter is missing, and what driver or SQLAlchemy raise."""
        return self._asked(connection, values).rows

    def first(self, connection: sa.Connection, values: Mapping[str, Any]) -> Row | None:
        """The first row of the answer, or None."""
        rows = self.rows(connection, values)
        return rows[0] if rows else None

    def scalar(self, connection: sa.Connection, values: Mapping[str, Any]) -> Any:
        """The first value of the first row, or None if there is none."""
        row = self.first(connection, values)
        return None if row is None else row[0]

    def on(self, connection: sa.Connection) -> Any:
        """The statement for this connection's database."""
        return self._statement.on(connection) if isinstance(self._statement, EachDialect) else self._statement

    def _asked(self, connection: sa.Connection, values: Mapping[str, Any]) -> "_Answer":
        name = connection.dialect.name
        compiled = self._compiled.get(name) or self._compile(connection, values)
        ask = _ask_file if name == "sqlite" else _ask_server
        return ask(connection, compiled, compiled.in_order(values))

    def _compile(self, connection: sa.Connection, values: Mapping[str, Any]) -> "_Compiled":
        dialect = connection.dialect
        columns = list(values) if self._takes_row else None
        compiled = self.on(connection).compile(dialect=dialect, column_keys=columns)
        said = {name: _as_driver_takes(bind, dialect) for name, bind in compiled.binds.items() if not bind.required}
        text = self._compiled[dialect.name] = _Compiled(compiled.string, tuple(compiled.positiontup or ()), said)
        return text


def _as_driver_takes(bind: sa.BindParameter[Any], dialect: sa.Dialect) -> Any:
    """What stands in a statement, in the form in which SQLAlchemy would give it to the driver, e.g. a path in JSON."""
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    return process(bind.value) if process else bind.value


class _Compiled:
    """A statement as one kind of database reads it."""

    def __init__(self, sql: str, names: tuple[str, ...], said: Mapping[str, Any]) -> None:
        self.sql = sql
        self._names = names
        self._said = said
        self._make_row: Callable[[Iterable[Any]], Row] | None = None

    def in_order(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The parameters by their places; what stands in the statement itself is among them."""
        known = {**self._said, **values} if self._said else values
        return tuple(map(known.__getitem__, self._names))

    def rows_of(self, found: Iterable[Iterable[Any]], columns: Iterable[str]) -> list[Row]:
        """What was found, with the names of columns, which are the same for every answer to this statement."""
        if self._make_row is None:
            # What its fields are is known at run time only.
            row = namedtuple("Row", tuple(columns))  # noqa: PYI024 # pyright: ignore[reportUntypedNamedTuple]
            self._make_row = row._make
        return list(map(self._make_row, found))


class _Answer(NamedTuple):
    rows: list[Row]
    changed: int
    """How many rows a change found; of no use where it returns them."""


def _ask_file(connection: sa.Connection, compiled: _Compiled, values: tuple[Any, ...]) -> _Answer:
    cursor = connection.connection.cursor()
    try:
        cursor.execute(compiled.sql, values)
        found = cursor.fetchall()
        rows = compiled.rows_of(found, (column[0] for column in cursor.description or ())) if found else []
        return _Answer(rows, cursor.rowcount)
    finally:
        cursor.close()


def _ask_server(connection: sa.Connection, compiled: _Compiled, values: tuple[Any, ...]) -> _Answer:
    # Through SQLAlchemy, which knows what to do about a connection that is lost or left in the middle of an answer.
    answer = connection.exec_driver_sql(compiled.sql, values)
    rows = compiled.rows_of(answer.all(), answer.keys()) if answer.returns_rows else []
    return _Answer(rows, answer.rowcount)


@dataclass(frozen=True, slots=True)
class Together:
    """Changes that read nothing of what the others write: one round trip to a server, one after the other in a file."""

    steps: tuple[Prepared, ...]
    at_once: Prepared

    def run(self, connection: sa.Connection, values: Mapping[str, Any]) -> None:
        """Make all of them, with one set of parameters."""
        for step in self.steps if connection.dialect.name == "sqlite" else (self.at_once,):
            step.run(connection, values)


def together(first: sa.Update, then: sa.Update) -> Together:
    """Join two changes of different tables; only PostgreSQL takes an UPDATE within another."""
    return Together((Prepared(first), Prepared(then)), Prepared(then.add_cte(first.cte("first"))))
