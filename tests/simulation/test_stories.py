"""The engine room through hours of foul weather: whatever the seed, every job has one end, and the books balance.

`uv run poe simulate` does it for a hundred seeds each, or for as many as RESTYLE_SEEDS says, and prints a table.
"""

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from bot.jobs.herald import Herald
from bot.jobs.lifeline import Lifeline
from bot.jobs.pipeline import Pipeline
from bot.storage.jobs import JobRows
from bot.storage.ledger import LedgerRows
from tests.contracts.storage.stores import PostgresServer
from tests.matrices import matrix
from tests.simulation.story import HOUR, Story, Told

SEEDS = int(os.environ.get("RESTYLE_SEEDS", "100"))


@pytest.mark.parametrize("paid", [False, True])
def test_one_process(*, paid: bool) -> None:
    """It is killed every ten minutes, and owns its store: what it left is taken up as soon as it is back."""
    told = Story(seed=1, hours=0.25, paid=paid).tell()
    assert told.ended["done"] > 5
    assert told.faults.total() > 10


@pytest.mark.parametrize("paid", matrix([False, True], plain={True}))
def test_many_processes(postgres: PostgresServer, *, paid: bool) -> None:
    """Three share a store, are killed, and stall for longer than their leases last."""
    told = Story(seed=1, hours=0.1, paid=paid, server=postgres, processes=3).tell()
    assert told.ended["done"] > 5
    assert told.stalls > 5


def test_a_seed_tells_one_story() -> None:
    """What a seed has found can be told again."""
    first, second = (Story(seed=2, hours=0.2).tell() for _ in range(2))
    assert first == second


async def _resend(self: Pipeline, job: Any) -> Any:
    return await self._send(job, await self._order(job))


async def _nothing(*_: Any) -> int:
    return 0


async def _only_say(self: Herald, job: Any) -> str:
    return self._card.face(job, None)


_PLANTED: dict[str, tuple[type, str, Callable[..., Any]]] = {
    "a paid order whose answer was lost is sent again": (Pipeline, "_reconcile", _resend),
    "allowances are never settled": (LedgerRows, "close", lambda *_: None),
    "nobody gives back what a dead process held": (Lifeline, "_give_back", _nothing),
    "nobody looks for cards that were not written down": (Lifeline, "_find_cards", _nothing),
    "a card is said to be shown, and is not": (Herald, "_bring_in_line", _only_say),
    "nobody writes down where a result was posted": (JobRows, "delivered", lambda *_: None),
    "nobody writes down that somebody was answered": (JobRows, "acknowledge", lambda *_: None),
}


@pytest.mark.thorough
@pytest.mark.parametrize("planted", _PLANTED)
def test_planted_bugs_are_found(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at in the end can fail: each of these shows within a few seeds."""
    owner, name, bug = _PLANTED[planted]
    monkeypatch.setattr(owner, name, bug)
    assert any(not _holds(Story(seed=seed, hours=0.5, paid=True)) for seed in range(20))


def _holds(story: Story) -> bool:
    try:
        story.tell()
    except (AssertionError, TimeoutError):
        return False
    return True


@pytest.mark.endurance
@pytest.mark.timeout(4 * HOUR)
def test_many_stories(postgres: PostgresServer) -> None:
    """The same for long, as a table; a seed that does not hold is named, and can be told again."""
    shared = {"server": postgres, "processes": 3}
    kinds: dict[str, Callable[[int], Story]] = {
        "one process, free": lambda seed: Story(seed=seed, hours=1),
        "one process, paid": lambda seed: Story(seed=seed, hours=1, paid=True),
        "three processes, free": lambda seed: Story(seed=seed, hours=1, **shared),
        "three processes, paid": lambda seed: Story(seed=seed, hours=1, paid=True, **shared),
    }
    table = Table("what", "seeds", "lives", "stalls", "faults", "jobs by their end", "do not hold")
    broken = list[str]()
    for kind, begin in kinds.items():
        told, fallen = list[Told](), list[int]()
        for seed in range(SEEDS):
            try:
                told.append(begin(seed).tell())
            except (AssertionError, TimeoutError) as error:
                fallen.append(seed)
                broken.append(f"{kind}, seed {seed}: {error}"[:500])
        ends = sum((each.ended for each in told), Counter[str]())
        table.add_row(
            kind,
            str(SEEDS),
            f"{sum(each.lives for each in told):,}",
            f"{sum(each.stalls for each in told):,}",
            f"{sum(each.faults.total() for each in told):,}",
            ", ".join(f"{name} {number:,}" for name, number in ends.most_common()),
            ", ".join(map(str, fallen)) or "none",
        )
    Console(width=160).print(table)
    assert not broken, broken
