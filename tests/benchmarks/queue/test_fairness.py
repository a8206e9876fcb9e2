"""Whether a thousand guilds get their turns while one of them floods the line, and no cap is ever exceeded."""

import asyncio
import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from bot.domain.job import Job
from bot.ports import Tx
from bot.storage.database import SqlDatabase, Transaction, open_database
from bot.storage.schema import RUNNING
from bot.storage.schema import job as rows
from tests.benchmarks.queue import crowd
from tests.benchmarks.queue.figures import jain, show
from tests.benchmarks.queue.filling import Backlog, fill, settle_down
from tests.contracts.storage.stores import Stores

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(1800)]

GUILDS = int(os.environ.get("RESTYLE_BENCH_GUILDS", "1000"))
EVERYBODY = Backlog(guilds=GUILDS, members=10, jobs=2)
FLOOD = Backlog(guilds=1, members=10, jobs=5 * GUILDS)
GUILD_CAP, USER_CAP = 2, 1
ROUNDS = 4
HEAVY = range(2, 2 + GUILDS // 10)
WEIGHT = 3
IN_FLIGHT = 2 * crowd.WORKERS
"""How far the order in which eight workers hear their answers may differ from the order of the claims."""


@dataclass(slots=True)
class Service:
    """Who was served, in the order in which the workers heard of it."""

    order: list[int] = field(default_factory=list[int])
    over_cap: int = 0

    @property
    def gaps(self) -> list[int]:
        """For every serve but a guild's first, how many claims lie between it and the one before, itself included."""
        last, found = dict[int, int](), list[int]()
        for number, guild_id in enumerate(self.order):
            if guild_id in last:
                found.append(number - last[guild_id])
            last[guild_id] = number
        return found

    def early(self, slack: int) -> int:
        """Serves of a guild while others still waited for theirs in the round."""
        return sum(gap < GUILDS - slack for gap in self.gaps)


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
async def test_fairness(kinds: dict[str, Stores], kind: str) -> None:
    """No cap is exceeded; on SQLite nobody is served twice in a round, on PostgreSQL fewer than 0.1 % of serves are."""
    async with kinds[kind].fresh() as address, open_database(address) as database:
        await fill(database, EVERYBODY, FLOOD)
        await settle_down(address)
        equal = await _serve(database, ROUNDS * GUILDS)
        await database.run(_weigh)
        weighed = await _serve(database, ROUNDS * (GUILDS + (WEIGHT - 1) * len(HEAVY)))
    slack = 0 if kind == "SQLite" else IN_FLIGHT
    _show(kind, equal, weighed, slack)
    assert equal.over_cap + weighed.over_cap == 0
    assert equal.early(slack) < (1 if kind == "SQLite" else len(equal.order) / 1000)


async def _serve(database: SqlDatabase, claims: int) -> Service:
    service, due = Service(), iter(range(claims))

    async def work() -> None:
        for _ in due:
            while (claimed := await database.run_raw(_claim_and_look))[0] is None:
                pass
            job, running = claimed
            assert job is not None
            service.order.append(job.guild_id)
            service.over_cap += running.total() > GUILD_CAP or max(running.values()) > USER_CAP
            await crowd.complete(database, job)

    await asyncio.gather(*(work() for _ in range(crowd.WORKERS)))
    return service


def _claim_and_look(connection: sa.Connection) -> tuple[Job | None, Counter[int]]:
    """The job, and how many of its guild's run for each user: exact, because the claim has locked the guild's row."""
    job = crowd.claim_in(Transaction(connection))
    if job is None:
        return None, Counter()
    running = sa.select(rows.c.user_id).where(rows.c.lane == RUNNING, rows.c.guild_id == job.guild_id)
    return job, Counter(connection.scalars(running))


def _weigh(tx: Tx) -> None:
    for guild_id in HEAVY:
        tx.jobs.set_share(guild_id, weight=WEIGHT)


def _show(kind: str, equal: Service, weighed: Service, slack: int) -> None:
    early, serves = equal.early(slack), len(equal.order)
    served = Counter(equal.order)
    shares = defaultdict[str, list[int]](list)
    counted = Counter(weighed.order)
    for guild_id in range(1, GUILDS + 1):
        shares["heavy" if guild_id in HEAVY else "light"].append(counted[guild_id])
    means = {name: sum(values) / len(values) for name, values in shares.items()}
    per_weight = [counted[g] / (WEIGHT if g in HEAVY else 1) for g in range(1, GUILDS + 1)]
    target = "0" if kind == "SQLite" else "< 0.1 %"
    rows = [
        ("claims that exceeded a cap", f"{equal.over_cap + weighed.over_cap} of {serves + len(weighed.order):,}", "0"),
        ("serves before everybody else's", f"{early} of {serves:,} ({early / serves:.3%})", target),
        ("shortest way from one serve of a guild to its next", f"{min(equal.gaps)} claims", f"{GUILDS - slack}"),
        ("serves of the flooding guild; least, most of any other", f"{served[1]}; {_range(served)}", f"{ROUNDS}"),
        ("Jain's index over guilds", f"{jain(served[g] for g in range(1, GUILDS + 1)):.4f}", ">= 0.99"),
        (
            f"serves of a guild of weight {WEIGHT} to one of weight 1",
            f"{means['heavy']:.2f} : {means['light']:.2f} = {means['heavy'] / means['light']:.2f}",
            f"{WEIGHT}.00",
        ),
        ("Jain's index over guilds, by weight", f"{jain(per_weight):.4f}", ">= 0.99"),
    ]
    caption = (
        f"{GUILDS:,} guilds with {EVERYBODY.members * EVERYBODY.jobs} jobs each, one with {FLOOD.waiting:,} more, "
        f"{crowd.WORKERS} workers; then {len(HEAVY)} guilds get weight {WEIGHT}"
    )
    show(f"Fairness on {kind}", ("", "measured", "target"), rows, caption=caption)


def _range(served: Counter[int]) -> str:
    others = [served[guild_id] for guild_id in range(2, GUILDS + 1)]
    return f"{min(others)}, {max(others)}"
