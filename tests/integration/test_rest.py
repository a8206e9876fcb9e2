"""The connections that cards and results go out by: under the global limit, whatever is asked of them."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from discord.http import Route

from bot.delivery.rest import RestBudget, RestClient
from bot.playground.knobs import BucketRule, Knobs
from bot.playground.server import Playground, open_playground

LIMIT = 10
"""Of the loopback Discord, a second."""


@pytest.fixture
async def playground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Playground]:
    """A Discord that allows little."""
    wide = BucketRule(limit=1000, per=1.0)
    rules = Knobs(global_per_second=LIMIT, bucket_rules={}, other_buckets=wide)
    async with open_playground(tmp_path, rules=rules) as opened:
        monkeypatch.setattr(Route, "BASE", opened.api_url)
        yield opened


async def _burst(playground: Playground, *budgets: RestBudget, calls: int) -> Counter[int]:
    """How `calls` calls at once, divided among processes with these budgets, were answered."""
    clients = [RestClient(budget) for budget in budgets]
    for client in clients:
        await client.login(playground.token)
    await asyncio.gather(*(clients[n % len(clients)].application_info() for n in range(calls)))
    for client in clients:
        await client.close()
    return playground.answered


async def test_a_burst_stays_below_the_global_limit(playground: Playground) -> None:
    """However many cards change at once, Discord never has to refuse a call."""
    assert 429 not in await _burst(playground, RestBudget(LIMIT * 0.8), calls=25)


async def test_without_a_budget_the_same_burst_is_refused(playground: Playground) -> None:
    """The check can fail: calls that nobody holds back meet the limit."""
    assert (await _burst(playground, RestBudget(1000), calls=25))[429]


async def test_processes_together_stay_below_it(playground: Playground) -> None:
    """Two processes that know of each other take half each."""
    budgets = [RestBudget(LIMIT * 0.8), RestBudget(LIMIT * 0.8)]
    for budget in budgets:
        budget.divide(2)
    assert 429 not in await _burst(playground, *budgets, calls=20)


async def test_every_answer_is_heard(playground: Playground) -> None:
    """Those that refuse a call as well, and whether it counted against the limit."""
    told = Counter[int]()

    def hear(*, counted: bool, status: int) -> None:
        assert counted
        told[status] += 1

    client = RestClient(RestBudget(1000), hear)
    await client.login(playground.token)
    await asyncio.gather(*(client.application_info() for _ in range(25)))
    await client.close()
    assert told == playground.answered
    assert told[429]
