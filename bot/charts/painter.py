"""Has charts drawn by a child process, so that no library for it is imported here and the event loop never waits.

Keeps the port `Charts`. The child gets the chart on its standard input and nothing else of this process: no token.
"""

import asyncio
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter

from bot.domain.chart import Chart
from bot.ports import Events

CHART = TypeAdapter(Chart)
_SECONDS = 30.0
"""Many times what it takes: a machine may be busy, and whoever asked is told to wait."""
_AT_ONCE = 1
_KEPT = ("LANG", "LC_ALL", "PATH", "SYSTEMROOT", "TMPDIR")


class Painter:
    """Draws one chart after another. Enter it before use."""

    def __init__(self, *, events: Events, seconds: float = _SECONDS, command: tuple[str, ...] | None = None) -> None:
        """`command` draws the chart; tests give others that fail."""
        self._events = events
        self._seconds = seconds
        self._command = command or (sys.executable, "-m", "bot.charts")
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._cache = TemporaryDirectory(prefix="restyle-charts-", ignore_cleanup_errors=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cache.cleanup()

    async def draw(self, chart: Chart) -> bytes | None:
        """The chart as a PNG, or None."""
        try:
            async with asyncio.timeout(self._seconds), self._turn:
                return await self._drawn(CHART.dump_json(chart))
        except (OSError, TimeoutError) as error:
            self._events("chart.failed", error=type(error).__name__)
            return None

    async def _drawn(self, told: bytes) -> bytes | None:
        child = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment(),
        )
        try:
            picture, complaint = await child.communicate(told)
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode == 0 and picture:
            return picture
        self._events("chart.failed", code=child.returncode, error=complaint.decode(errors="replace")[-500:])
        return None

    def _environment(self) -> dict[str, str]:
        """What a child needs to start; the list of fonts is made once and kept while we live."""
        kept = {name: value for name in _KEPT if (value := os.environ.get(name))}
        here = str(Path(__file__).parents[2])
        return kept | {"MPLCONFIGDIR": self._cache.name, "MPLBACKEND": "agg", "PYTHONPATH": here}
