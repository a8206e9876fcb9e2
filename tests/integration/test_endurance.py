"""Picture after picture, and memory stays flat: the real client, cards, results and presses over real sockets.

Counted is what the bot's own code and its library hold on to, by where it was allocated: the playground in the same
process remembers everything, as Discord does. A short one runs with every run, `uv run poe endure` the long one.
"""

import asyncio
import gc
import heapq
import os
import tracemalloc
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import discord
import pytest

import bot
import cogs
from bot.domain.job import Job, State
from bot.domain.result import Delivery, MediaType, Picture
from bot.playground.knobs import BucketRule, Knobs
from tests import factories
from tests.integration.edge import TICKET, Edge, open_edge
from tests.pictures import encoded, photo

PER_DELIVERY = 0.5
"""KiB that may be held for each after the first ones: were views kept, it would be fifty times as much."""
_WATCHED = [Path(str(module.__file__)).parent for module in (discord, bot, cogs)]
_PICTURE = Picture(data=encoded(photo(96, 64), "JPEG"), media_type=MediaType.JPEG, width=96, height=64)
_DELIVERY = Delivery(pictures=(_PICTURE, _PICTURE))


class Finding:
    """Finds a job, so that what is below a result can be pressed."""

    async def job(self, key: str, *_given: Any) -> Job:
        return factories.job(key=key)


def _unheard(name: str, **facts: object) -> None:
    """Events that nobody remembers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Memory after so many deliveries."""

    deliveries: int
    held: float
    """KiB that were allocated by the bot's code and its library."""
    resident: float
    """MiB of the whole process, the playground and the tracing included."""


async def _deliver(edge: Edge) -> None:
    """From the command to the last word on the card, and a panel and a form that nobody hands in."""
    job = await edge.ask(image=("small.jpg", _PICTURE.data))
    assert isinstance(job, Job)
    await edge.cards.attach_source(job, _PICTURE, TICKET)
    job = replace(job, source_hangs=True)
    for state in (State.SUBMITTED, State.FETCHED):
        await edge.cards.show(replace(job, state=state), TICKET)
    posting = await edge.cards.deliver(job, _DELIVERY, _PICTURE)
    await edge.cards.show(replace(job, state=State.DONE, result=posting.message), TICKET)
    result, bob = edge.message(posting.message), edge.playground.person("bob")
    for label in ("More", "Edit prompt"):
        outcome = await bob.click(result, label=label)
        assert outcome.acknowledged, outcome.failed


def _settle(edge: Edge) -> None:
    """Let five minutes pass for what is kept no longer: rate limits of channels, and alarms of calls that ended."""
    for client in (edge.online.client, edge.online.rest):
        for limit in client.http._buckets.values():
            limit._last_request -= 300
        client.http._buckets = {key: each for key, each in client.http._buckets.items() if not each.is_inactive()}
    loop: Any = asyncio.get_running_loop()
    loop._scheduled = [alarm for alarm in loop._scheduled if not alarm.cancelled()]
    heapq.heapify(loop._scheduled)
    loop._timer_cancelled_count = 0
    gc.collect()


def _measure(edge: Edge, deliveries: int) -> Figures:
    _settle(edge)
    ours = [tracemalloc.Filter(inclusive=True, filename_pattern=f"{folder}/*") for folder in _WATCHED]
    theirs = tracemalloc.Filter(inclusive=False, filename_pattern=f"{_WATCHED[1]}/playground/*")
    snapshot = tracemalloc.take_snapshot().filter_traces(ours).filter_traces([theirs])
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return Figures(
        deliveries=deliveries,
        held=sum(trace.size for trace in snapshot.traces) / 1024,
        resident=pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
    )


async def _endure(folder: Path, *, warm_up: int, deliveries: int) -> float:
    """KiB that each delivery after the `warm_up` has left behind."""
    rule = BucketRule(limit=1_000_000, per=1.0)
    knobs = Knobs(bucket_rules={}, other_buckets=rule, global_per_second=1_000_000)
    async with open_edge(folder, events=_unheard, knobs=knobs, pictures=Finding()) as edge:
        edge.answerer.keeps_tokens = True
        tracemalloc.start(1)
        try:
            figures = list[Figures]()
            for number in range(1, deliveries + 1):
                await _deliver(edge)
                if number in {warm_up, deliveries}:
                    figures.append(_measure(edge, number))
        finally:
            tracemalloc.stop()
    for each in figures:
        print(f"{each.deliveries:>6,} deliveries: {each.held:10,.1f} KiB held, {each.resident:8,.1f} MiB resident")
    first, last = figures
    return (last.held - first.held) / (deliveries - warm_up)


@pytest.mark.thorough
@pytest.mark.timeout(300)
async def test_a_hundred_deliveries_leave_nothing_behind(tmp_path: Path) -> None:
    """What each takes while it lasts is given back."""
    assert await _endure(tmp_path, warm_up=20, deliveries=100) < PER_DELIVERY


@pytest.mark.endurance
@pytest.mark.timeout(3600)
async def test_a_thousand_deliveries_leave_nothing_behind(tmp_path: Path) -> None:
    """The same for long."""
    grown = await _endure(tmp_path, warm_up=200, deliveries=1_000)
    print(f"{grown:+.3f} KiB for each delivery after the first 200; at most {PER_DELIVERY} are allowed")
    assert grown < PER_DELIVERY
