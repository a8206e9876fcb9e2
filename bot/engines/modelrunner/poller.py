"""One poller for all requests: many are watched, few are looked at, at most `width` at the same time.

A scheduler owns a heap of due times and does no I/O, so that a deadline is kept however slow the service is; `width`
workers do the looking. What a look means is decided in `settling`; how long to wait between two, in `pace`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from types import TracebackType
from typing import Protocol, Self, TypeAlias

from bot.engines.modelrunner.errors import DeadlinePassed, KeyRefused, ModelRunnerError, RateLimited
from bot.engines.modelrunner.pace import Pace
from bot.engines.modelrunner.queue import Handle, Sighting
from bot.engines.modelrunner.settling import Missing, Outcome, Pending, Refusal, Success, Undeliverable
from bot.engines.modelrunner.timing import Timing
from bot.engines.modelrunner.wire import Phase

Ending: TypeAlias = Success | Refusal | Undeliverable
OnUpdate: TypeAlias = Callable[[Sighting], Awaitable[None]]
OnTrouble: TypeAlias = Callable[[str, ModelRunnerError], None]


class Looking(Protocol):
    """Who can look at a request once: the queue."""

    async def look(self, handle: Handle, *, for_result: bool = False) -> Sighting:
        """One look; raises ModelRunnerError."""
        ...


@dataclass(slots=True, kw_only=True, eq=False)
class _Watch:
    """One caller's interest in one request."""

    handle: Handle
    began: float
    ending: asyncio.Future[Ending]
    news: asyncio.Event = field(default_factory=asyncio.Event)
    sighting: Sighting | None = None
    completed: float | None = None
    """When the status first said so; from then on the result is read."""
    troubles: int = 0
    last_trouble: ModelRunnerError | None = None

    def end(self, ending: Ending) -> None:
        if not self.ending.done():
            self.ending.set_result(ending)
        self.news.set()

    def fail(self, error: BaseException) -> None:
        if not self.ending.done():
            self.ending.set_exception(error)
        self.news.set()


@dataclass(slots=True, kw_only=True, order=True)
class _Entry:
    """Something that is due: a look, or the end of a caller's patience."""

    at: float
    number: int
    watch: _Watch = field(compare=False)
    is_deadline: bool = field(compare=False, default=False)


