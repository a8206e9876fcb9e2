"""Keeping cards equal to their jobs: whatever changed a row, the card follows, also after a crash in between.

A move marks its job stale; this loop shows stale jobs and unmarks them. The first change is shown at once. Then the
card rests, whichever process has shown it, and what comes meanwhile is shown as one when it has rested, if it looks any
different. A card that has grown old follows no more: it is shown only how its job ended. Every card goes by itself: a
slow channel holds up no other.
"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

from bot.domain.errors import BotError, StoreBusy
from bot.domain.job import CARD_RESTS, Job
from bot.domain.text import speak
from bot.ports import Ports, Topic, Tx
from bot.services.tickets import Tickets

_AT_ONCE = 200
_SHOWING = timedelta(seconds=15)
"""How long a card may take before another process shows it as well."""


class Herald:
    """Shows what changed."""

    def __init__(self, ports: Ports, *, tickets: Tickets, pause: float = 0.25, poll: float = 5.0) -> None:
        """Between two looks it pauses, and after `poll` seconds it looks without a hint."""
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
                await hints.wait(await self._idle())
        finally:
            for task in self._showing.values():
                task.cancel()

    async def flush(self) -> None:
        """Show what is stale and has rested, and return when that is done."""
        await self._begin()
        await asyncio.gather(*self._showing.values(), return_exceptions=True)

    async def finish(self) -> None:
        """Show what is stale by now, also what has yet to rest."""
        rested = self._clock.now() + CARD_RESTS
        await self.flush()
        while (due := await self._due()) is not None and due <= rested:
            await self._clock.sleep(self._seconds_to(due))
            await self.flush()

    async def _begin(self) -> None:
        now = self._clock.now()
        until, free = now + _SHOWING, _AT_ONCE - len(self._showing)
        for job in await self._database.run(lambda tx: tx.jobs.stale(free, now, until)) if free > 0 else ():
            if job.key not in self._showing:
                task = asyncio.create_task(self._show(job, until), name=f"card of {job}")
                self._showing[job.key] = task
                task.add_done_callback(lambda _, key=job.key: self._showing.pop(key))

    async def _idle(self) -> float:
        """How many seconds there is nothing to do if nobody gives a hint."""
        due = await self._due()
        return self._poll if due is None else min(self._poll, self._seconds_to(due))

    async def _due(self) -> datetime | None:
        return await self._database.run(lambda tx: tx.jobs.stale_from())

    def _seconds_to(self, moment: datetime) -> float:
        return max(0.0, (moment - self._clock.now()).total_seconds())

    async def _show(self, job: Job, lease: datetime) -> None:
        speak(self._languages.of(job.locale))
        face = None
        try:
            if job.state.ended or not job.old(self._clock.now()):
                face = await self._bring_in_line(job)
        except BotError as error:
            self._events("card.not_shown", job=job.key, error=type(error).__name__)
            if error.retryable:
                return
        except Exception as error:  # noqa: BLE001 (a card that a bug of ours cannot show must not be tried for ever)
            self._events("card.crashed", job=job.key, error=repr(error), exception=error)
        with suppress(StoreBusy):
            # Otherwise nobody knows that it was shown, and it is shown again when the lease is over.
            await self._database.run(_mark, job, face, self._clock.now() + CARD_RESTS, lease)

    async def _bring_in_line(self, job: Job) -> str:
        """Show what there is to be seen that is not there yet; returns the face that the card has then."""
        ticket = await self._database.run(self._tickets.of, job, self._clock.now())
        face = self._card.face(job, ticket)
        if face != job.face:
            await self._card.show(job, ticket)
        return face


def _mark(tx: Tx, job: Job, face: str | None, again: datetime, lease: datetime) -> None:
    tx.jobs.shown(job, face, again, lease=lease)
