"""How often the promises of limits and tenants were put to the test: exactness, isolation, clock changes, rights."""

import os
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.domain.windows import Span
from bot.gateway.client import RestyleClient
from bot.gateway.rights import right_of
from tests.benchmarks.queue.conftest import OpenStore
from tests.benchmarks.queue.figures import show
from tests.clock_changes import assert_whole, clock_changes
from tests.conftest import ManualClock
from tests.contracts.storage.admissions import ALLOWED, CASES, REQUESTS, Contest
from tests.contracts.storage.neighbours import STEPS, opened, try_sequences
from tests.contracts.storage.stores import Stores
from tests.fakes.clients import loaded_client
from tests.fakes.ids import CountedIds

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(7200)]

KINDS = ("SQLite", "PostgreSQL")
ROUNDS = int(os.environ.get("RESTYLE_BENCH_ROUNDS", "200"))
"""On each database, over all kinds of limits in turn."""
SEQUENCES = int(os.environ.get("RESTYLE_BENCH_SEQUENCES", "10000"))
"""On SQLite; a tenth of them on PostgreSQL."""


@pytest.mark.parametrize("kind", KINDS)
async def test_exactness(open_store: OpenStore, kind: str) -> None:
    """Of fifty at once against ten exactly ten pass, in every round of every kind of limit."""
    each = -(-ROUNDS // len(CASES))
    rows = [(case, f"{each}", f"{await _exact(open_store, kind, case, each)}") for case in CASES]
    assert all(held == exact for _, held, exact in rows)
    total = (f"all {len(CASES)}", f"{each * len(CASES)}", f"{sum(int(exact) for _, _, exact in rows)}")
    caption = f"{REQUESTS} at once; exact: {ALLOWED} accepted, nothing left of the others in the books, no deadlock"
    show(f"Exactness on {kind}", ("limit", "rounds", "exact"), [*rows, total], caption=caption)


async def _exact(open_store: OpenStore, kind: str, case: str, rounds: int) -> int:
    exact, clock = 0, ManualClock()
    async with open_store(kind) as database:
        contest = Contest(database=database, clock=clock, case=CASES[case])
        await contest.prepare()
        for _ in range(rounds):
            held = await contest.hold()
            exact += contest.exact(held)
            await contest.call_off(held)
            clock.advance(60)
        assert await database.run(lambda tx: tx.ledger.imbalance()) == 0
    return exact


@pytest.mark.parametrize("kind", KINDS)
def test_isolation(kinds: dict[str, Stores], kind: str) -> None:
    """No sequence of actions in one tenant changes anything that another can see."""
    sequences = SEQUENCES if kind == "SQLite" else SEQUENCES // 10
    with opened(kinds[kind]) as (runner, database):
        tried = try_sequences(runner, database, CountedIds(), sequences=sequences)
    rows = [(f"sequences of up to {STEPS} actions next door, of which nothing was seen at home", f"{tried:,}")]
    show(f"Isolation on {kind}", ("", ""), rows)


def test_clock_changes() -> None:
    """Windows are whole around every change of every zone's clocks."""
    changes = list(clock_changes())
    for name, change in changes:
        for span in Span:
            assert_whole(span, name, change)
    zones = len({name for name, _ in changes})
    rows = [("zones whose clocks change from 2020 to 2037", f"{zones}"), ("changes", f"{len(changes):,}")]
    show("Windows", ("", ""), [*rows, ("changes x hour, day, week and month", f"{len(changes) * len(Span):,}")])


async def test_rights() -> None:
    """Everything that Discord can call declares who may."""
    client = await loaded_client(home=1)
    commands = list(_commands(client))
    declared = [right_of(command) for command in commands]
    rows = [
        ("commands and menu entries", f"{len(commands)}", f"{len(declared)}"),
        ("buttons, selects and forms", f"{len(client._presses)}", f"{len(client.presses)}"),
    ]
    show("Handlers", ("", "all", "with a declared right"), rows)


def _commands(client: RestyleClient) -> Iterator[Any]:
    for guild in (None, discord.Object(1)):
        for each in client.tree.walk_commands(guild=guild):
            if not isinstance(each, app_commands.Group):
                yield each
        for kind in (discord.AppCommandType.user, discord.AppCommandType.message):
            yield from client.tree.get_commands(guild=guild, type=kind)
