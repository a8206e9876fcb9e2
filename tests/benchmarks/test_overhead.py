"""What the whole bot adds to one picture: from the command to its result, beyond the engine's own time."""

import statistics
import time
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from bot.domain.order import Order
from bot.domain.request import Speed, Wish
from bot.domain.result import Picture
from bot.engines.local.engine import LocalEngine
from bot.images.intake import Intake
from bot.playground.keeper import spawn
from bot.playground.knobs import BucketRule, Knobs
from tests.acceptance.conftest import Stage, open_stage
from tests.photos import photo

pytestmark = pytest.mark.benchmark

ROUNDS = 15
PHOTO = photo("coffee.png")
WISH = Wish(prompt="cyanotype", speed=Speed.TURBO, strength=0.8, seed=1)


async def test_overhead(tmp_path: Path) -> None:
    """Milliseconds per job: command to result, engine alone, and the difference."""
    # Back to back in one channel the jobs would wait for its buckets, and that wait is Discord's, not the bot's.
    wide = Knobs(bucket_rules={}, other_buckets=BucketRule(limit=10_000, per=1.0), global_per_second=10_000)
    async with open_stage(tmp_path, wide, start=spawn, settings={"RESTYLE_DAILY_PICTURES": "1000"}) as stage:
        whole = [await _job(stage) for _ in range(ROUNDS + 1)][1:]
    alone = (await _engine_alone())[1:]
    table = Table(title="One job, milliseconds")
    for column in ("", "p50", "max"):
        table.add_column(column, justify="right")
    table.add_row("command to result", f"{statistics.median(whole):.0f}", f"{max(whole):.0f}")
    table.add_row("engine alone", f"{statistics.median(alone):.0f}", f"{max(alone):.0f}")
    table.add_row("the bot's share", f"{statistics.median(whole) - statistics.median(alone):.0f}", "")
    Console(width=100).print(table)


async def _job(stage: Stage) -> float:
    started = time.perf_counter()
    card = await stage.ask(
        image=PHOTO, prompt=WISH.prompt, speed=WISH.speed.value, strength=WISH.strength, seed=WISH.seed
    )
    await stage.result_of(card)
    took = (time.perf_counter() - started) * 1000
    # The next one begins when this one's last edit is through, so that no edit waits in a bucket of the channel.
    await stage.ended(card, "Done")
    return took


async def _engine_alone() -> list[float]:
    async with LocalEngine(processes=2) as engine, Intake(hosts=()) as intake:
        source = (await intake.sanitise(PHOTO.read_bytes())).picture
        return [await _render(engine, source, number) for number in range(ROUNDS + 1)]


async def _render(engine: LocalEngine, source: Picture, number: int) -> float:
    started = time.perf_counter()
    reference = await engine.submit(Order(key=f"job-{number}", wish=WISH, source=source))
    while not (await engine.wait(reference)).finished:
        pass
    await engine.fetch(reference)
    took = (time.perf_counter() - started) * 1000
    await engine.forget(reference)
    return took
