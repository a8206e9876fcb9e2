"""Whoever asks may go away at any moment; the store and its connections stay whole."""

import asyncio
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.domain.job import Job
from bot.ports import Tx
from bot.storage.database import SqlDatabase
from bot.storage.schema import job, member
from tests.factories import new_job

GUILD = 1
CALLERS = 25
"""More than a process has connections: were each to lose one, nobody would be served in the end."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_IN_LINE = sa.select(member.c.user_id).where(member.c.guild_id == GUILD, member.c.waiting == 1).order_by("user_id")
_JOBS = sa.select(job.c.user_id).where(job.c.guild_id == GUILD).order_by("user_id")


def _add(tx: Tx, user_id: int) -> Job:
    return tx.jobs.add(new_job(GUILD, user_id), NOW)


@pytest.mark.parametrize("moment", ["before the first statement", "between statements", "at the commit"])
async def test_a_cancelled_transaction_leaves_the_store_whole(database: SqlDatabase, moment: str) -> None:
    """Wherever a caller is cancelled, all or nothing is written, no lock is kept, and the next is served at once."""
    for user_id in range(CALLERS):
        await _be_cancelled(database, moment, user_id)
    accepted = await asyncio.gather(*(database.run(_add, CALLERS + extra) for extra in range(CALLERS)))
    written, in_line = await database.run_raw(lambda c: (c.scalars(_JOBS).all(), c.scalars(_IN_LINE).all()))
    assert len(accepted) == CALLERS
    assert written == in_line
    assert written[-CALLERS:] == [each.user_id for each in sorted(accepted, key=lambda each: each.user_id)]


async def test_whoever_waits_for_a_connection_may_go_away(postgresql_only: SqlDatabase) -> None:
    """A crowd that is cancelled while it waits for the few connections there are takes none of them along."""
    crowd = [asyncio.create_task(postgresql_only.run(_add, user_id)) for user_id in range(2 * CALLERS)]
    await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
    for each in crowd:
        each.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    await asyncio.gather(*(postgresql_only.run(_add, 2 * CALLERS + extra) for extra in range(CALLERS)))


async def _be_cancelled(database: SqlDatabase, moment: str, user_id: int) -> None:
    loop = asyncio.get_running_loop()

    def add(tx: Tx) -> None:
        def go_away(now: str) -> None:
            if moment == now:
                # On SQLite this is not the loop's thread.
                loop.call_soon_threadsafe(asking.cancel)

        go_away("before the first statement")
        tx.jobs.get("nobody")
        go_away("between statements")
        _add(tx, user_id)
        go_away("at the commit")

    asking = asyncio.create_task(database.run(add))
    await asyncio.wait([asking])
