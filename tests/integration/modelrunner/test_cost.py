"""What following requests costs, against the official client on the same fake, and what a storm of faults costs.

Prints one table: `pytest tests/integration/modelrunner -m benchmark -s`. Times are virtual, CPU and memory are real and
hold both ends of the wire, because client and fake share a process.
"""

import asyncio
import gc
import random
import resource
import statistics
import time
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from bot.engines.modelrunner import RESTYLE_MODEL, Timeouts, errors
from tests.fakes.modelrunner.faults import KINDS
from tests.fakes.modelrunner_server import open_fake
from tests.integration.modelrunner.clients import ARGUMENTS, MODEL, Refusing, client_of, official_client, restyle

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

IN_FLIGHT = 500
STORM = 1000


async def followed() -> dict[str, str]:
    """500 requests of 14 s at once."""
    async with open_fake() as fake, client_of(fake, polls_at_once=16) as runner:
        handles = [
            (await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata={"job": str(number)})).handle
            for number in range(IN_FLIGHT)
        ]
        for job in fake.world.jobs.values():
            job.starts, job.ends = fake.world.now + 1, fake.world.now + 14
        fake.world.seen.clear()
        gc.collect()
        before, spent = resident(), time.process_time()
        late: list[float] = []

        async def one(number: int) -> None:
            await runner.poller.wait(handles[number], seconds=600)
            late.append(fake.world.now - fake.world.jobs[handles[number].id].ends)

        waits = [asyncio.create_task(one(number)) for number in range(IN_FLIGHT)]
        await asyncio.sleep(7)
        grown = resident() - before
        await asyncio.gather(*waits)
        spent, looks = time.process_time() - spent, len(fake.world.seen)
    return {
        "polls per request of 14 s": f"{looks / IN_FLIGHT:.1f}",
        "noticed after its end, p50 / p95": f"{statistics.median(late):.2f} / {sorted(late)[-IN_FLIGHT // 20]:.2f} s",
        f"memory of {IN_FLIGHT} in flight": f"{grown:.1f} MiB",
        f"CPU of {IN_FLIGHT} in flight": f"{spent / 14:.0%} of a core, {1000 * spent / looks:.2f} ms per poll",
    }


async def followed_officially() -> dict[str, str]:
    """One request of 14 s with the official client."""
    async with open_fake() as fake:
        client = official_client(fake)
        await client.subscribe(MODEL, ARGUMENTS, on_queue_update=lambda _: None)
        await client._client.aclose()
        return {"polls per request of 14 s, official client": str(len(fake.calls("GET")))}


async def stormed() -> dict[str, str]:
    """A thousand requests while everything goes wrong by chance, those faults included that end a request."""
    dice = random.Random(4)
    ends: Counter[str] = Counter()
    refused: set[str] = set()
    async with open_fake(seed=4, seconds=lambda own: own.uniform(3, 40)) as fake:
        for place in ("submit", "status", "result", "list"):
            for kind in set(KINDS[place]) - {"metadata_lost", "huge"}:
                fake.faults.add(
                    place, kind, times=None, chance=0.005, value="https://evil.example" if "url" in kind else None
                )
        timeouts = Timeouts(submit=10, read=5)
        async with client_of(fake, timeouts=timeouts, transport=Refusing(dice, 0.01)) as runner:

            async def one(number: int) -> None:
                await asyncio.sleep(600 * dice.random())
                try:
                    await runner.subscribe(RESTYLE_MODEL, restyle(), metadata={"job": str(number)}, seconds=900)
                    ends["picture"] += 1
                except errors.Declined:
                    ends["refused"] += 1
                    refused.add(str(number))
                except errors.ModelRunnerError as error:
                    ends[type(error).__name__] += 1

            await asyncio.gather(*(one(number) for number in range(STORM)))
        assert max(fake.world.accepted.values()) == 1
        assert sum(ends.values()) == STORM
        assert not refused & fake.world.accepted.keys()
        return {
            "faults that struck": str(sum(fake.faults.struck.values())),
            "requests made per job, most": str(max(fake.world.accepted.values())),
            "jobs without a known end": str(STORM - sum(ends.values())),
            "ends": ", ".join(f"{count} {end}" for end, count in ends.most_common()),
        }


async def test_the_table() -> None:
    """Figures, not verdicts."""
    table = Table("what", "figure", title="ModelRunner client")
    for part in (followed(), followed_officially(), stormed()):
        for what, figure in (await part).items():
            table.add_row(what, figure)
    Console(width=120).print(table)


def resident() -> float:
    """MiB this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20
