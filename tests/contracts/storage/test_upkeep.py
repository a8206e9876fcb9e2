"""What is swept and what is forgotten, on both databases: rows go, books balance, nobody is in anybody's way."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.domain.job import Job, State
from bot.domain.limits import Exemption, Measure, Rule, Spent, Subject, SubjectKind
from bot.domain.moderation import Report, Tally, Verdict
from bot.domain.money import Money
from bot.domain.policy import Block, Retention
from bot.domain.request import MessageRef
from bot.domain.windows import Span
from bot.ports import Tx
from bot.services.admission import Admission
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.factories import new_job, present

GUILD, OTHER, ALICE, BOB, MOD = 1, 2, 10, 11, 12
DAY = timedelta(days=1)
ADMISSION = Admission(daily_pictures=50, zone="UTC")


def make(
    tx: Tx, clock: ManualClock, guild: int = GUILD, user: int = ALICE, *, ends: State | None = State.FAILED
) -> Job:
    """A job that was admitted and, as a rule, came to an end and cost something."""
    new = new_job(guild, user)
    job = tx.jobs.add(new, clock.now())
    ADMISSION.admit(tx, job, new.requester, clock.now())
    tx.jobs.acknowledge(job.key, MessageRef(channel_id=5, message_id=600 + job.user_id))
    if ends is not None:
        present(close_job(tx, job.key, ends, clock.now(), spent=Spent(pictures=1)))
    return present(tx.jobs.get(job.key))


def count(connection: sa.Connection, table: str, where: str = "1 = 1") -> int:
    return connection.execute(sa.text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one()


async def rows(database: SqlDatabase, table: str, where: str = "1 = 1") -> int:
    return await database.run_raw(lambda connection: count(connection, table, where))


async def imbalance(database: SqlDatabase) -> int:
    return await database.run(lambda tx: tx.ledger.imbalance())


async def test_counters_go_when_their_window_is_over_and_nobody_holds_them(
    database: SqlDatabase, clock: ManualClock
) -> None:
    """A counter goes with its entries; one that an open job was taken from stays until that job has ended."""
    await database.run(lambda tx: make(tx, clock))
    held = await database.run(lambda tx: make(tx, clock, user=BOB, ends=None))
    clock.advance(2 * 86_400)
    assert await database.run(lambda tx: tx.upkeep.sweep(clock.now())) == 1
    assert await rows(database, "usage", "subject LIKE 'member:1:10:%'") == 0
    assert await rows(database, "usage", "subject LIKE 'member:1:11:%'") == 1
    assert await imbalance(database) == 0
    await database.run(lambda tx: close_job(tx, held.key, State.CANCELLED, clock.now()))
    assert await database.run(lambda tx: tx.upkeep.sweep(clock.now())) == 1
    assert await rows(database, "ledger") == 0
    assert await imbalance(database) == 0


async def test_a_sweep_takes_no_more_than_it_is_told(database: SqlDatabase, clock: ManualClock) -> None:
    """So many rows of a kind are deleted at once, so that nobody waits for a sweep."""
    for user in range(20, 27):
        await database.run(lambda tx, user=user: make(tx, clock, user=user))
    clock.advance(2 * 86_400)
    swept = [await database.run(lambda tx: tx.upkeep.sweep(clock.now(), 3)) for _ in range(4)]
    assert swept == [3, 3, 1, 0]


async def test_clauses_go_when_their_time_is_over(database: SqlDatabase, clock: ManualClock) -> None:
    """A block with an end is deleted after it, one without never."""
    ends = clock.now() + DAY
    await database.run(lambda tx: tx.policies(GUILD).put(Block(user_id=ALICE, reason="rude", until=ends)))
    await database.run(lambda tx: tx.policies(GUILD).put(Block(user_id=BOB, reason="rude")))
    assert await database.run(lambda tx: tx.upkeep.sweep(clock.now())) == 0
    clock.advance(2 * 86_400)
    assert await database.run(lambda tx: tx.upkeep.sweep(clock.now())) == 1
    assert await database.run(lambda tx: tx.policies(GUILD).find(Block, str(BOB))) is not None


async def test_history_goes_when_it_is_old(database: SqlDatabase, clock: ManualClock) -> None:
    """The audit, closed reports and tallies from before a time are deleted; open reports stay, however old."""
    job = await database.run(lambda tx: make(tx, clock))

    def write(tx: Tx) -> None:
        policies = tx.policies(GUILD)
        policies.record(MOD, clock.now(), "set", "something")
        for user in (ALICE, BOB):
            policies.report(
                Report(key=f"r{user}", guild_id=GUILD, job_key=job.key, user_id=user, reason="x", at=clock.now())
            )
        policies.judge(f"r{ALICE}", Verdict.DISMISSED, MOD)

    await database.run(write)
    until = clock.now() + timedelta(hours=1)
    before = clock.now() - timedelta(hours=1)
    kept = await database.run(lambda tx: tx.upkeep.sweep_history(audit=before, reports=before, tallies=before))
    gone = await database.run(lambda tx: tx.upkeep.sweep_history(audit=until, reports=until, tallies=until))
    assert (kept, gone) == (0, 3)
    assert await rows(database, "report", "verdict IS NULL") == 1


async def test_retention_is_each_servers_own(database: SqlDatabase, clock: ManualClock) -> None:
    """What ended before a server's time is deleted there and nowhere else; what it counted for stays counted."""
    for guild in (GUILD, OTHER):
        await database.run(lambda tx, guild=guild: make(tx, clock, guild))
    await database.run(lambda tx: tx.policies(GUILD).put(Retention(days=7)))
    assert await database.run(lambda tx: tx.upkeep.retentions()) == [(GUILD, 7)]
    clock.advance(1)
    assert await database.run(lambda tx: tx.upkeep.expire(GUILD, clock.now())) == 1
    assert await rows(database, "job", "guild_id = 1") == 0
    assert await rows(database, "job", "guild_id = 2") == 1
    assert await rows(database, "usage", "subject = 'member:1:10:pictures' AND used = 1 AND erased = 1") == 1
    assert await imbalance(database) == 0


