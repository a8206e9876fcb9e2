"""An event loop whose time jumps: whenever nothing is ready, it is at once as late as the next timer wants it to be.

Sockets on loopback work as ever, because what one end of them sends is there for the other end at once. Time limits,
polls and deadlines of whole programs then cost no time, in the same order in which they would have happened.
"""

import asyncio
import selectors
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

_GRACE = 0.0005


class _JumpingSelector(selectors.DefaultSelector):
    """Waits for files a moment, and for time not at all."""

    def __init__(self, grace: float) -> None:
        super().__init__()
        self.passed = 0.0
        self.stops = 0
        self._grace = grace

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or self.stops:
            return super().select(timeout)
        if timeout <= 0:
            return super().select(0)
        ready = super().select(self._grace)
        if not ready:
            self.passed += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time, which starts at 0."""

    def __init__(self, *, grace: float = _GRACE) -> None:
        """`grace` is the real seconds in which what another thread or the kernel is about to deliver may arrive."""
        self._jumping = _JumpingSelector(grace)
        super().__init__(self._jumping)

    def time(self) -> float:
        """Virtual seconds."""
        return self._jumping.passed

    def advance(self, seconds: float) -> None:
        """So long somebody holds the loop."""
        self._jumping.passed += seconds

    @contextmanager
    def stopped(self) -> Generator[None]:
        """Time stands still: for what comes from outside, and may take as long as it takes."""
        self._jumping.stops += 1
        try:
            yield
        finally:
            self._jumping.stops -= 1


def loop_factories() -> Mapping[str, Any]:
    """For pytest-asyncio's hook in a conftest."""
    return {"virtual": VirtualLoop}
