"""The whole engine room on the paid engine with everything going wrong: nothing is paid twice, and nothing is lost.

The store, the loops, the adapter, the client and the sockets are real; time passes fifty times as fast.
`pytest tests/integration/engine_room -k storm -m benchmark -s` does it with a thousand jobs and prints a table.
"""

import asyncio
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from rich.console import Console
from rich.table import Table

from bot.domain.job import Job, State
from bot.domain.request import Upload
from bot.domain.result import Admitted
from bot.engines.modelrunner import Timing
from bot.storage.database import SqlDatabase
from tests.fakes.images import KeptImages
from tests.fakes.modelrunner.faults import KINDS
from tests.fakes.modelrunner_server import ModelRunnerFake, open_fake
from tests.integration.hosted.engines import open_hosted, picture
from tests.integration.room import Room, World, assert_books_balance

HURRY = 50
GUILDS, SLOTS = 20, 40
OUTAGE_ATTEMPTS = 8
"""Given up after minutes: some faults strike an order for good, as a picture at an address that is never fetched."""
POLL_SECONDS = 3
"""As in the bot: that the engine's trouble has passed is nothing that anybody tells a loop."""
STALLS = {"stall", "stall-after", "slow", "huge", "large", "never_ends"}
"""What only shows after real seconds; each is pinned elsewhere."""


class HurriedClock:
    """Keeps the `Clock` port with the real time, sped up."""

    def __init__(self) -> None:
        self._start = datetime(2026, 11, 24, tzinfo=UTC) - timedelta(seconds=self.monotonic())

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return time.monotonic() * HURRY

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / HURRY)


class RealImages(KeptImages):
    """Admits a picture that the service can read."""

    async def admit(self, upload: Upload) -> Admitted:
        return replace(await super().admit(upload), picture=picture())


async def _weather(database: SqlDatabase, *, jobs: int, chance: float) -> tuple[list[Job], ModelRunnerFake, Room]:
    """All jobs at once, until each has ended."""
    clock = HurriedClock()
    timing = Timing(monotonic=clock.monotonic, unix=lambda: clock.now().timestamp(), sleep=clock.sleep)
    async with open_fake(seed=7, queued=0.02, seconds=lambda dice: dice.uniform(0.1, 0.4)) as fake:
        for place in ("submit", "status", "result", "list", "media", "delete"):
            for kind in KINDS[place]:
                if kind not in STALLS:
                    value = {"foreign_urls": "https://evil.example", "429": 3}.get(kind)
                    fake.faults.add(place, kind, times=None, chance=chance, value=value)
        async with open_hosted(fake, timing=timing) as engine:
            world = World(database=database, clock=cast("Any", clock), engine=cast("Any", engine))
            world.images = RealImages(world.cards)
            room = Room(world, daily_pictures=jobs, slots=SLOTS, outage_attempts=OUTAGE_ATTEMPTS, poll=POLL_SECONDS)
            # Asked for in fair weather: in foul, the engine's trouble would refuse most of them.
            asked = [await room.ask(user=1000 + n, guild=1 + n % GUILDS) for n in range(jobs)]
            working = asyncio.create_task(room.crew().run())
            async with asyncio.timeout(600):
                ended = [await _ended(room, job.key) for job in asked]
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            await room.kill()
            await assert_books_balance(world, limit=jobs)
    return ended, fake, room


async def _ended(room: Room, key: str) -> Job:
    while not (job := await room.job(key)).state.ended:  # noqa: ASYNC110 (a row tells nobody that it has changed)
        await asyncio.sleep(0.05)
    return job


def _assert_sound(ended: list[Job], fake: ModelRunnerFake, room: Room) -> None:
    assert max(fake.world.accepted.values()) == 1, "an order was paid twice"
    posts = room.world.cards.posts
    assert {job.key for job in ended if job.state is State.DONE} <= posts.keys()
    for job in ended:
        if job.state is not State.DONE:
            assert job.reason, f"nobody was told why {job} ended"


async def test_no_storm_pays_twice_or_loses_a_job(database: SqlDatabase) -> None:
    """Faults of every kind at every call: each job ends in one way, told to its person, and the books balance."""
    ended, fake, room = await _weather(database, jobs=25, chance=0.01)
    _assert_sound(ended, fake, room)
    assert sum(job.state is State.DONE for job in ended) >= 5
    assert sum(fake.faults.struck.values()) > 20


@pytest.mark.benchmark
@pytest.mark.timeout(900)
async def test_a_thousand_jobs(database: SqlDatabase) -> None:
    """The same with a thousand jobs, as a table."""
    ended, fake, room = await _weather(database, jobs=1000, chance=0.01)
    _assert_sound(ended, fake, room)
    states = Counter(job.state.value for job in ended)
    table = Table("what", "measured", "target", title="1,000 jobs through the engine room, every fault injected")
    table.add_row("submits taken per job, at most", str(max(fake.world.accepted.values())), "1")
    table.add_row("jobs without an end", str(1000 - len(ended)), "0")
    table.add_row("jobs ended as", ", ".join(f"{name} {count}" for name, count in sorted(states.items())), "")
    table.add_row("results per done job", str(len(room.world.cards.posts) / max(1, states["done"])), "1 and the found")
    table.add_row("faults that struck", f"{sum(fake.faults.struck.values()):,}", "")
    Console(width=120).print(table)
