"""A store with something of everything in it: jobs in every state and lane, a line with a past, open and closed books.

The jobs are brought there by the store's own verbs. Tables and columns that these leave empty, as ones added later may
be, are filled with made-up values, so that a copy of them can be told from a copy that forgot them.
"""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from bot.domain.job import Job, Posted, Remover, State
from bot.domain.limits import Spent
from bot.domain.request import MessageRef
from bot.domain.result import Phase, Progress
from bot.ports import Tx
from bot.services.admission import Admission
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase
from bot.storage.schema import metadata
from tests.conftest import ManualClock
from tests.factories import new_job, present

BOOT = "boot-that-was"
GUILDS, USERS = (1, 2, 3), (10, 11, 12)
HOUR = timedelta(hours=1)
ADMISSION = Admission(daily_pictures=50, zone="UTC")
Rows = dict[str, list[dict[str, Any]]]

_people = itertools.cycle(itertools.product(GUILDS, USERS))


async def fill(database: SqlDatabase, clock: ManualClock) -> None:
    """Rows in every table and column, a job in every state, and several in line for whoever comes next."""
    guild, user = GUILDS[0], 100
    ends: dict[State, Callable[[Tx, Job], object]] = {
        State.SUBMITTING: lambda tx, job: None,
        State.SUBMITTED: _submit,
        State.FETCHED: _fetch,
        State.DONE: lambda tx, job: _finish(tx, job, clock),
        State.CANCELLED: lambda tx, job: close_job(tx, job.key, State.CANCELLED, clock.now(), reason="Cancelled."),
        State.FAILED: lambda tx, job: close_job(tx, job.key, State.FAILED, clock.now(), reason="The engine broke."),
        State.UNKNOWN: lambda tx, job: close_job(tx, job.key, State.UNKNOWN, clock.now(), reason="Nobody knows."),
    }
    for end in ends.values():
        guild, user = guild + 100, user + 1
        await database.run(_queue, clock, guild, user)
        await database.run(lambda tx, end=end: end(tx, _work(tx, clock)))
    # One whose next try is put off until a time to come.
    await database.run(_queue, clock, guild + 100, user + 1)
    await database.run(lambda tx: tx.jobs.give_back(_work(tx, clock).claim, clock.now() + HOUR))
    for guild, user in itertools.islice(_people, 24):
        await database.run(_queue, clock, guild, user)
    # Turns that differ, and a job of each kind on its way into the line.
    for _ in range(4):
        await database.run(lambda tx: tx.jobs.claim(clock.now(), clock.now() + HOUR, BOOT))
        clock.advance(1)
    await database.run(lambda tx: tx.jobs.add(new_job(guild_id=3, user_id=12, asks=True), clock.now()))
    await database.run(_accept, clock, 1, 10)
    await database.run(_arrive, clock, 1, 10)
    await database.run(_arrive, clock, 2, 10)
    await database.run(lambda tx: tx.jobs.next_intake(clock.now(), clock.now() + HOUR, BOOT))
    await database.run_raw(_make_up_the_rest)


def _accept(tx: Tx, clock: ManualClock, guild: int, user: int) -> Job:
    new = new_job(guild, user, boot=BOOT, notes=('„Grüße“ \\ "so" 🚀',), summary="Ж, 漢字 — ink")
    job = tx.jobs.add(new, clock.now())
    ADMISSION.admit(tx, job, new.requester, clock.now())
    return job


def _arrive(tx: Tx, clock: ManualClock, guild: int, user: int) -> Job:
    job = _accept(tx, clock, guild, user)
    tx.jobs.acknowledge(job.key, MessageRef(channel_id=1 << 62, message_id=(1 << 63) - 1))
    return job


def _queue(tx: Tx, clock: ManualClock, guild: int, user: int) -> None:
    clock.advance(0.001)
    _arrive(tx, clock, guild, user)
    read = present(tx.jobs.next_intake(clock.now(), clock.now() + HOUR, BOOT))
    tx.jobs.move(read.claim, State.WAITING)


def _work(tx: Tx, clock: ManualClock) -> Job:
    clock.advance(0.001)
    job = present(tx.jobs.claim(clock.now(), clock.now() + HOUR, BOOT))
    return present(tx.jobs.move(job.claim, State.SUBMITTING))


def _submit(tx: Tx, job: Job) -> None:
    tx.jobs.move(job.claim, State.SUBMITTED, reference="order-1")
    tx.jobs.progress(job.claim, Progress(phase=Phase.DRAWING, fraction=0.25))


def _fetch(tx: Tx, job: Job) -> Job:
    submitted = present(tx.jobs.move(job.claim, State.SUBMITTED, reference="order-2"))
    return present(tx.jobs.move(submitted.claim, State.FETCHED))


def _finish(tx: Tx, job: Job, clock: ManualClock) -> None:
    _fetch(tx, job)
    pictures = tuple(Posted(number=n, seed=n, filename=f"{n}.png", width=640, height=480) for n in (1, 2))
    tx.jobs.delivered(job.key, MessageRef(channel_id=700, message_id=800), pictures)
    close_job(tx, job.key, State.DONE, clock.now(), spent=Spent(pictures=1))
    tx.jobs.deleted(job.key, Remover.MODERATOR)


def _make_up_the_rest(connection: sa.Connection) -> None:
    for table in metadata.sorted_tables:
        if not connection.scalar(sa.select(sa.func.count()).select_from(table)):
            connection.execute(sa.insert(table), {each.name: _made_up(connection, each) for each in table.columns})
        row = sa.select(*table.primary_key.columns).limit(1)
        for column in table.columns:
            if not connection.scalar(sa.select(sa.func.count(column))):
                (key,) = connection.execute(row)
                where = (own == value for own, value in zip(table.primary_key.columns, key, strict=True))
                connection.execute(sa.update(table).where(*where).values({column: _made_up(connection, column)}))


def _made_up(connection: sa.Connection, column: sa.Column[Any]) -> object:
    if isinstance(column.type, sa.JSON):
        return '{"url": "made up", "filename": "made up", "size": 7}'
    for foreign in column.foreign_keys:
        return connection.scalar(sa.select(foreign.column).limit(1))
    return 7 if column.type.python_type in (int, float) else f"made up for {column.name}"


def everything(connection: sa.Connection) -> Rows:
    """Every row of every table by the names of its columns, in the order of the keys."""
    return {table.name: _rows(connection, table) for table in metadata.sorted_tables}


def _rows(connection: sa.Connection, table: sa.Table) -> list[dict[str, Any]]:
    found = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
    return sorted(found, key=lambda row: [row[column.name] for column in table.primary_key.columns])
