"""Who shares the store: what each process said last, and nothing of those that are gone."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from bot.domain.fleet import Process
from bot.ports import Tx
from bot.storage.database import SqlDatabase
from bot.storage.schema import process as rows
from tests.conftest import ManualClock

WORKER = Process(boot="a", kind="worker", slots=4, pace=timedelta(seconds=1, microseconds=7))
GATEWAY = Process(boot="b", kind="run", slots=0, pace=None)
MINUTE = timedelta(minutes=1)


def _announce(tx: Tx, process: Process, clock: ManualClock) -> None:
    tx.fleet.announce(process, clock.now())


def _alive(tx: Tx, clock: ManualClock) -> list[Process]:
    return tx.fleet.alive(clock.now() - MINUTE)


async def test_what_a_process_said_last_counts(database: SqlDatabase, clock: ManualClock) -> None:
    """A process that announces itself again is one process, as it is now."""
    for process in (WORKER, GATEWAY, replace(WORKER, slots=2, pace=None)):
        await database.run(_announce, process, clock)
    assert await database.run(_alive, clock) == [replace(WORKER, slots=2, pace=None), GATEWAY]


async def test_the_silent_and_those_that_left_are_not_alive(database: SqlDatabase, clock: ManualClock) -> None:
    """Alive is who has said something lately and has not taken leave."""
    await database.run(_announce, WORKER, clock)
    clock.advance(61)
    await database.run(_announce, GATEWAY, clock)
    assert await database.run(_alive, clock) == [GATEWAY]
    await database.run(lambda tx: tx.fleet.leave(GATEWAY.boot))
    assert await database.run(_alive, clock) == []


async def test_the_long_gone_are_forgotten(database: SqlDatabase, clock: ManualClock) -> None:
    """A process that was killed leaves no row for ever, and one that was silent for a while is not lost."""
    await database.run(_announce, WORKER, clock)
    clock.advance(3600)
    assert await database.run(_alive, clock) == []
    await database.run(_announce, GATEWAY, clock)
    clock.advance(61)
    await database.run(_alive, clock)
    assert await database.run_raw(lambda c: list(c.scalars(sa.select(rows.c.boot)))) == [GATEWAY.boot]
