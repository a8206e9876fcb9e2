"""What is left to do at a paid engine when a job has ended: drop what it keeps, and look again for what it lost.

An order whose answer was lost may show hours later; its picture is then delivered, and nobody is charged for it. Where
an engine cannot drop a picture yet, it is asked again, ever more rarely.
"""

from datetime import datetime, timedelta

from bot.domain.errors import BotError, EngineBusy, StoreBusy
from bot.domain.job import Job, Posting, State
from bot.domain.text import speaking, t
from bot.jobs.gathering import gather_again
from bot.jobs.sheets import laid_out
from bot.ports import Ports, Topic, Tx

_FIRST_SEARCH = timedelta(minutes=10)
_LAST_SEARCH = timedelta(hours=24)
_GIVE_UP = timedelta(days=7)
_LEASE = timedelta(minutes=5)


def first_care(job: Job, ended: State, now: datetime) -> datetime | None:
    """When a job that has just ended in that state needs something at a paid engine; None if never."""
    if ended is State.UNKNOWN:
        return now + _FIRST_SEARCH
    return now if job.reference else None


class Aftercare:
    """Looks after one ended job after another."""

    def __init__(self, ports: Ports, *, pause: float = 15.0) -> None:
        self._database = ports.database
        self._engine = ports.engine
        self._images = ports.images
        self._card = ports.card
        self._languages = ports.languages
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._events = ports.events
        self._pause = pause

    async def run(self) -> None:
        """Round after round until cancelled."""
        while True:
            await self.round()
            await self._clock.sleep(self._pause)

    async def round(self) -> None:
        """Look after whatever is due now."""
        while job := await self._database.run(_due, self._clock.now()):
            try:
                with speaking(self._languages.of(job.locale)):
                    await (self._search(job) if _is_lost(job) else self._drop(job))
            except BotError as error:
                if isinstance(error, StoreBusy):
                    raise
                await self._again_later(job, type(error).__name__)

    async def _drop(self, job: Job) -> None:
        await self._engine.forget(job.reference or "")
        await self._database.run(lambda tx: tx.jobs.look_after(job.key, None))
        self._events("aftercare.dropped", job=job.key)

    async def _search(self, job: Job) -> None:
        reference = await self._engine.find(job.key)
        if reference is None:
            await self._again_later(job, "not_found")
            return
        if not (await self._engine.wait(reference)).finished:
            raise EngineBusy
        delivery = await laid_out(job, await self._engine.fetch(reference), self._images, self._events)
        order = await gather_again(job, self._card, self._images)
        posting = await self._card.deliver(job, delivery, order.source, order.mask)
        await self._database.run(_found, job, reference, posting, self._clock.now())
        self._events("job.found", job=job.key)
        self._wakeup.notify(Topic.CARDS)

    async def _again_later(self, job: Job, why: str) -> None:
        """Half as long again as the job has been over, until it is given up."""
        now = self._clock.now()
        over = now - (job.ended or now)
        given_up = over >= (_LAST_SEARCH if _is_lost(job) else _GIVE_UP)
        again = None if given_up else now + max(timedelta(seconds=30), over / 2)
        await self._database.run(lambda tx: tx.jobs.look_after(job.key, again))
        self._events("aftercare.given_up" if given_up else "aftercare.later", job=job.key, why=why)


def _due(tx: Tx, now: datetime) -> Job | None:
    return tx.jobs.next_aftercare(now, now + _LEASE)


def _is_lost(job: Job) -> bool:
    return job.state is State.UNKNOWN and job.reference is None


def _found(tx: Tx, job: Job, reference: str, posting: Posting, now: datetime) -> None:
    """Delivered free: its reservation was closed long ago, and what it cost was booked as possibly lost."""
    tx.jobs.look_after(job.key, now, reference=reference)
    tx.jobs.note(job.key, (t("It was found at the engine after all; nothing was counted for it."),))
    tx.jobs.delivered(job.key, posting.message, posting.pictures)
    tx.jobs.refresh(job.key)
