"""Answers before work: while interactions wait for their answer, nothing new is begun.

An answer has three seconds, a picture has minutes. A thousand commands at once are answered first and drawn afterwards.
"""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager, suppress


class Precedence:
    """Counts the answers that are under way in this process."""

    def __init__(self) -> None:
        self._answering = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @contextmanager
    def answering(self) -> Generator[None]:
        """Somebody waits for an answer until the block ends."""
        self._answering += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._answering -= 1
            if self._answering == 0:
                self._quiet.set()

    async def quiet(self, patience: float) -> None:
        """Return when nobody waits for an answer, or after `patience` seconds: work must not starve either."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._quiet.wait()
