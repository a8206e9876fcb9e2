"""Hints on both databases: heard in the own process at once, and by the others where the database carries them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from contextlib import AsyncExitStack

import pytest
import sqlalchemy as sa

from bot.clock import SystemClock
from bot.ports import Listener, Topic, Wakeup
from bot.storage.database import SqlDatabase, open_database
from bot.storage.notify import NotifyWakeup, open_notify_wakeup
from bot.storage.wakeup import LocalWakeup
from tests.contracts.storage.stores import PostgresServer
from tests.fakes.clock import SteppedClock

_TERMINATE_LISTENERS = sa.text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture(params=["in process", "postgresql"])
async def wakeup(request: pytest.FixtureRequest) -> AsyncGenerator[Wakeup]:
    if request.param == "in process":
        yield LocalWakeup(SystemClock())
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    async with server.fresh() as address, open_notify_wakeup(sa.make_url(address), SystemClock()) as opened:
        await _within(opened.connected.wait())
        yield opened


async def test_a_hint_is_heard_by_everybody_who_listens(wakeup: Wakeup) -> None:
    """A hint given before the wait is not lost, and one given before listening is not heard."""
    wakeup.notify(Topic.LINE)
    first, second = wakeup.listen(Topic.LINE), wakeup.listen(Topic.LINE)
    assert not await _heard_already(first)
    wakeup.notify(Topic.LINE)
    await _within(first.wait(60))
    await _within(second.wait(60))


async def test_a_wait_without_a_hint_ends_by_itself(wakeup: Wakeup) -> None:
    """The poll interval is the net under lost hints."""
    await _within(wakeup.listen(Topic.LINE).wait(0.001))


@pytest.fixture
async def address(postgres: PostgresServer) -> AsyncGenerator[str]:
    async with postgres.fresh() as address:
        yield address


async def test_a_hint_reaches_the_other_processes(address: str) -> None:
    """What one process did wakes the loops of another on the same database."""
    async with AsyncExitStack() as stack:
        here, there = [await _opened(stack, address) for _ in range(2)]
        ear = there.listen(Topic.LINE)
        other = there.listen(Topic.CARDS)
        here.notify(Topic.FLEET, Topic.LINE)
        await _within(ear.wait(60))
        assert not await _heard_already(other)


async def test_a_lost_connection_is_made_again(address: str) -> None:
    """After the server has dropped them, both processes reconnect, look once for what they missed, and hear again."""
    clock = SteppedClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(address))
        here, there = [await _opened(stack, address, clock) for _ in range(2)]
        missed = there.listen(Topic.LINE)
        await _drop(database)
        await _lost(here)
        await _lost(there)
        # A loop that asks again and again would fill the server's log: each waits for its time.
        await _reconnected(clock, here, there)
        await _within(missed.wait(60))
        ear = there.listen(Topic.LINE)
        here.notify(Topic.LINE)
        await _within(ear.wait(60))


async def test_no_server_does_not_keep_the_program_from_starting() -> None:
    """Without a connection hints still reach the own loops, and the poll does the rest."""
    url = sa.make_url("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    async with open_notify_wakeup(url, SteppedClock()) as wakeup:
        ear = wakeup.listen(Topic.LINE)
        wakeup.notify(Topic.LINE)
        await _within(ear.wait(60))


async def _opened(stack: AsyncExitStack, address: str, clock: SteppedClock | None = None) -> NotifyWakeup:
    wakeup = await stack.enter_async_context(open_notify_wakeup(sa.make_url(address), clock or SteppedClock()))
    await _within(wakeup.connected.wait())
    return wakeup


async def _drop(database: SqlDatabase) -> None:
    dropped = await database.run_raw(lambda connection: connection.scalar(_TERMINATE_LISTENERS))
    assert dropped == 2


async def _lost(wakeup: NotifyWakeup) -> None:
    async with asyncio.timeout(10):
        while wakeup.connected.is_set():  # noqa: ASYNC110 (there is no event for an event that is cleared)
            await asyncio.sleep(0.001)


async def _reconnected(clock: SteppedClock, *wakeups: NotifyWakeup) -> None:
    async with asyncio.timeout(10):
        while not all(wakeup.connected.is_set() for wakeup in wakeups):
            clock.advance(1)
            await asyncio.sleep(0.001)


async def _heard_already(ear: Listener) -> bool:
    waiting = asyncio.ensure_future(ear.wait(60))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    heard = waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    return heard


async def _within(waiting: Awaitable[object]) -> None:
    async with asyncio.timeout(10):
        await waiting
