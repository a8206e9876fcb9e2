"""Two workers and a bot on one PostgreSQL: whether all jobs are delivered once, how quickly, and to whom first.

Real processes on a loopback Discord with Discord's own limits; only the engine is not one. So what is measured is what
the bot itself costs, and how near it comes to the 50 calls a second that Discord allows.
"""

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground, open_playground
from bot.storage.database import SqlDatabase, open_database
from bot.storage.schema import job, result
from tests.acceptance.conftest import key_of
from tests.benchmarks.queue.figures import jain, quantile, show
from tests.benchmarks.queue.many_guilds import ManyGuilds, Server
from tests.benchmarks.queue.traffic import Traffic
from tests.contracts.storage.stores import PostgresServer
from tests.pictures import encoded, photo

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

JOBS = int(os.environ.get("RESTYLE_BENCH_JOBS", "2000"))
GUILDS, CHANNELS, PEOPLE = 20, 10, 10
BUSY_SHARE = 4
"""One job in so many is the busy guild's; the others share the rest."""
WORKERS, SLOTS = 2, 8
ENGINE_SECONDS = 0.5
ASKING = 10
"""People who ask at the same time."""
SERVICE = (sys.executable, "-m", "tests.benchmarks.queue.service")
SETTINGS = {
    "RESTYLE_BENCH_ENGINE_SECONDS": str(ENGINE_SECONDS),
    "RESTYLE_DAILY_PICTURES": "100000",
    "RESTYLE_LOG_FORMAT": "json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run left in the store and in Discord."""

    rows: Sequence[Any]
    """Jobs in the order in which they were started."""
    results: Counter[str]
    """Result messages by job."""
    answers: dict[str, float]
    """Seconds from the command to its answer, by job; those that nobody answered in time are not there."""
    elapsed: float
    traffic: Traffic

    @property
    def lost(self) -> int:
        """Answered, but not done or without a message."""
        done = {row.key for row in self.rows if row.state == "done"}
        return sum(key not in done or not self.results[key] for key in self.answers)

    @property
    def doubled(self) -> int:
        return sum(count > 1 for count in self.results.values()) + sum(row.pictures > 1 for row in self.rows)

    @property
    def backlogged(self) -> Counter[int]:
        """Starts per guild from when all had asked until the first guild had nothing left to start."""
        all_asked = max(row.created for row in self.rows)
        started = [row for row in self.rows if row.started is not None]
        until = min({row.guild_id: row.started for row in started}.values())
        return Counter(row.guild_id for row in started if all_asked <= row.started < until)


async def test_processes(tmp_path: Path, postgres: PostgresServer) -> None:
    """Every job is delivered once; guilds that wait at the same time are served alike; Discord refuses nothing."""
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(postgres.fresh())
        database = await stack.enter_async_context(open_database(address))
        playground = await stack.enter_async_context(open_playground(tmp_path / "discord"))
        many = ManyGuilds(playground, guilds=GUILDS, channels=CHANNELS, people=PEOPLE)
        await _start(stack, playground, tmp_path, address)
        traffic = Traffic(playground)
        started = time.perf_counter()
        answers = await _ask_all(many)
        await _until_all_ended(database)
        elapsed = time.perf_counter() - started
        rows = await database.run_raw(_jobs)
        outcome = Outcome(rows=rows, results=_results(playground), answers=answers, elapsed=elapsed, traffic=traffic)
    _show(outcome)
    assert (outcome.lost, outcome.doubled) == (0, 0)
    assert playground.violations == []


async def _start(stack: AsyncExitStack, playground: Playground, folder: Path, address: str) -> None:
    shared = SETTINGS | {"RESTYLE_DATABASE_URL": address}
    bot = BotKeeper(playground, folder / "bot", shared | {"RESTYLE_WORKERS": "0"}, command=(*SERVICE, "run"))
    await stack.enter_async_context(bot)
    await playground.until(lambda world: playground.online and world.command("restyle"), timeout=60)
    work = shared | {"RESTYLE_WORKERS": str(SLOTS)}
    for number in range(WORKERS):
        keeper = BotKeeper(playground, folder / f"worker-{number}", work, command=(*SERVICE, "worker"))
        await stack.enter_async_context(keeper)


async def _ask_all(many: ManyGuilds) -> dict[str, float]:
    image = ("small.jpg", encoded(photo(64, 64), "JPEG"))
    due, answers = enumerate(_asking(many.servers)), dict[str, float]()

    async def ask() -> None:
        for number, server in due:
            person = many.people[number // GUILDS % PEOPLE]
            outcome = await many.ask(server, person, prompt=f"job {number}", image=image)
            if outcome.acknowledged:
                answers[key_of(outcome.message)] = outcome.ack_seconds or 0.0

    await asyncio.gather(*(ask() for _ in range(ASKING)))
    return answers


def _asking(servers: Sequence[Server]) -> list[Server]:
    busy, *others = servers
    return [busy if number % BUSY_SHARE == 0 else others[number % len(others)] for number in range(JOBS)]


async def _until_all_ended(database: SqlDatabase) -> None:
    left = sa.select(sa.func.count()).select_from(job).where(job.c.lane != "ended")
    while await database.run_raw(lambda connection: connection.scalar(left)):  # noqa: ASYNC110 (others end them)
        await asyncio.sleep(0.5)


def _jobs(connection: sa.Connection) -> Sequence[Any]:
    pictures = sa.select(sa.func.count()).where(result.c.job_key == job.c.key).scalar_subquery().label("pictures")
    columns = (job.c.key, job.c.guild_id, job.c.state, job.c.created, job.c.started, job.c.ended, pictures)
    return connection.execute(sa.select(*columns).order_by(job.c.started)).all()


def _results(playground: Playground) -> Counter[str]:
    """Messages with a result, by job: only a result has a button to reroll it."""
    wanted = "r1:reroll:"
    ids = (control["custom_id"] for message in playground.world.messages.values() for control in message.controls)
    return Counter(each.removeprefix(wanted) for each in ids if each.startswith(wanted))


def _show(outcome: Outcome) -> None:
    rows, elapsed, traffic = outcome.rows, outcome.elapsed, outcome.traffic
    served, guilds = outcome.backlogged, {row.guild_id for row in rows}
    done = [row for row in rows if row.state == "done"]
    waits = [(row.started - row.created) / 1e6 for row in done]
    whole = [(row.ended - row.created) / 1e6 for row in done]
    refused = ", ".join(f"{count} {by}" for by, count in traffic.refused.items())
    table = [
        ("answered in time", f"{len(outcome.answers):,} of {len(rows):,}", "all"),
        ("of these lost; delivered twice", f"{outcome.lost}; {outcome.doubled}", "0; 0"),
        ("jobs/s", f"{len(done) / elapsed:.1f}", ""),
        ("answer to the command p50, p99", f"{_both(list(outcome.answers.values()), 2)} s", "< 3 s"),
        ("wait for a start p50, p99", f"{_both(waits, 1)} s", ""),
        ("command to result p50, p99", f"{_both(whole, 1)} s", ""),
        ("starts while all guilds waited", f"{served.total():,} of {len(guilds)} guilds", ""),
        ("Jain's index over guilds then", f"{jain(served[g] for g in guilds):.3f}" if served else "-", ">= 0.9"),
        (
            "REST calls a job; by the bot's token; these a second",
            f"{traffic.calls.total() / JOBS:.2f}; {traffic.by_token / JOBS:.2f}; {traffic.by_token / elapsed:.1f}",
            "; ; <= 50",
        ),
        ("refused with 429, by which limit", refused or "0", "0"),
    ]
    caption = (
        f"{GUILDS} guilds of {PEOPLE} people and {CHANNELS} channels, one job in {BUSY_SHARE} the busiest guild's; "
        f"{WORKERS} `restyle worker` of {SLOTS} slots, one `restyle run` of none; engine {ENGINE_SECONDS} s; calls: "
        + ", ".join(f"{count / JOBS:.2f} {route}" for route, count in traffic.calls.most_common(6))
    )
    show("Processes on one PostgreSQL, with Discord's own limits", ("", "measured", "target"), table, caption=caption)


def _both(seconds: Sequence[float], digits: int) -> str:
    return ", ".join(f"{quantile(seconds, share):.{digits}f}" for share in (0.5, 0.99))
