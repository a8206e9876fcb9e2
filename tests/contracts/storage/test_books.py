"""The books balance whatever happens to jobs and counters, in whatever order, at the same time, on both databases."""

import asyncio
from collections.abc import Callable
from random import Random

import pytest
import sqlalchemy as sa

from bot.domain.errors import AllowanceSpent
from bot.domain.job import NewJob, State
from bot.domain.limits import Measure, Spent, Subject, SubjectKind, Usage, counter
from bot.domain.money import Money, Quote
from bot.domain.windows import Span, window
from bot.ports import Tx
from bot.services.admission import Admission
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.factories import new_job
from tests.matrices import matrix

GUILDS, USERS = (1, 2), (10, 11, 12)
ADMISSION = Admission(daily_pictures=6, zone="UTC", daily_money=Money.of("2"))
QUOTE = Quote(about=Money.of("0.04"), at_most=Money.of("0.06"))


def accept(tx: Tx, new: NewJob, clock: ManualClock) -> None:
    ADMISSION.admit(tx, tx.jobs.add(new, clock.now()), new.requester, clock.now())


async def compared(database: SqlDatabase) -> int:
    """The imbalance as the sweeper finds it: a few counters at a time."""
    total, after = 0, ("", "")
    while after is not None:
        difference, after = await database.run(lambda tx, after=after: tx.ledger.compare(after, 2))
        total += difference
    return total


class Storm:
    """Everything that touches counters, by chance."""

    def __init__(self, database: SqlDatabase, clock: ManualClock, seed: int) -> None:
        self._database = database
        self._clock = clock
        self._dice = Random(seed)
        self.accepted = list[str]()

    async def blow(self, rounds: int) -> None:
        for _ in range(rounds):
            await asyncio.gather(*(self._something() for _ in range(6)))
            self._clock.advance(self._dice.choice((1, 60, 3_600, 40_000)))

    async def _something(self) -> None:
        now = self._clock.now()
        deeds: list[Callable[[Tx], object]] = [
            *([self._close] * 4),
            lambda tx: tx.ledger.forgive(self._counter()),
            lambda tx: tx.upkeep.sweep(now, 5),
            lambda tx: tx.upkeep.expire(self._dice.choice(GUILDS), now, 3),
            lambda tx: (tx.upkeep.forget_jobs(self._dice.choice(USERS), None, 3), tx.upkeep.erase(10, None)),
        ]
        if self._dice.random() < 0.5:
            await self._accept()
        else:
            await self._database.run(self._dice.choice(deeds))

    async def _accept(self) -> None:
        new = new_job(self._dice.choice(GUILDS), self._dice.choice(USERS), quote=QUOTE)
        try:
            await self._database.run(accept, new, self._clock)
        except AllowanceSpent:
            return
        self.accepted.append(new.key)

    def _close(self, tx: Tx) -> None:
        if not self.accepted:
            return
        key = self._dice.choice(self.accepted)
        spent = self._dice.choice((Spent(), Spent(pictures=1, money=Money.of("0.09")), Spent(pictures=1, money=None)))
        close_job(tx, key, self._dice.choice((State.FAILED, State.CANCELLED)), self._clock.now(), spent=spent)

    def _counter(self) -> Usage:
        new = new_job(self._dice.choice(GUILDS), self._dice.choice(USERS)).requester
        subject = counter(Subject(kind=SubjectKind.EVERYONE), Measure.PICTURES, new)
        return Usage(rule="", subject=subject, window=window(Span.DAY, self._clock.now(), "UTC"), limit=6)


@pytest.mark.parametrize("seed", matrix(range(3), plain={0}))
async def test_the_books_balance_after_a_storm(database: SqlDatabase, clock: ManualClock, seed: int) -> None:
    """Accepted, cancelled, failed, paid, forgiven, erased, expired and swept: what is counted is what is entered."""
    storm = Storm(database, clock, seed)
    await storm.blow(40)
    assert len(storm.accepted) >= 40
    assert await database.run(lambda tx: tx.ledger.imbalance()) == 0
    assert await compared(database) == 0


BUGS = {
    "deletes a job without keeping its sums": "DELETE FROM job WHERE lane = 'ended'",
    "ends a job without closing its entries": "UPDATE job SET lane = 'ended' WHERE lane <> 'ended'",
    "gives something back twice": "UPDATE usage SET used = used - 1 WHERE subject LIKE 'member:%'",
    "deletes a counter's entries and not the counter": "DELETE FROM ledger",
}


@pytest.mark.parametrize("bug", BUGS)
async def test_a_bug_shows(database: SqlDatabase, clock: ManualClock, bug: str) -> None:
    """Whatever goes wrong with counters and entries makes the imbalance something else than 0."""
    for ends in (None, State.FAILED):
        new = new_job(quote=QUOTE)
        await database.run(accept, new, clock)
        if ends is not None:
            await database.run(close_job, new.key, ends, clock.now(), spent=Spent(pictures=1))
    assert await database.run(lambda tx: tx.ledger.imbalance()) == 0
    await database.run_raw(lambda connection: connection.execute(sa.text(BUGS[bug])))
    imbalance = await database.run(lambda tx: tx.ledger.imbalance())
    assert imbalance > 0
    assert await compared(database) == imbalance
