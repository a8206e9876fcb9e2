"""Hints inside one process."""

import asyncio

import pytest

from bot.clock import SystemClock
from bot.ports import Topic
from bot.storage.wakeup import LocalWakeup


async def test_a_hint_is_heard_once_by_everybody_who_listens() -> None:
    """A hint given before the wait is not lost, one given before listening is not heard, none is heard twice."""
    wakeup = LocalWakeup(SystemClock())
    wakeup.notify(Topic.LINE)
    first, second = wakeup.listen(Topic.LINE), wakeup.listen(Topic.LINE)
    wakeup.notify(Topic.LINE)
    async with asyncio.timeout(5):
        await asyncio.gather(first.wait(60), second.wait(60))
    waiting = asyncio.create_task(first.wait(60))
    await asyncio.sleep(0)
    assert not waiting.done()
    wakeup.notify(Topic.LINE)
    async with asyncio.timeout(5):
        await waiting


async def test_a_wait_without_a_hint_ends_by_itself() -> None:
    """The poll interval is the net under lost hints."""
    async with asyncio.timeout(5):
        await LocalWakeup(SystemClock()).listen(Topic.LINE).wait(0.001)


async def test_a_hint_wakes_only_whom_it_concerns() -> None:
    """What is about cards is nothing to who waits for a place in line."""
    wakeup = LocalWakeup(SystemClock())
    line, cards = wakeup.listen(Topic.LINE), wakeup.listen(Topic.CARDS)
    waiting = asyncio.create_task(line.wait(60))
    wakeup.notify(Topic.CARDS)
    async with asyncio.timeout(5):
        await cards.wait(60)
    assert not waiting.done()
    wakeup.notify(Topic.FLEET, Topic.LINE)
    async with asyncio.timeout(5):
        await waiting


@pytest.mark.parametrize("steps", range(4))
async def test_a_hint_does_not_swallow_a_cancellation(steps: int) -> None:
    """A loop that is cancelled at the very moment of a hint stops all the same."""
    wakeup = LocalWakeup(SystemClock())

    async def run() -> None:
        hints = wakeup.listen(Topic.LINE)
        while True:
            await hints.wait(60)

    loop = asyncio.create_task(run())
    await asyncio.sleep(0)
    wakeup.notify(Topic.LINE)
    for _ in range(steps):
        await asyncio.sleep(0)
    loop.cancel()
    await asyncio.wait({loop}, timeout=5)
    assert loop.cancelled()
