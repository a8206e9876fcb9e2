"""How late the event loop is: everybody whose turn it is waits that long for somebody who does not let go."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager

_EVERY_SECONDS = 0.25


@contextmanager
def watching_loop(hear: Callable[[float], None], every: float = _EVERY_SECONDS) -> Generator[None]:
    """Tell `hear` every so many seconds how many the running loop was late, until the block ends."""
    loop = asyncio.get_running_loop()

    def look(due: float) -> None:
        nonlocal waiting
        hear(max(0.0, loop.time() - due))
        waiting = wait()

    def wait() -> asyncio.TimerHandle:
        due = loop.time() + every
        return loop.call_at(due, look, due)

    waiting = wait()
    try:
        yield
    finally:
        waiting.cancel()
