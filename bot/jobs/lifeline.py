"""Rescuing jobs that nobody works on: of a process that died, past their lease, or never acknowledged.

Where one process owns the store, every job leased by another boot is an orphan at start already. Where many share it,
and for what a stalled task let go, an orphan is what its holder did not prolong in time.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.errors import DeliveryFailed
from bot.domain.job import Job, State
from bot.domain.request import MessageRef
from bot.domain.text import Text, said, speaking, t
from bot.jobs.loop import Leases
from bot.ports import Ports, Topic, Tx
from bot.services.closing import close_job

_QUESTION_TIME = timedelta(minutes=10)
"""How long a person has to say yes to a price."""
_ANSWER_TIME = timedelta(minutes=1)
"""An interaction is dead after 3 s; whoever has a job without a card after this long has lost its answer."""


class Lifeline:
    """Gives orphans back to the line, finds cards that nobody wrote down, closes what was never acknowledged."""

    def __init__(self, ports: Ports, *, leases: Leases) -> None:
        self._database = ports.database
        self._card = ports.card
        self._languages = ports.languages
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._events = ports.events
        self._boot = leases.boot
        self._pause = leases.length.total_seconds() / 3

    async def rescue(self) -> int:
        """One pass; returns how many jobs were given back."""
        given_back = await self._give_back()
        await self._close_unconfirmed()
        # Last, because Discord is asked: what needs only the database waits for nobody.
        await self._find_cards()
        return given_back

    async def run(self) -> None:
        """Pass after pass until cancelled."""
        while True:
            await self._clock.sleep(self._pause)
            await self.rescue()

    async def _give_back(self) -> int:
        given_back = 0
        while orphans := await self._database.run(lambda tx: tx.jobs.orphans(self._clock.now(), self._boot)):
            for orphan in orphans:
                if await self._database.run(_release, orphan, self._clock.now(), self._boot):
                    given_back += 1
                    self._events("job.rescued", job=orphan.key, state=orphan.state.value, attempt=orphan.attempt)
        if given_back:
            self._wakeup.notify(Topic.ARRIVALS, Topic.LINE)
        return given_back

    async def _find_cards(self) -> None:
        """Go on with what was answered by a process that died before it could write so down; close the rest."""
        before = self._clock.now() - _ANSWER_TIME
        jobs = await self._database.run(lambda tx: tx.jobs.unacknowledged(self._boot, before))
        await asyncio.gather(*(self._find_card(job) for job in jobs))

    async def _find_card(self, job: Job) -> None:
        try:
            card = await self._card.answered(job)
        except DeliveryFailed as error:
            self._events("card.not_found", job=job.key, error=type(error).__name__)
            return
        if card is None:
            await self._close([job], t("The request could not be answered."))
            return
        await self._database.run(_acknowledge, job, card)
        self._events("job.acknowledged_late", job=job.key)
        self._wakeup.notify(Topic.ARRIVALS)

    async def _close_unconfirmed(self) -> None:
        before = self._clock.now() - _QUESTION_TIME
        jobs = await self._database.run(lambda tx: tx.jobs.unconfirmed(before))
        await self._close(jobs, t("Nobody said yes in time."))

    async def _close(self, jobs: Sequence[Job], reason: Text) -> None:
        for job in jobs:
            with speaking(self._languages.of(job.locale)):
                told = said(reason)
            await self._database.run(close_job, job.key, State.CANCELLED, self._clock.now(), reason=told)
            self._events("job.cancelled", job=job.key, reason=reason)
        if jobs:
            self._wakeup.notify(Topic.CARDS)


def _acknowledge(tx: Tx, job: Job, card: MessageRef) -> None:
    tx.jobs.acknowledge(job.key, card)


def _release(tx: Tx, orphan: Job, now: datetime, boot: str) -> bool:
    return tx.jobs.release(orphan, now, boot)
