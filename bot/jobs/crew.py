"""Everybody who works in one process: started together, kept going through outages of the store, sent home in order."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from bot.domain.errors import StoreBusy
from bot.jobs.aftercare import Aftercare
from bot.jobs.courier import Courier
from bot.jobs.herald import Herald
from bot.jobs.lifeline import Lifeline
from bot.jobs.loop import JobLoop
from bot.jobs.presence import Presence
from bot.jobs.sweeper import Sweeper
from bot.jobs.usher import Usher
from bot.ports import Ports

_PAUSE_SECONDS = 2.0
"""How long a loop waits after an outage before it tries again."""
_LAST_WORDS_SECONDS = 5.0


class Crew:
    """The loops of one process; a process that only takes orders has no job loops."""

    def __init__(
        self,
        ports: Ports,
        *,
        loops: Sequence[JobLoop],
        herald: Herald,
        usher: Usher,
        courier: Courier,
        lifeline: Lifeline,
        presence: Presence,
        sweeper: Sweeper | None = None,
        aftercare: Aftercare | None = None,
    ) -> None:
        """Without a `sweeper` another process sweeps; `aftercare` is for engines that keep something."""
        self._clock = ports.clock
        self._events = ports.events
        self._job_loops = loops
        self._herald = herald
        self._usher = usher
        self._courier = courier
        self._lifeline = lifeline
        self._presence = presence
        self._sweeper = sweeper
        self._aftercare = aftercare

    async def begin(self) -> int:
        """Rescue what an earlier process left behind, before anything else; returns how many jobs."""
        await self._presence.look()
        return await self._lifeline.rescue()

    async def run(self) -> None:
        """Work until cancelled; raises what breaks a loop. An outage of the store breaks none."""
        loops = [self._herald.run, self._usher.run, self._courier.run, self._lifeline.run, self._presence.run]
        loops += [each.run for each in (self._sweeper, self._aftercare) if each is not None]
        loops += [run for loop in self._job_loops for run in (loop.run, loop.keep_leases)]
        tasks = [asyncio.create_task(self._endure(loop), name=loop.__qualname__) for loop in loops]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def drain(self, patience: float) -> None:
        """Take no more jobs, and give running ones `patience` seconds."""
        await asyncio.gather(*(loop.drain(patience) for loop in (*self._job_loops, self._courier)))

    async def part(self) -> None:
        """The last words of a crew that works no more: what cards should say, and goodbye."""
        with suppress(TimeoutError, StoreBusy):
            async with asyncio.timeout(_LAST_WORDS_SECONDS):
                await self._herald.finish()
                await self._presence.leave()

    async def _endure(self, loop: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await loop()
            except StoreBusy as error:
                self._events("store.busy", loop=loop.__qualname__, error=repr(error.__cause__))
                await self._clock.sleep(_PAUSE_SECONDS)
            else:
                return
