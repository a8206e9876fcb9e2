"""The event loop is watched by a clock that it drives itself."""

import asyncio

import pytest

from bot.observability.lag import watching_loop
from tests.fakes.virtual_loop import VirtualLoop


def test_whoever_holds_the_loop_makes_it_late() -> None:
    """An idle loop is on time; one that was held is late by what was left of that; and nobody listens afterwards."""
    loop, heard = VirtualLoop(), list[float]()

    async def work() -> None:
        with watching_loop(heard.append, every=0.25):
            await asyncio.sleep(1.1)
            loop.advance(0.7)
            await asyncio.sleep(0.3)
        await asyncio.sleep(10)

    loop.run_until_complete(work())
    loop.close()
    assert heard == pytest.approx([0.0, 0.0, 0.0, 0.0, 0.55, 0.0])
