"""Errands: whoever finds one due does it, alone for the time of a lease, and it is kept until it is done."""

import asyncio
from datetime import timedelta

from bot.domain.moderation import Errand, ErrandKind
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock

LEASE = timedelta(minutes=1)


def errand(key: str, kind: ErrandKind = ErrandKind.NEWS, message: int | None = None) -> Errand:
    return Errand(
        key=key, guild_id=1, kind=kind, channel_id=(1 << 63) - 1, message_id=message, body={"number": "7", "ü": "„"}
    )


async def add(database: SqlDatabase, clock: ManualClock, *keys: str, later: float = 0) -> None:
    for key in keys:
        due = clock.now() + timedelta(seconds=later)
        await database.run(lambda tx, key=key, due=due: tx.errands.add(errand(key), due))


async def take(database: SqlDatabase, clock: ManualClock, limit: int = 20) -> list[Errand]:
    return await database.run(lambda tx: tx.errands.next(clock.now(), clock.now() + LEASE, limit))


async def test_an_errand_comes_back_as_it_was_added(database: SqlDatabase, clock: ManualClock) -> None:
    """With its message and its words, and counted as tried once."""
    given = errand("a", ErrandKind.DELETE, message=(1 << 62) + 1)
    await database.run(lambda tx: tx.errands.add(given, clock.now()))
    (taken,) = await take(database, clock)
    assert (taken.key, taken.kind, taken.channel_id, taken.message_id) == (
        given.key,
        given.kind,
        given.channel_id,
        given.message_id,
    )
    assert (dict(taken.body), taken.attempts) == (given.body, 1)


async def test_what_is_due_longest_is_done_first(database: SqlDatabase, clock: ManualClock) -> None:
    """Those that are not due yet wait, and no more are taken than were asked for."""
    await add(database, clock, "late", later=60)
    await add(database, clock, "second", later=2)
    await add(database, clock, "first", "third", later=1)
    clock.advance(2)
    assert [each.key for each in await take(database, clock, 2)] == ["first", "third"]
    assert [each.key for each in await take(database, clock)] == ["second"]
    clock.advance(58)
    assert "late" in [each.key for each in await take(database, clock)]


async def test_a_lease_keeps_others_away_until_it_ends(database: SqlDatabase, clock: ManualClock) -> None:
    """What nobody reported done is due again then, and knows how often it was tried."""
    await add(database, clock, "a")
    assert [each.attempts for each in await take(database, clock)] == [1]
    assert await take(database, clock) == []
    clock.advance(LEASE.total_seconds())
    assert [each.attempts for each in await take(database, clock)] == [2]


async def test_what_is_done_is_forgotten(database: SqlDatabase, clock: ManualClock) -> None:
    """It is not due again, and saying it twice does no harm."""
    await add(database, clock, "a", "b")
    for _ in range(2):
        await database.run(lambda tx: tx.errands.done("a"))
    clock.advance(1)
    assert [each.key for each in await take(database, clock)] == ["b"]


async def test_an_errand_can_be_put_off(database: SqlDatabase, clock: ManualClock) -> None:
    """It is tried again from then on, not before."""
    await add(database, clock, "a")
    await take(database, clock)
    await database.run(lambda tx: tx.errands.put_off("a", clock.now() + 2 * LEASE))
    clock.advance(LEASE.total_seconds())
    assert await take(database, clock) == []
    clock.advance(LEASE.total_seconds())
    assert len(await take(database, clock)) == 1


async def test_the_same_errand_is_added_once(database: SqlDatabase, clock: ManualClock) -> None:
    """A transaction that is run again sends nothing twice."""
    await add(database, clock, "a", "a")
    assert len(await take(database, clock)) == 1


async def test_of_many_who_look_each_errand_goes_to_one(database: SqlDatabase, clock: ManualClock) -> None:
    """Eight processes at once take all there are, and none twice, without waiting for each other."""
    keys = [f"errand {number:02}" for number in range(40)]
    await add(database, clock, *keys)
    taken = await asyncio.gather(*(take(database, clock, 10) for _ in range(8)))
    found = [each.key for some in taken for each in some]
    while more := await take(database, clock):
        found += [each.key for each in more]
    assert sorted(found) == keys
