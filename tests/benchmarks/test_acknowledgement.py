"""How quickly `/restyle` is answered, against the same client's bare `defer` in the same run."""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from bot.playground.keeper import BotKeeper
from bot.playground.server import Playground, open_playground

pytestmark = pytest.mark.benchmark

Client = Callable[[Playground, Path], AbstractAsyncContextManager[None]]
BURSTS = (1, 100, 1000)
PEOPLE = ("alice", "bob", "mod")


async def test_acknowledgements(tmp_path: Path) -> None:
    """Answers per second and p50/p99 for bursts; none may be late, which is more than 3 s."""
    table = Table(title="Acknowledgement of /restyle, by burst")
    for column in ("burst", "client", "answers/s", "p50 ms", "p99 ms", "late", "throughput ratio", "p99 ratio"):
        table.add_column(column, justify="right")
    bare = await _bursts(tmp_path / "bare", _bare_client)
    ours = await _bursts(tmp_path / "ours", _our_bot)
    for burst, theirs, mine in zip(BURSTS, bare, ours, strict=True):
        table.add_row(str(burst), "bare defer", *theirs.cells(), "", "")
        ratios = (f"{mine.rate / theirs.rate:.2f}", f"{mine.quantile(0.99) / theirs.quantile(0.99):.2f}")
        table.add_row("", "restyle", *mine.cells(), *ratios)
    Console(width=120).print(table)
    assert [each.late for each in ours] == [0, 0, 0]


class Burst:
    """The answers to one burst."""

    def __init__(self, seconds: list[float | None], elapsed: float) -> None:
        self.answered = sorted(each for each in seconds if each is not None)
        self.late = len(seconds) - len(self.answered)
        self.rate = len(self.answered) / elapsed

    def quantile(self, share: float) -> float:
        return self.answered[round(share * (len(self.answered) - 1))] * 1000

    def cells(self) -> tuple[str, ...]:
        return (f"{self.rate:,.0f}", f"{self.quantile(0.5):,.1f}", f"{self.quantile(0.99):,.1f}", str(self.late))


async def _bursts(folder: Path, client: Client) -> list[Burst]:
    measured: list[Burst] = []
    for burst in BURSTS:
        # A fresh world for each: the work of an earlier burst must not weigh on the next one's answers.
        async with open_playground(folder / str(burst)) as playground, client(playground, folder / f"bot-{burst}"):
            await playground.until(lambda _: playground.online and playground.world.command("restyle"), timeout=60)
            # The first answer of a process pays for what is done once; it is nobody's figure.
            await _burst(playground, 1)
            measured.append(await _burst(playground, burst))
    return measured


async def _burst(playground: Playground, size: int) -> Burst:
    async def ask(number: int) -> float | None:
        person = playground.person(PEOPLE[number % len(PEOPLE)])
        outcome = await person.slash(
            "general", "restyle", prompt="watercolor", image=("photo.png", b"not read in time")
        )
        return outcome.ack_seconds

    started = time.perf_counter()
    seconds = await asyncio.gather(*(ask(number) for number in range(size)))
    return Burst(list(seconds), time.perf_counter() - started)


@asynccontextmanager
async def _bare_client(playground: Playground, _folder: Path) -> AsyncGenerator[None]:
    env = {
        "DISCORD_API_URL": playground.api_url,
        "DISCORD_GATEWAY_URL": playground.gateway_url,
        "DISCORD_TOKEN": playground.token,
    }
    command = (sys.executable, "-m", "tests.benchmarks.bare_client")
    process = await asyncio.create_subprocess_exec(*command, env=env)
    try:
        yield
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def _our_bot(playground: Playground, folder: Path) -> AsyncGenerator[None]:
    keeper = BotKeeper(playground, folder, {"RESTYLE_DAILY_PICTURES": "100000"})
    await keeper.start()
    try:
        yield
    finally:
        await keeper.kill()
