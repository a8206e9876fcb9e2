"""The time of the event loop as the bot's clock, so that all of a simulation passes in one time."""

import asyncio
from datetime import UTC, datetime, timedelta

_START = datetime(2026, 11, 24, 12, tzinfo=UTC)


class LoopClock:
    """Keeps the `Clock` port by the running loop."""

    def now(self) -> datetime:
        return _START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
