"""A store with a past and a backlog: one real row of each kind, copied a million times inside the database.

Copies take over whatever columns the real row has, so that this file knows nothing of the schema but the names that
must differ.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.address import is_embedded
from bot.storage.database import SqlDatabase
from bot.storage.line import DEPTH
from bot.storage.schema import guild, job, ledger, member
from tests.benchmarks.queue import crowd

_CHUNK = 100_000
_TEMPLATE = 0
"""The guild and the user whose rows are copied."""
_INTERACTIONS = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Who waits with how much; as many jobs have ended before."""

    guilds: int
    members: int
    """Of each guild."""
    jobs: int
    """Of each member."""
    done: int = 0

    @property
    def waiting(self) -> int:
        return self.guilds * self.members * self.jobs

    def who(self, number: int) -> crowd.Member:
        """Whose the `number`-th job is: neighbours in time belong to different guilds."""
        return 1 + number % self.guilds, 1 + number // self.guilds % self.members


async def fill(database: SqlDatabase, *backlogs: Backlog) -> None:
    """Put backlogs, and what has ended, into an empty store; the first one has all the guilds and members."""
    (ended,) = (await crowd.accept_all(database, [(_TEMPLATE, _TEMPLATE)], callers=1))[0]
    await crowd.line_up(database, [ended])
    await crowd.work_off(database, 1)
    (waiting,) = (await crowd.accept_all(database, [(_TEMPLATE, _TEMPLATE)], callers=1))[0]
    await crowd.line_up(database, [waiting])
    await database.run_raw(_widen)
    await database.run_raw(lambda connection: _copy_line(connection, backlogs[0]))
    first = 0
    for backlog in backlogs:
        for template, count in ((ended, backlog.done), (waiting, backlog.waiting)):
            for start in range(first, first + count, _CHUNK):
                numbers = range(start, min(start + _CHUNK, first + count))
                await database.run_raw(lambda c, t=template, n=numbers, b=backlog: _copy_jobs(c, t, n, b))
            first += count
    await database.run(crowd.call_off, waiting)


async def settle_down(address: str) -> None:
    """Leave the files as a database that has been up for a while has them: vacuumed, analysed, nothing to write."""
    url = sa.make_url(address)
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    # Nobody analyses the file of a running bot; on the server autovacuum does.
    chores = ("PRAGMA wal_checkpoint(TRUNCATE)",) if is_embedded(url) else ("VACUUM (ANALYZE)", "CHECKPOINT")
    async with engine.connect() as connection:
        for chore in chores:
            await connection.exec_driver_sql(chore)
    await engine.dispose()


def _widen(connection: sa.Connection) -> None:
    """Let a file's connection keep in memory what a million keys without order touch, until it is closed."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size = -1000000")


def _copy_line(connection: sa.Connection, backlog: Backlog) -> None:
    guilds, users = _numbers(1, backlog.guilds + 1, "guilds"), _numbers(1, backlog.members + 1, "users")
    in_line = sa.literal(min(DEPTH, backlog.members * backlog.jobs))
    _copy(connection, guild, guild.c.id == _TEMPLATE, {"id": guilds.c.i, "waiting": in_line}, guilds)
    who = sa.select(guilds.c.i.label("g"), users.c.i.label("u")).join(users, sa.true()).subquery()
    theirs = {"guild_id": who.c.g, "user_id": who.c.u, "waiting": sa.literal(min(DEPTH, backlog.jobs))}
    _copy(connection, member, member.c.guild_id == _TEMPLATE, theirs, who)
    if not backlog.waiting:
        for table in (guild, member):
            connection.execute(sa.update(table).where(table.c.waiting == 0).values(ready=0))


def _copy_jobs(connection: sa.Connection, template: str, numbers: range, backlog: Backlog) -> None:
    i = _numbers(numbers.start, numbers.stop, "i")
    # Drawn once for each row, although it is used twice.
    drawn = sa.select(i.c.i, _random_key(connection).label("key")).cte("drawn").prefix_with("MATERIALIZED")
    differing = {
        "key": drawn.c.key,
        "root": drawn.c.key,
        "interaction_id": _INTERACTIONS + drawn.c.i,
        "guild_id": 1 + drawn.c.i % backlog.guilds,
        "user_id": 1 + drawn.c.i // backlog.guilds % backlog.members,
    }
    last = connection.scalar(sa.select(sa.func.max(job.c.id)))
    _copy(connection, job, job.c.key == template, differing, drawn)
    fresh = sa.select(job.c.key).where(job.c.id > last).subquery()
    _copy(connection, ledger, ledger.c.job_key == template, {"job_key": fresh.c.key}, fresh)


def _copy(
    connection: sa.Connection,
    table: sa.Table,
    template: sa.ColumnElement[bool],
    differing: dict[str, Any],
    source: sa.FromClause,
) -> None:
    """Insert the template's row once for each row of `source`, with the differing columns taken from there."""
    names = [column.name for column in table.columns if column.autoincrement is not True]
    chosen = [differing.get(name, table.c[name]) for name in names]
    rows = sa.select(*chosen).select_from(source).join(table, template)
    connection.execute(sa.insert(table).from_select(names, rows))


def _numbers(start: int, stop: int, name: str) -> sa.CTE:
    numbers = sa.select(sa.cast(sa.literal(start), sa.BigInteger).label("i")).cte(name, recursive=True)
    return numbers.union_all(sa.select(numbers.c.i + 1).where(numbers.c.i < stop - 1))


def _random_key(connection: sa.Connection) -> sa.ColumnElement[str]:
    """22 characters without order, as real keys are."""
    if connection.dialect.name == "sqlite":
        return sa.func.hex(sa.func.randomblob(11))
    return sa.func.substr(sa.func.md5(sa.cast(sa.func.random(), sa.Text)), 1, 22)
