"""The loop that both reception and worker run: take a job, work on it, keep its lease alive, stop in good order.

Owns slots, heartbeats, interruption and draining. What a job needs is the `Craft`'s business.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.errors import BotError, DiscordBusy
from bot.domain.job import Claim, Job, State
from bot.ports import Clock, Ports, Tx
from bot.services.limits import close_job
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
    length: timedelta = timedelta(seconds=60)
    attempts: int = 6
    discord_attempts: int = 60
    """About an hour: an outage of Discord's passes, and a finished picture is worth waiting for."""

    def new(self) -> Lease:
        """Terms that begin now."""
        now = self.clock.now()
        return Lease(now=now, until=now + self.length, boot=self.boot)

    def exhausted(self, attempt: int, error: BotError) -> bool:
        """True if a job that met this error on that attempt is not to be tried again."""
        return attempt >= (self.discord_attempts if isinstance(error, DiscordBusy) else self.attempts)


def retry_time(now: datetime, attempt: int) -> datetime:
    """When to try again after the `attempt`-th failure: 2, 4, 8 ... seconds later, at most a minute."""
    return now + timedelta(seconds=min(60, 2**attempt))


_YIELD_SECONDS = 2.0
"""How long answers may hold up the taking of the next job."""


class Craft(Protocol):
    """What is done with jobs."""

    async def take(self) -> Job | None:
        """Lease the next job; None if there is none for us now."""
        ...

    async def work(self, job: Job) -> None:
        """Bring it as far as possible. Errors of the trade are handled inside; what escapes is a bug."""
        ...


class JobLoop:
    """Runs a craft on up to `slots` jobs at once until it is drained."""

    def __init__(
        self, craft: Craft, ports: Ports, *, slots: int, poll: float, precedence: Precedence, leases: Leases
    ) -> None:
        self._database = ports.database
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._events = ports.events
        self._craft = craft
        self._slots = asyncio.Semaphore(slots)
        self._poll = poll
        self._precedence = precedence
        self._leases = leases
        self._running: dict[str, asyncio.Task[None]] = {}
        self._taking = asyncio.Lock()
        self._draining = False

    async def run(self) -> None:
        """Take and work until drained or cancelled. `poll` seconds pass at most between two looks."""
        hints = self._wakeup.listen()
        while not self._draining:
            await self._slots.acquire()
            await self._precedence.quiet(_YIELD_SECONDS)
            async with self._taking:
                job = None if self._draining else await self._craft.take()
                if job is not None:
                    self._start(job)
            if job is None:
                self._slots.release()
                await hints.wait(self._poll)

    async def drain(self, patience: float) -> None:
        """Take nothing more; give running jobs `patience` seconds, then let go of them for the next start."""
        self._draining = True
        self._wakeup.notify()
        async with self._taking:
            # What was being taken when the flag rose is running now, and is waited for like the others.
            pass
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def interrupt(self, key: str) -> None:
        """Stop working on a job whose row has ended."""
        if task := self._running.get(key):
            task.cancel()

    def _start(self, job: Job) -> None:
        # Taken again while an earlier attempt still runs: that one has lost its lease without knowing yet.
        self.interrupt(job.key)
        task = asyncio.create_task(self._hold(job), name=str(job))
        self._running[job.key] = task
        task.add_done_callback(lambda done, key=job.key: self._finished(key, done))

    def _finished(self, key: str, task: asyncio.Task[None]) -> None:
        if self._running.get(key) is task:
            del self._running[key]
        self._slots.release()
        # Whoever was capped out by this job may start now.
        self._wakeup.notify()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._events("loop.crashed", job=key, error=repr(error), exception=error)

    async def _hold(self, job: Job) -> None:
        """Work while a second task keeps the lease; a lost lease stops the work."""
        work = asyncio.create_task(self._craft.work(job), name=f"work on {job}")
        pulse = asyncio.create_task(self._keep(job), name=f"lease of {job}")
        try:
            await asyncio.wait({work, pulse}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pulse.cancel()
            work.cancel()
            await asyncio.gather(work, pulse, return_exceptions=True)
        if not pulse.cancelled() and (error := pulse.exception()) is not None:
            self._events("lease.crashed", job=job.key, error=repr(error), exception=error)
        if not work.cancelled() and (error := work.exception()) is not None:
            await self._bury(job, error)

    async def _bury(self, job: Job, error: BaseException) -> None:
        """End a job that a bug of ours has hit: tried again it would hit it again, for ever."""
        self._events("job.crashed", job=job.key, error=repr(error), exception=error)
        reason = "Something went wrong on my side."
        now = self._clock.now()
        await self._database.run(close_job, job.key, State.FAILED, now, reason=reason, attempt=job.attempt)

    async def _keep(self, job: Job) -> None:
        """Return when the lease is lost."""
        while True:
            await self._clock.sleep(self._leases.length.total_seconds() / 3)
            if not await self._database.run(_extend, job.claim, self._leases.new().until):
                self._events("lease.lost", job=job.key)
                return


def _extend(tx: Tx, claim: Claim, until: datetime) -> bool:
    return tx.jobs.extend(claim, until)
