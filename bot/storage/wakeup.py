"""Hints inside one process: a commit wakes the loops that wait for work."""

import asyncio
from contextlib import suppress
from weakref import WeakSet


class LocalListener:
    """One loop's ear; keeps the `Listener` port."""

    def __init__(self) -> None:
        self._hint = asyncio.Event()

    def hear(self) -> None:
        """There is a hint."""
        self._hint.set()

    async def wait(self, seconds: float) -> None:
        """Return at a hint not yet returned for, or after `seconds`."""
        # Not `wait_for`: until Python 3.12 it swallows a cancellation that meets a hint, and the loop never stops.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hint.wait()
        self._hint.clear()


class LocalWakeup:
    """Keeps the `Wakeup` port."""

    def __init__(self) -> None:
        self._listeners = WeakSet[LocalListener]()

    def notify(self) -> None:
        """Wake every listener of this process."""
        for listener in self._listeners:
            listener.hear()

    def listen(self) -> LocalListener:
        """A new ear, deaf to earlier hints."""
        listener = LocalListener()
        self._listeners.add(listener)
        return listener
