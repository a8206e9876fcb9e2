"""The program as it is, but for its engine: that takes RESTYLE_BENCH_ENGINE_SECONDS and always makes the same picture.

Run in place of `python -m bot`, with the same arguments. Everything else is what `bot.app` opens: the gateway, the
REST client and its budget, the sandbox that reads pictures, the store, the loops.
"""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import bot.app
from bot.cli import main
from bot.domain.result import Delivery, MediaType, Picture, Progress
from bot.settings import Settings
from tests.fakes.engine import ScriptedEngine
from tests.pictures import encoded, photo

_PICTURE = Picture(data=encoded(photo(64, 64), "PNG"), media_type=MediaType.PNG, width=64, height=64)


class TimedEngine(ScriptedEngine):
    """Takes its time and draws nothing."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def wait(self, reference: str) -> Progress:
        await asyncio.sleep(self._seconds)
        return await super().wait(reference)

    async def fetch(self, reference: str) -> Delivery:
        asked = await super().fetch(reference)
        return Delivery(pictures=(_PICTURE,) * len(asked.pictures), notes=())


@asynccontextmanager
async def _open_engine(_settings: Settings, **_parts: object) -> AsyncGenerator[TimedEngine]:
    yield TimedEngine(float(os.environ["RESTYLE_BENCH_ENGINE_SECONDS"]))


if __name__ == "__main__":
    bot.app.open_engine = _open_engine  # pyright: ignore[reportAttributeAccessIssue] (any keeper of the port will do)
    main()
