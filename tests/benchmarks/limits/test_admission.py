"""What rules add to accepting a request, in a store with a million entries in its ledger."""

import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.clock import SystemClock
from bot.domain.job import Job, NewJob, Ticket
from bot.domain.limits import Measure, Rule, Subject, SubjectKind
from bot.domain.policy import ChannelRule, Clause, ForbiddenWord, TimeZone
from bot.domain.windows import Span
from bot.ports import Tx
from bot.services.admission import Admission
from bot.services.forecast import Forecast
from bot.services.tickets import Tickets
from bot.storage.database import SqlDatabase, open_database
from tests.benchmarks.queue import crowd
from tests.benchmarks.queue.figures import Stopwatch, show
from tests.benchmarks.queue.filling import Backlog, fill, settle_down
from tests.contracts.storage.stores import Stores

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(7200)]

MILLION = int(os.environ.get("RESTYLE_BENCH_MILLION", "1000000"))
PLENTY = 1_000_000
REQUESTS = int(os.environ.get("RESTYLE_BENCH_REQUESTS", "2000"))
"""Of each kind, in turn, so that what else the machine does meets all of them."""
PLAIN, STRICT = 1, 2
"""Two servers: one has set nothing, the other a bit of everything."""
CHANNEL, ROLE = 500, 30
_CLOCK = SystemClock()
_ADMISSION = Admission(daily_pictures=PLENTY, zone="UTC")
_TICKETS = Tickets(forecast=Forecast())


def _clauses() -> list[Clause]:
    everyone, server = Subject(kind=SubjectKind.EVERYONE), Subject(kind=SubjectKind.GUILD)
    counted = ((everyone, Span.WEEK), (server, Span.DAY), (Subject(kind=SubjectKind.CHANNEL, id=CHANNEL), Span.DAY))
    return [
        *(Rule(subject=whom, measure=Measure.PICTURES, span=span, amount=PLENTY) for whom, span in counted),
        Rule(subject=Subject(kind=SubjectKind.ROLE, id=ROLE), measure=Measure.PICTURES, span=Span.DAY, amount=PLENTY),
        Rule(subject=everyone, measure=Measure.AT_ONCE, amount=PLENTY),
        Rule(subject=everyone, measure=Measure.COOLDOWN, amount=0),
        Rule(subject=everyone, measure=Measure.COUNT, amount=4),
        TimeZone(zone="Europe/Berlin"),
        ChannelRule(channel_id=CHANNEL, allowed=True),
        *(ForbiddenWord(word=f"forbidden word {number}") for number in range(50)),
    ]


def _without(tx: Tx, new: NewJob) -> tuple[Job, Ticket]:
    job = tx.jobs.add(new, _CLOCK.now())
    return job, _TICKETS.of(tx, job, _CLOCK.now(), ())


def _with(tx: Tx, new: NewJob) -> tuple[Job, Ticket]:
    job = tx.jobs.add(new, _CLOCK.now())
    taken = _ADMISSION.admit(tx, job, new.requester, _CLOCK.now())
    return job, _TICKETS.of(tx, job, _CLOCK.now(), taken)


WAYS: dict[str, tuple[int, Callable[[Tx, NewJob], tuple[Job, Ticket]]]] = {
    "without rules": (PLAIN, _without),
    "the defaults": (PLAIN, _with),
    "seven rules and fifty words": (STRICT, _with),
}


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
async def test_admission(kinds: dict[str, Stores], kind: str) -> None:
    """Accepting with rules costs a few milliseconds more than without, whatever the ledger holds."""
    watches = defaultdict[str, Stopwatch](Stopwatch)
    async with kinds[kind].fresh() as address:
        async with open_database(address) as database:
            await fill(database, Backlog(guilds=1_000, members=20, jobs=0, done=MILLION))
        await settle_down(address)
        async with open_database(address) as database:
            await database.run(lambda tx: [tx.policies(STRICT).put(clause) for clause in _clauses()])
            for number in range(-REQUESTS // 10, REQUESTS):
                for way, (guild, accept) in WAYS.items():
                    await _ask(database, guild, number, accept, watches[way] if number >= 0 else Stopwatch())
    base = watches["without rules"]
    quantiles = (0.5, 0.99)
    rows = [
        (
            way,
            *(f"{watch.ms(share):.2f}" for share in quantiles),
            *(f"{watch.ms(share) - base.ms(share):+.2f}" for share in quantiles),
        )
        for way, watch in watches.items()
    ]
    columns = ("accepting one request, durably", "p50 ms", "p99 ms", "added p50", "added p99")
    caption = f"{MILLION:,} entries in the ledger; {REQUESTS:,} requests each, in turn"
    show(f"Admission on {kind}", columns, rows, caption=caption)


async def _ask(
    database: SqlDatabase,
    guild: int,
    number: int,
    accept: Callable[[Tx, NewJob], tuple[Job, Ticket]],
    watch: Stopwatch,
) -> None:
    new = crowd.request((guild, 1_000 + number % 20))
    who = replace(new.requester, role_ids=frozenset({ROLE}), channel_ids=frozenset({CHANNEL}))
    asked = replace(new, requester=who)
    job, _ = await watch.time(lambda: database.run(accept, asked))
    await database.run(crowd.call_off, job.key)
