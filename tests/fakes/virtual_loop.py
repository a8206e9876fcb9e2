"""An event loop whose time jumps: whenever nothing is ready, it is at once as late as the next timer wants it to be.

Sockets on loopback work as ever, because what one end of them sends is there for the other end at once. Time limits,
polls and deadlines of whole programs then cost no time, in the same order in which they would have happened.
"""

import asyncio
import selectors
from collections.abc import Mapping
from typing import Any

_GRACE = 0.0005
"""Real seconds in which what another thread or the kernel is about to deliver may still arrive."""


class _JumpingSelector(selectors.DefaultSelector):
    """Waits for files a moment, and for time not at all."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(0)
        ready = super().select(_GRACE if timeout is not None else None)
        if not ready and timeout is not None:
            self.passed += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop in virtual time, which starts at 0."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Virtual seconds."""
        return self._jumping.passed


def loop_factories() -> Mapping[str, Any]:
    """For pytest-asyncio's hook in a conftest."""
    return {"virtual": VirtualLoop}