class Poller:
    """Watches requests for callers. Enter it to start its few tasks."""

    def __init__(
        self,
        queue: Looking,
        *,
        timing: Timing | None = None,
        pace: Pace | None = None,
        width: int = 8,
        on_trouble: OnTrouble | None = None,
    ) -> None:
        """One look takes about a tenth of a second: a `width` of 8 serves about a hundred requests without delay.

        `on_trouble` hears the id and the error of every look that failed; a refused key above all needs a person."""
        self._queue = queue
        self._timing = timing or Timing()
        self._pace = pace or Pace()
        self._width = width
        self._on_trouble = on_trouble
        self._due: list[_Entry] = []
        self._numbers = count()
        self._changed = asyncio.Event()
        self._ready: asyncio.Queue[_Watch] = asyncio.Queue()
        self._watches: set[_Watch] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [
            asyncio.create_task(self._schedule()),
            *(asyncio.create_task(self._work()) for _ in range(self._width)),
        ]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        for watch in self._watches:
            watch.fail(ModelRunnerError("The client was closed while this request was being watched."))

    @property
    def watched(self) -> int:
        """How many requests are being watched."""
        return len(self._watches)

    async def wait(
        self, handle: Handle, *, seconds: float, running_for: float = 0.0, on_update: OnUpdate | None = None
    ) -> Ending:
        """What a request came to. `on_update` is awaited for the latest sighting; a slow one misses some.

        One that has been `running_for` some seconds, because it is followed again after a restart, is looked at sooner.
        Raises DeadlinePassed after `seconds`: the request runs on and is billed, keep its id.
        """
        if not self._tasks:
            raise ModelRunnerError("The client is not open.")
        now = self._timing.monotonic()
        began = now - running_for
        watch = _Watch(handle=handle, began=began, ending=asyncio.get_running_loop().create_future())
        self._watches.add(watch)
        self._put(watch, max(now, began + self._timing.jittered(self._pace.first, self._pace.jitter)))
        self._put(watch, now + seconds, is_deadline=True)
        try:
            while not watch.ending.done():
                await watch.news.wait()
                watch.news.clear()
                sighting, watch.sighting = watch.sighting, None
                if on_update is not None and sighting is not None:
                    await on_update(sighting)
            return watch.ending.result()
        finally:
            self._watches.discard(watch)
            watch.ending.cancel()

    def _put(self, watch: _Watch, at: float, *, is_deadline: bool = False) -> None:
        heappush(self._due, _Entry(at=at, number=next(self._numbers), watch=watch, is_deadline=is_deadline))
        if self._due[0].watch is watch:
            self._changed.set()

    async def _schedule(self) -> None:
        while True:
            self._changed.clear()
            now = self._timing.monotonic()
            while self._due and self._due[0].at <= now:
                self._release(heappop(self._due))
            if self._due:
                await self._until(self._due[0].at - now)
            else:
                await self._changed.wait()

    def _release(self, entry: _Entry) -> None:
        if entry.watch.ending.done():
            return
        if entry.is_deadline:
            entry.watch.fail(DeadlinePassed(last_trouble=entry.watch.last_trouble))
        else:
            self._ready.put_nowait(entry.watch)

    async def _until(self, seconds: float) -> None:
        """Return after `seconds`, or when something is due sooner."""
        either = {asyncio.ensure_future(self._timing.sleep(seconds)), asyncio.ensure_future(self._changed.wait())}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in either:
                waiter.cancel()

    async def _work(self) -> None:
        while True:
            watch = await self._ready.get()
            if watch.ending.done():
                continue
            try:
                pause = await self._visit(watch)
            except Exception as error:  # noqa: BLE001 (a fault in one look belongs to its own caller, not to all others)
                watch.fail(error)
            else:
                if not watch.ending.done():
                    self._put(watch, self._timing.monotonic() + pause)

    async def _visit(self, watch: _Watch) -> float:
        """Look once; returns the seconds until the next look."""
        try:
            sighting = await self._queue.look(watch.handle, for_result=watch.completed is not None)
        except ModelRunnerError as error:
            return self._troubled(watch, error)
        watch.troubles, watch.last_trouble, watch.sighting = 0, None, sighting
        pause = self._judged(watch, sighting.outcome)
        watch.news.set()
        return pause

    def _judged(self, watch: _Watch, outcome: Outcome | None) -> float:
        now = self._timing.monotonic()
        if outcome is None:
            watch.completed = now
            return 0.0
        if not isinstance(outcome, Pending):
            watch.end(outcome)
            return 0.0
        if outcome.phase is Phase.COMPLETED:
            watch.completed = now if watch.completed is None else watch.completed
            if now - watch.completed >= self._pace.settling:
                watch.end(Undeliverable(reason=Missing.NEVER_CAME, record=outcome.record))
        return self._pause(watch)

    def _troubled(self, watch: _Watch, error: ModelRunnerError) -> float:
        """Trouble in looking says nothing about the request: look again, less often, until the caller's deadline."""
        watch.troubles += 1
        watch.last_trouble = error
        if self._on_trouble is not None:
            self._on_trouble(watch.handle.id, error)
        if isinstance(error, KeyRefused):
            return self._pace.ceiling
        asked = error.retry_after or 0.0 if isinstance(error, RateLimited) else 0.0
        return max(asked, min(self._pause(watch) * 2 ** min(watch.troubles - 1, 6), self._pace.ceiling))

    def _pause(self, watch: _Watch) -> float:
        since = watch.began if watch.completed is None else watch.completed
        return self._timing.jittered(self._pace.pause(self._timing.monotonic() - since), self._pace.jitter)
