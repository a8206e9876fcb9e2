"""Hints inside one process."""

import asyncio

import pytest

from bot.storage.wakeup import LocalWakeup


async def test_a_hint_is_heard_once_by_everybody_who_listens() -> None:
    """A hint given before the wait is not lost, one given before listening is not heard, none is heard twice."""
    wakeup = LocalWakeup()
    wakeup.notify()
    first, second = wakeup.listen(), wakeup.listen()
    wakeup.notify()
    async with asyncio.timeout(5):
        await asyncio.gather(first.wait(60), second.wait(60))
    waiting = asyncio.create_task(first.wait(60))
    await asyncio.sleep(0)
    assert not waiting.done()
    wakeup.notify()
    async with asyncio.timeout(5):
        await waiting


async def test_a_wait_without_a_hint_ends_by_itself() -> None:
    """The poll interval is the net under lost hints."""
    async with asyncio.timeout(5):
        await LocalWakeup().listen().wait(0.001)


@pytest.mark.parametrize("steps", range(4))
async def test_a_hint_does_not_swallow_a_cancellation(steps: int) -> None:
    """A loop that is cancelled at the very moment of a hint stops all the same."""
    wakeup = LocalWakeup()

    async def run() -> None:
        hints = wakeup.listen()
        while True:
            await hints.wait(60)

    loop = asyncio.create_task(run())
    await asyncio.sleep(0)
    wakeup.notify()
    for _ in range(steps):
        await asyncio.sleep(0)
    loop.cancel()
    await asyncio.wait({loop}, timeout=5)
    assert loop.cancelled()
