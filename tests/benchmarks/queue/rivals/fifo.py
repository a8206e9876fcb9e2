"""The unfair minimum: one line for everybody, no caps, no allowances, through the same seam and driver as the store.

A claim is the oldest waiting row, a completion its end; each is one transaction of one statement.
"""

import asyncio

import sqlalchemy as sa

from bot.storage.database import SqlDatabase
from bot.storage.schema import Serial
from tests.benchmarks.queue.figures import Stopwatch
from tests.benchmarks.queue.rivals.drain import JOBS, WIDTH

_metadata = sa.MetaData()
_fifo = sa.Table(
    "fifo",
    _metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),
    sa.Column("payload", sa.Text, nullable=False),
)
_WAITING = sa.literal_column("'waiting'", sa.Text)
_waiting = _fifo.c.state == _WAITING
sa.Index("fifo_line", _fifo.c.id, sqlite_where=_waiting, postgresql_where=_waiting)
_OLDEST = sa.select(_fifo.c.id).where(_waiting).order_by(_fifo.c.id).limit(1).with_for_update(skip_locked=True)
_CLAIM = (
    sa.update(_fifo)
    .where(_fifo.c.id == _OLDEST.scalar_subquery())
    .values(state="running", attempt=_fifo.c.attempt + 1)
    .returning(_fifo)
)
_COMPLETE = (
    sa.update(_fifo)
    .where(_fifo.c.id == sa.bindparam("i"), _fifo.c.attempt == sa.bindparam("a"))
    .values(state="done")
    .returning(_fifo.c.id)
)
_PAYLOAD = "x" * 500
"""About as much as the words and settings of a real job."""


def prepare(connection: sa.Connection, waiting: int) -> None:
    """Make the table, with its jobs in it."""
    _metadata.create_all(connection)
    connection.execute(sa.insert(_fifo), [{"state": "waiting", "payload": _PAYLOAD}] * waiting)


async def drain(database: SqlDatabase) -> Stopwatch:
    """Claim and complete as many as everybody is to do."""
    due = iter(range(JOBS))

    async def work() -> None:
        for _ in due:
            await watch.time(lambda: _one(database))

    with Stopwatch() as watch:
        await asyncio.gather(*(work() for _ in range(WIDTH)))
    return watch


async def _one(database: SqlDatabase) -> None:
    row = await database.run_raw(lambda connection: connection.execute(_CLAIM).one())
    ended = await database.run_raw(lambda connection: connection.scalar(_COMPLETE, {"i": row.id, "a": row.attempt}))
    assert ended == row.id
