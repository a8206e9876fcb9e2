"""Keeping cards equal to their jobs: whatever changed a row, the card follows, also after a crash in between.

A move marks its job stale; this loop shows stale jobs and unmarks them. Changes that come quicker than `pause` are
shown as one, which keeps a channel far from its limit of edits.
"""

import asyncio

from bot.domain.errors import BotError
from bot.domain.job import Job
from bot.ports import Card, Clock, Database, Events, Tx, Wakeup
from bot.services.limits import Limits

_BATCH = 20


class Herald:
    """Shows what changed."""

    def __init__(
        self,
        *,
        database: Database,
        card: Card,
        limits: Limits,
        wakeup: Wakeup,
        clock: Clock,
        events: Events,
        pause: float = 1.0,
        poll: float = 5.0,
    ) -> None:
        self._database = database
        self._card = card
        self._limits = limits
        self._wakeup = wakeup
        self._clock = clock
        self._events = events
        self._pause = pause
        self._poll = poll

    async def run(self) -> None:
        """Show stale cards until cancelled."""
        hints = self._wakeup.listen()
        while True:
            await self.flush()
            await self._clock.sleep(self._pause)
            await hints.wait(self._poll)

    async def flush(self) -> None:
        """One pass over what is stale now."""
        stale = await self._database.run(lambda tx: tx.jobs.stale(_BATCH))
        outcomes = await asyncio.gather(*(self._show(job) for job in stale), return_exceptions=True)
        for job, error in zip(stale, outcomes, strict=True):
            if isinstance(error, Exception):
                # A card that our own bug cannot show must not be tried for ever.
                self._events("card.crashed", job=job.key, error=repr(error), exception=error)
                await self._database.run(_mark, job)

    async def _show(self, job: Job) -> None:
        ticket = await self._database.run(self._limits.ticket, job, self._clock.now())
        try:
            await self._card.show(job, ticket)
        except BotError as error:
            self._events("card.not_shown", job=job.key, error=type(error).__name__)
            if error.retryable:
                return
        await self._database.run(_mark, job)


def _mark(tx: Tx, job: Job) -> None:
    tx.jobs.shown(job)
