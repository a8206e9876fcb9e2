"""Keeping cards equal to their jobs: whatever changed a row, the card follows, also after a crash in between.

A move marks its job stale; this loop shows stale jobs and unmarks them. Changes that come quicker than `pause`, or
while their card is on its way, are shown as one. Every card goes by itself: a slow channel holds up no other.
"""

import asyncio
from datetime import timedelta

from bot.domain.errors import BotError
from bot.domain.job import Job
from bot.domain.text import speak
from bot.ports import Ports, Topic, Tx
from bot.services.tickets import Tickets

_AT_ONCE = 200
_SHOWING = timedelta(seconds=15)
"""How long a card may take before another process shows it as well."""


class Herald:
    """Shows what changed."""

    def __init__(self, ports: Ports, *, tickets: Tickets, pause: float = 1.0, poll: float = 5.0) -> None:
        self._database = ports.database
        self._card = ports.card
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._events = ports.events
        self._languages = ports.languages
        self._tickets = tickets
        self._pause = pause
        self._poll = poll
        self._showing: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Show stale cards until cancelled."""
        hints = self._wakeup.listen(Topic.CARDS)
        try:
            while True:
                await self._begin()
                await self._clock.sleep(self._pause)
                await hints.wait(self._poll)
        finally:
            for task in self._showing.values():
                task.cancel()

    async def flush(self) -> None:
        """Show what is stale now, and return when that is done."""
        await self._begin()
        await asyncio.gather(*self._showing.values(), return_exceptions=True)

    async def _begin(self) -> None:
        now = self._clock.now()
        for job in await self._database.run(lambda tx: tx.jobs.stale(_AT_ONCE, now, now + _SHOWING)):
            if job.key not in self._showing:
                task = asyncio.create_task(self._show(job), name=f"card of {job}")
                self._showing[job.key] = task
                task.add_done_callback(lambda _, key=job.key: self._showing.pop(key))

    async def _show(self, job: Job) -> None:
        speak(self._languages.of(job.locale))
        try:
            ticket = await self._database.run(self._tickets.of, job, self._clock.now())
            await self._card.show(job, ticket)
        except BotError as error:
            self._events("card.not_shown", job=job.key, error=type(error).__name__)
            if error.retryable:
                return
        except Exception as error:  # noqa: BLE001 (a card that a bug of ours cannot show must not be tried for ever)
            self._events("card.crashed", job=job.key, error=repr(error), exception=error)
        await self._database.run(_mark, job)


def _mark(tx: Tx, job: Job) -> None:
    tx.jobs.shown(job)
