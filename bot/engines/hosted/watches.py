"""Following orders: one task for each, all over the client's one poller, shared by whoever asks.

Keeps nothing that a restart would lose: a reference alone is enough to follow it again.
"""

import asyncio

from bot.engines.modelrunner import ModelRunner, ModelRunnerError, Phase, Sighting, Timing
from bot.engines.modelrunner.errors import NotFound
from bot.engines.modelrunner.poller import Ending

_UNSEEN = 60.0
"""Seconds without a readable word about a request after which it is asked whether it exists at all."""
_RESUMED = 30.0
"""The age that is assumed of a request this process did not make: it is looked at at once."""


class Dropped(Exception):
    """Somebody decided that this request is of no more interest."""


class Watches:
    """What is being followed."""

    def __init__(self, runner: ModelRunner, *, timing: Timing, deadline: float) -> None:
        """Nothing is followed for more than `deadline` seconds."""
        self._runner = runner
        self._timing = timing
        self._deadline = deadline
        self._tasks: dict[str, asyncio.Task[Ending]] = {}
        self._phases: dict[str, Phase] = {}

    def begin(self, reference: str, *, age: float = 0.0) -> asyncio.Task[Ending]:
        """Follow a request that was made `age` seconds ago, unless it is followed already."""
        task = self._tasks.get(reference)
        if task is None:
            task = self._tasks[reference] = asyncio.create_task(self._follow(reference, age))
            task.add_done_callback(lambda ended: self._ended(reference, ended))
        return task

    async def news(self, reference: str, *, within: float) -> Ending | None:
        """What became of a request; None if `within` seconds brought nothing.

        Raises DeadlinePassed, Dropped, or NotFound if the service has no such request.
        """
        task = self.begin(reference, age=_RESUMED)
        done, _ = await asyncio.wait([task], timeout=within)
        if not done:
            return None
        if task.cancelled():
            raise Dropped
        return task.result()

    def phase(self, reference: str) -> Phase | None:
        """Where a request that is followed was seen last; None while it has not been seen."""
        return self._phases.get(reference)

    def drop(self, reference: str) -> None:
        """Follow it no longer."""
        self._phases.pop(reference, None)
        task = self._tasks.pop(reference, None)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """Follow nothing any more."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, reference: str, task: asyncio.Task[Ending]) -> None:
        # Whoever waits holds the task; anybody else reads the record again. Nothing piles up here.
        if self._tasks.get(reference) is task:
            del self._tasks[reference]
            self._phases.pop(reference, None)
        if not task.cancelled():
            task.exception()

    async def _follow(self, reference: str, age: float) -> Ending:
        unseen_since: float | None = None

        async def judge(sighting: Sighting) -> None:
            nonlocal unseen_since
            now = self._timing.monotonic()
            self._phases[reference] = sighting.phase
            if sighting.phase is not Phase.UNKNOWN:
                unseen_since = None
            elif unseen_since is None:
                unseen_since = now
            elif now - unseen_since >= _UNSEEN:
                unseen_since = now
                await self._exists(reference)

        handle = self._runner.queue.handle(reference)
        return await self._runner.poller.wait(handle, seconds=self._deadline, running_for=age, on_update=judge)

    async def _exists(self, reference: str) -> None:
        """Raise NotFound if the service says plainly that there is no such request."""
        try:
            await self._runner.queue.record(reference)
        except NotFound:
            raise
        except ModelRunnerError:
            return
