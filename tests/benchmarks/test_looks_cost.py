"""What each look costs: CPU seconds by speed, on one thread."""

import statistics
import time

import pytest
from rich.console import Console
from rich.table import Table

from bot.domain.request import Speed
from bot.engines.local.render import prepare_process, render
from bot.engines.local.values import Look, Recipe
from tests.unit.local.subjects import photo


def _cpu_seconds(look: Look, speed: Speed) -> float:
    source = photo("astronaut.png", 1024)
    before = time.process_time()
    render(source, Recipe(look=look), strength=0.8, speed=speed, seed=1)
    return time.process_time() - before


@pytest.mark.benchmark
@pytest.mark.timeout(600)
def test_the_cost_of_every_look() -> None:
    """At 1024 x 1024 and BALANCED the median look costs at most 1.3 CPU seconds, and none more than 5."""
    prepare_process()
    _cpu_seconds(Look.NOIR, Speed.TURBO)
    costs = {look: {speed: _cpu_seconds(look, speed) for speed in Speed} for look in Look}
    table = Table("look", *(speed.value for speed in Speed), title="CPU seconds, square source, one thread")
    for look, row in costs.items():
        table.add_row(look.value, *(f"{row[speed]:.2f}" for speed in Speed))
    Console().print(table)

    balanced = [row[Speed.BALANCED] for row in costs.values()]
    assert statistics.median(balanced) <= 1.3
    assert max(balanced) <= 5
