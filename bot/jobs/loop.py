"""The loop that both reception and worker run: take a job, work on it, keep its lease alive, stop in good order.

Owns slots, heartbeats and draining. What a job needs is the `Craft`'s business.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.errors import BotError, DiscordBusy, EngineBusy, StoreBusy
from bot.domain.job import Claim, Job, State
from bot.domain.text import speak
from bot.ports import Clock, Ports, Topic, Tx
from bot.services.closing import close_job
from bot.services.crashes import report_crash
from bot.services.precedence import Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The terms on which a job is taken."""

    now: datetime
    until: datetime
    boot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leases:
    """How long a process may hold a job without saying that it is alive, and how often a job is tried."""

    clock: Clock
    boot: str
    """This process's random name; the lock on the data directory proves that any other has died."""
    length: timedelta = timedelta(seconds=30)
    attempts: int = 6
    outage_attempts: int = 60
    """About an hour: outages of Discord and of an engine pass, and a picture is worth waiting for."""

    def new(self) -> Lease:
        """Terms that begin now."""
        now = self.clock.now()
        return Lease(now=now, until=now + self.length, boot=self.boot)

    def exhausted(self, attempt: int, error: BotError) -> bool:
        """True if a job that met this error on that attempt is not to be tried again."""
        outage = isinstance(error, (DiscordBusy, EngineBusy))
        return attempt >= (self.outage_attempts if outage else self.attempts)


def retry_time(now: datetime, attempt: int) -> datetime:
    """When to try again after the `attempt`-th failure: 2, 4, 8 ... seconds later, at most a minute."""
    return now + timedelta(seconds=min(60, 2**attempt))


_YIELD_SECONDS = 2.0
"""How long answers may hold up the taking of the next job."""


class Craft(Protocol):
    """What is done with jobs."""

    @property
    def topic(self) -> Topic:
        """The hints after which there may be a job to take."""
        ...

    async def take(self) -> Job | None:
        """Lease the next job; None if there is none for us now."""
        ...

    async def work(self, job: Job) -> None:
        """Bring it as far as possible. Errors of the trade are handled inside; what escapes is a bug.

        Cancelled when the job was taken away or called off, and when a drain has lost its patience.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Held:
    """A job at work here."""

    claim: Claim
    task: asyncio.Task[None]


class JobLoop:
    """Runs a craft on up to `slots` jobs at once until it is drained."""

    def __init__(
        self, craft: Craft, ports: Ports, *, slots: int, poll: float, precedence: Precedence, leases: Leases
    ) -> None:
        """`poll` seconds pass at most between two looks."""
        self._database = ports.database
        self._wakeup = ports.wakeup
        self._events = ports.events
        self._clock = ports.clock
        self._languages = ports.languages
        self._ids = ports.ids
        self._craft = craft
        self._slots = asyncio.Semaphore(slots)
        self._poll = poll
        self._precedence = precedence
        self._leases = leases
        self._held: dict[str, _Held] = {}
        self._taking = asyncio.Lock()
        self._draining = False

    async def run(self) -> None:
        """Take and work until drained or cancelled. Raises StoreBusy, and may be run again then."""
        hints = self._wakeup.listen(self._craft.topic)
        while not self._draining:
            await self._slots.acquire()
            job = None
            try:
                await self._precedence.quiet(_YIELD_SECONDS)
                async with self._taking:
                    job = None if self._draining else await self._craft.take()
                    if job is not None:
                        self._start(job)
            finally:
                if job is None:
                    self._slots.release()
            if job is None:
                await hints.wait(self._poll)

    async def keep_leases(self) -> None:
        """Say again and again that the jobs at work are; stop those that were taken away or called off."""
        cancels = self._wakeup.listen(Topic.CANCELS)
        while True:
            await cancels.wait(self._leases.length.total_seconds() / 3)
            held = dict(self._held)
            claims = [each.claim for each in held.values()]
            for key in await self._database.run(_keep, claims, self._leases.new().until) if claims else ():
                self._events("lease.lost", job=key)
                held[key].task.cancel()

    async def drain(self, patience: float) -> None:
        """Take nothing more; give running jobs `patience` seconds, then let go of them for the next start."""
        self._draining = True
        self._wakeup.notify(self._craft.topic)
        async with self._taking:
            # What was being taken when the flag rose is running now, and is waited for like the others.
            pass
        if self._held:
            _, late = await asyncio.wait([each.task for each in self._held.values()], timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _start(self, job: Job) -> None:
        if earlier := self._held.get(job.key):
            # Taken again while an earlier attempt still runs: that one has lost its lease without knowing yet.
            earlier.task.cancel()
        task = asyncio.create_task(self._hold(job), name=f"work on {job}")
        self._held[job.key] = _Held(job.claim, task)
        task.add_done_callback(lambda done, key=job.key: self._finished(key, done))

    def _finished(self, key: str, task: asyncio.Task[None]) -> None:
        held = self._held.get(key)
        if held is not None and held.task is task:
            del self._held[key]
        self._slots.release()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._events("loop.crashed", job=key, error=repr(error), exception=error)

    async def _hold(self, job: Job) -> None:
        speak(self._languages.of(job.locale))
        try:
            await self._craft.work(job)
        except StoreBusy:
            # What became of it cannot be written down now: its lease runs out, and somebody goes on with it.
            self._events("job.dropped", job=job.key)
        except Exception as error:  # noqa: BLE001 (the border: what escapes a craft is a bug of ours)
            await self._bury(job, error)

    async def _bury(self, job: Job, error: BaseException) -> None:
        """End a job that a bug of ours has hit: tried again it would hit it again, for ever."""
        crash = report_crash("job.crashed", error, events=self._events, ids=self._ids, job=job.key)
        now, reason = self._clock.now(), crash.user_text
        await self._database.run(close_job, job.key, State.FAILED, now, reason=reason, attempt=job.attempt)
        self._wakeup.notify(Topic.LINE, Topic.CARDS)


def _keep(tx: Tx, claims: Sequence[Claim], until: datetime) -> list[str]:
    """Prolong leases; returns the keys of the jobs that are not ours any more."""
    kept = {claim.key for claim in claims if tx.jobs.extend(claim, until)}
    return [claim.key for claim in claims if claim.key not in kept and _taken_away(tx.jobs.get(claim.key), claim)]


def _taken_away(job: Job | None, claim: Claim) -> bool:
    """Whether somebody else has the job or has called it off.

    What its own worker has just ended or given back is left in peace: the last words of that work are still to come.
    """
    if job is None or job.attempt == claim.attempt:
        return job is None
    return not job.state.ended or job.state is State.CANCELLED
