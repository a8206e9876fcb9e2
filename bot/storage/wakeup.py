"""Hints inside one process: a commit wakes the loops that wait for that kind of work."""

import asyncio
from collections import defaultdict
from weakref import WeakSet

from bot.ports import Clock, Topic


class LocalListener:
    """One loop's ear; keeps the `Listener` port."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hint = asyncio.Event()

    def hear(self) -> None:
        """There is a hint."""
        self._hint.set()

    async def wait(self, seconds: float) -> None:
        """Return at a hint not yet returned for, or after `seconds`."""
        if not self._hint.is_set():
            hint = asyncio.ensure_future(self._hint.wait())
            alarm = asyncio.ensure_future(self._clock.sleep(seconds))
            try:
                await asyncio.wait({hint, alarm}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                hint.cancel()
                alarm.cancel()
        self._hint.clear()


class LocalWakeup:
    """Keeps the `Wakeup` port."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._listeners = defaultdict[Topic, WeakSet[LocalListener]](WeakSet)

    def notify(self, *topics: Topic) -> None:
        """Wake every listener of this process to `topics`."""
        for topic in topics:
            for listener in self._listeners[topic]:
                listener.hear()

    def listen(self, topic: Topic) -> LocalListener:
        """A new ear, deaf to earlier hints."""
        listener = LocalListener(self._clock)
        self._listeners[topic].add(listener)
        return listener