async def test_many_may_delete_at_once(database: SqlDatabase, clock: ManualClock) -> None:
    """Sweeps, retention and somebody's own wish at the same time delete each row once, and the books balance."""
    for number in range(30):
        await database.run(lambda tx, number=number: make(tx, clock, user=ALICE if number % 2 else BOB))
    clock.advance(1)
    deleting = [
        *(database.run(lambda tx: tx.upkeep.expire(GUILD, clock.now(), 5)) for _ in range(6)),
        *(database.run(lambda tx: len(tx.upkeep.forget_jobs(ALICE, None, 5))) for _ in range(6)),
        *(database.run(lambda tx: tx.upkeep.sweep(clock.now(), 5)) for _ in range(3)),
    ]
    deleted = await asyncio.gather(*deleting)
    assert sum(deleted) == 30 - await rows(database, "job")
    assert await imbalance(database) == 0


async def test_what_a_server_made_stays_made(database: SqlDatabase, clock: ManualClock) -> None:
    """The tallies of somebody who is forgotten are added to those that are nobody's."""

    def make_some(tx: Tx) -> None:
        for user, pictures in ((ALICE, 2), (BOB, 3), (MOD, 4)):
            money = Money(pictures * 1_000)
            made = Tally(hour=clock.now(), user_id=user, engine="e", jobs=1, pictures=pictures, money=money)
            tx.records(GUILD).tally(made)

    await database.run(make_some)
    for user in (ALICE, BOB):
        await database.run(lambda tx, user=user: tx.upkeep.erase(user, GUILD))
    left = await database.run(lambda tx: tx.records(GUILD).tallies(clock.now() - DAY))
    assert [(each.user_id, each.jobs, each.pictures, each.money.micros) for each in left] == [
        (0, 2, 5, 5_000),
        (MOD, 1, 4, 4_000),
    ]


async def test_forgetting_is_no_way_around_a_decision(database: SqlDatabase, clock: ManualClock) -> None:
    """Blocks and limits for somebody stay with what the audit says of them; exemptions go with it."""
    alice = Subject(kind=SubjectKind.USER, id=ALICE)
    limit = Rule(subject=alice, measure=Measure.PICTURES, span=Span.DAY, amount=1)
    clauses = (Block(user_id=ALICE, reason="rude"), limit, Exemption(subject=alice))

    def decide(tx: Tx) -> None:
        for clause in clauses:
            tx.policies(GUILD).put(clause)
            tx.policies(GUILD).record(MOD, clock.now(), "set", clause.called, after=clause)

    await database.run(decide)
    await database.run(lambda tx: tx.upkeep.erase(ALICE, None))
    policy = await database.run(lambda tx: ADMISSION.policy(tx, GUILD, clock.now()))
    assert set(policy.clauses) == set(clauses[:2])
    newest, *others = await database.run(lambda tx: tx.policies(GUILD).changes())
    assert str(ALICE) not in newest.subject
    assert newest.after is None
    assert {each.after for each in others} == set(clauses[:2])


async def test_forgetting_in_one_server_leaves_the_others_alone(database: SqlDatabase, clock: ManualClock) -> None:
    """Only the tenant that was named forgets; and only the one person."""
    for guild, user in ((GUILD, ALICE), (OTHER, ALICE), (GUILD, BOB)):
        await database.run(lambda tx, guild=guild, user=user: make(tx, clock, guild, user))
    forgotten = await database.run(lambda tx: tx.upkeep.forget_jobs(ALICE, GUILD))
    await database.run(lambda tx: tx.upkeep.erase(ALICE, GUILD))
    assert [(job.guild_id, job.user_id) for job in forgotten] == [(GUILD, ALICE)]
    assert await rows(database, "job") == 2
    assert await rows(database, "tally", "user_id = 10") == 1
    assert await imbalance(database) == 0


@pytest.mark.parametrize("ends", [None, State.FAILED])
async def test_what_is_open_is_not_deleted(database: SqlDatabase, clock: ManualClock, ends: State | None) -> None:
    """A job that has not ended stays, with its place in line, until it has."""
    job = await database.run(lambda tx: make(tx, clock, ends=ends))
    held = await database.run(lambda tx: tx.upkeep.holdings(ALICE, None))
    assert (held.requests, held.open) == (1, 1 if ends is None else 0)
    open_jobs = await database.run(lambda tx: tx.upkeep.unfinished_jobs(ALICE, None))
    assert [each.key for each in open_jobs] == ([job.key] if ends is None else [])
    await database.run(lambda tx: tx.upkeep.forget_jobs(ALICE, None))
    await database.run(lambda tx: tx.upkeep.erase(ALICE, None))
    assert await rows(database, "job") == await rows(database, "member") == (1 if ends is None else 0)
