"""Deleting what is over, a little at a time: clauses, counters, old history, and jobs past their server's retention.

Rows only: what was posted at Discord stays there, and is its server's. Any number of processes may sweep at the same
time; each passes by what another is at. After every sweep the books are compared.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.ports import Ports, Tx

_PAUSE = timedelta(hours=1)
_FIRST = timedelta(minutes=5)
"""A process that is just starting has better things to do."""
_BATCH = 200
"""Rows of a kind in one transaction: so few that nobody waits for it."""
_SLACK = timedelta(hours=1)
"""What has just ended may still be in somebody's hands, and clocks differ."""
_AUDIT_KEPT = timedelta(days=365)
_REPORTS_KEPT = timedelta(days=90)
_TALLIES_KEPT = timedelta(days=400)


class Sweeper:
    """Sweeps about once an hour."""

    def __init__(self, ports: Ports, *, batch: int = _BATCH) -> None:
        self._database = ports.database
        self._clock = ports.clock
        self._ids = ports.ids
        self._events = ports.events
        self._batch = batch

    async def run(self) -> None:
        """Sweep again and again until cancelled; processes that were started together do not stay together."""
        await self._rest(_FIRST)
        while True:
            await self.sweep()
            await self._rest(_PAUSE)

    async def sweep(self) -> int:
        """Delete all that is over now, and return how many rows it were."""
        now = self._clock.now()
        rows = await self._all(_over, now - _SLACK) + await self._all(_history, now)
        for guild_id, days in await self._database.run(lambda tx: tx.upkeep.retentions()):
            rows += await self._all(_jobs_of(guild_id), now - timedelta(days=days))
        self._events("store.swept", rows=rows)
        await self._compare()
        return rows

    async def _all(self, delete: "Delete", when: datetime) -> int:
        rows = 0
        while gone := await self._database.run(delete, when, self._batch):
            rows += gone
        return rows

    async def _compare(self) -> None:
        imbalance, after = 0, ("", "")
        while after is not None:
            difference, after = await self._database.run(_compare, after, self._batch)
            imbalance += difference
        self._events("ledger.compared", imbalance=imbalance)
        if imbalance:
            self._events("ledger.unbalanced", imbalance=imbalance)

    async def _rest(self, about: timedelta) -> None:
        await self._clock.sleep(about.total_seconds() * (0.75 + self._ids.seed() / 20_000))


Delete = Callable[[Tx, datetime, int], int]


def _compare(tx: Tx, after: tuple[str, str], limit: int) -> tuple[int, tuple[str, str] | None]:
    return tx.ledger.compare(after, limit)


def _over(tx: Tx, when: datetime, limit: int) -> int:
    return tx.upkeep.sweep(when, limit)


def _history(tx: Tx, now: datetime, limit: int) -> int:
    return tx.upkeep.sweep_history(
        audit=now - _AUDIT_KEPT, reports=now - _REPORTS_KEPT, tallies=now - _TALLIES_KEPT, limit=limit
    )


def _jobs_of(guild_id: int) -> Delete:
    def expire(tx: Tx, before: datetime, limit: int) -> int:
        return tx.upkeep.expire(guild_id, before, limit)

    return expire
