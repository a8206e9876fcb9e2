"""Many jobs on a service in which everything goes wrong by chance: what is paid, what is lost, how each one ends."""

import asyncio
from collections import Counter

import pytest

from bot.domain.errors import EngineBusy, EngineFailed, OrderUncertain
from bot.engines.hosted.engine import ModelRunnerEngine
from tests.fakes.modelrunner.faults import KINDS
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.hosted.engines import finish, order
from tests.matrices import matrix

JOBS = 80
_LASTING = {"stall", "huge", "stall-after", "slow", "large", "foreign_urls", "metadata_lost", "untagged", "never_ends"}
"""Faults that only take time, or that take away what a search needs; each has a test of its own."""


async def live(engine: ModelRunnerEngine, key: str, ends: Counter[str]) -> None:
    """One job's life, as the pipeline leads it: again only after a proof that nothing was taken."""
    reference = None
    while reference is None:
        try:
            reference = await engine.submit(order(key))
        except EngineBusy:
            await asyncio.sleep(20)
        except OrderUncertain:
            reference = await searched(engine, key)
            if reference is None:
                ends["unknown"] += 1
                return
        except EngineFailed:
            ends["refused"] += 1
            return
    ends[await ended(engine, reference)] += 1


async def searched(engine: ModelRunnerEngine, key: str) -> str | None:
    while True:
        try:
            return await engine.find(key)
        except EngineBusy:
            await asyncio.sleep(20)


async def ended(engine: ModelRunnerEngine, reference: str) -> str:
    while True:
        try:
            await finish(engine, reference)
        except EngineBusy:
            await asyncio.sleep(20)
        except EngineFailed:
            return "failed"
        else:
            return "delivered"


@pytest.mark.parametrize("seed", matrix([1, 2], plain={1}))
async def test_whatever_goes_wrong_no_job_is_paid_twice(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, seed: int
) -> None:
    """Every job ends, at most one order of each was taken, and none that was taken is lost."""
    fake.world.dice.seed(seed)
    for place in ("submit", "status", "result", "list", "media", "delete"):
        for kind in KINDS[place]:
            if kind not in _LASTING:
                fake.faults.add(place, kind, times=None, chance=0.01)
    ends = Counter[str]()
    await asyncio.gather(*(live(engine, f"job-{number}", ends) for number in range(JOBS)))
    assert ends.total() == JOBS
    assert max(fake.world.accepted.values()) == 1
    assert ends["unknown"] + ends["refused"] == JOBS - len(fake.world.accepted)
    assert ends["delivered"] > JOBS / 4
