"""Time for a room full of loops: who sleeps wakes when the test moves the hands, not before."""

import asyncio
from datetime import UTC, datetime, timedelta


class SteppedClock:
    """Keeps the `Clock` port; nothing passes by itself."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        self._passed = 0.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._passed

    async def sleep(self, seconds: float) -> None:
        alarm = asyncio.Event()
        self._sleepers.append((self._passed + seconds, alarm))
        await alarm.wait()

    def advance(self, seconds: float) -> None:
        """Let time pass and wake whoever slept through it."""
        self._passed += seconds
        self._now += timedelta(seconds=seconds)
        due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self._passed]
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper not in due]
        for _, alarm in due:
            alarm.set()
