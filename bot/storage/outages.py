"""What it means that a database does not answer: the border where its drivers' errors become ours.

Only outages are translated, which pass without anybody changing the program. Any other error is a bug, and stays one.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

import asyncpg  # pyright: ignore[reportMissingTypeStubs] (it has none)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.errors import StoreBusy

_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_DETAIL = "\nDETAIL:"
_POSTGRESQL = ("08", "25P0", "53", "57P")
"""The start of SQLSTATEs: connection, transaction out of time, resources, and a server that goes down or comes up."""


@contextmanager
def outages() -> Generator[None]:
    """Raise StoreBusy for an error that says that the store cannot be reached, or cannot write, at the moment.

    Whether the transaction was committed is unknown then.
    """
    try:
        yield
    except (PoolTimeout, OSError, asyncpg.InterfaceError) as error:
        raise StoreBusy from error
    except (DBAPIError, sqlite3.Error, asyncpg.PostgresError) as error:
        if not _is_outage(error):
            _keep_rows_out(error)
            raise
        raise StoreBusy from error


def _keep_rows_out(error: BaseException | None) -> None:
    """Take away what a server adds about the row that it refuses: it would stand in a log, tokens and prompts in it."""
    while error is not None:
        error.args = tuple(each.partition(_DETAIL)[0] if isinstance(each, str) else each for each in error.args)
        if isinstance(error, asyncpg.PostgresError):
            error.detail = None  # pyright: ignore[reportAttributeAccessIssue] (the fields of a message are set on it)
        error = error.__cause__


def _is_outage(error: DBAPIError | sqlite3.Error | asyncpg.PostgresError) -> bool:
    cause: object = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        # Extended codes carry the plain one in their lowest byte.
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    state = str(getattr(cause, "sqlstate", None) or "")
    return state.startswith(_POSTGRESQL) or (isinstance(error, DBAPIError) and error.connection_invalidated)
