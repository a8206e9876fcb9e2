"""A tenant's jobs, for people to look at: what is open, who waits, what somebody asked for, what was made."""

from datetime import UTC, datetime, timedelta, timezone

from bot.domain.job import Job, State
from bot.domain.moderation import Tally
from bot.domain.money import Money
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.contracts.storage.queueing import arrive, claim, queue
from tests.factories import new_job

GUILD, OTHER, ALICE, BOB = 1, 2, 10, 11


async def end(database: SqlDatabase, clock: ManualClock, job: Job) -> None:
    await database.run(close_job, job.key, State.CANCELLED, clock.now())


async def in_every_lane(database: SqlDatabase, clock: ManualClock, guild: int = GUILD) -> list[Job]:
    """Alice's jobs, oldest first: running, in line, being read, asked; and one that has ended."""
    jobs = [await queue(database, clock, new_job(guild, ALICE))]
    assert await claim(database, clock) is not None
    jobs.append(await queue(database, clock, new_job(guild, ALICE)))
    jobs.append(await arrive(database, clock, new_job(guild, ALICE)))
    jobs.append(await arrive(database, clock, new_job(guild, ALICE, asks=True)))
    await end(database, clock, await arrive(database, clock, new_job(guild, ALICE)))
    return jobs


async def test_open_jobs_are_counted_in_every_lane(database: SqlDatabase, clock: ManualClock) -> None:
    """Asked, being read, waiting and running count, what has ended does not; by member and by server."""
    await in_every_lane(database, clock)
    await arrive(database, clock, new_job(GUILD, BOB))
    await arrive(database, clock, new_job(OTHER, ALICE))
    counts = await database.run(
        lambda tx: (
            [tx.records(GUILD).open_count(user) for user in (ALICE, BOB, 99, None)] + [tx.records(OTHER).open_count()]
        )
    )
    assert counts == [4, 1, 0, 5, 1]


async def test_who_waits_is_told_in_the_order_of_asking(database: SqlDatabase, clock: ManualClock) -> None:
    """The oldest first, whatever lane they are in, up to a limit."""
    jobs = await in_every_lane(database, clock)
    await arrive(database, clock, new_job(OTHER, ALICE))
    waiting = await database.run(lambda tx: tx.records(GUILD).waiting())
    assert [job.key for job in waiting] == [job.key for job in jobs]
    assert [job.key for job in await database.run(lambda tx: tx.records(GUILD).waiting(2))] == [
        job.key for job in jobs[:2]
    ]


async def test_a_job_is_found_by_its_own_tenant(database: SqlDatabase, clock: ManualClock) -> None:
    """Elsewhere its key leads nowhere."""
    job = await arrive(database, clock, new_job(GUILD, ALICE))
    found, elsewhere = await database.run(lambda tx: [tx.records(each).job(job.key) for each in (GUILD, OTHER)])
    assert found is not None
    assert found.key == job.key
    assert elsewhere is None


async def test_when_somebody_asked_last(database: SqlDatabase, clock: ManualClock) -> None:
    """Their newest job here but one, also if it was cancelled: nobody gets around a cooldown by cancelling."""
    first = await arrive(database, clock, new_job(GUILD, ALICE))
    clock.advance(60)
    second = await arrive(database, clock, new_job(GUILD, ALICE))
    await end(database, clock, second)
    clock.advance(60)
    third = await arrive(database, clock, new_job(GUILD, ALICE))
    await arrive(database, clock, new_job(OTHER, ALICE))
    last = await database.run(lambda tx: tx.records(GUILD).last_asked(ALICE, but=third.key))
    assert last == second.created == first.created + timedelta(seconds=60)
    assert await database.run(lambda tx: tx.records(GUILD).last_asked(BOB, but=third.key)) is None


async def test_a_history_is_read_in_pages(database: SqlDatabase, clock: ManualClock) -> None:
    """Newest first, from the last of the page before on, without other people's and other tenants' jobs."""
    jobs = list[Job]()
    for _ in range(5):
        for guild, user in ((GUILD, BOB), (OTHER, ALICE), (GUILD, ALICE)):
            job = await arrive(database, clock, new_job(guild, user))
        jobs.append(job)
    first = await database.run(lambda tx: tx.records(GUILD).history(ALICE, limit=3))
    rest = await database.run(lambda tx: tx.records(GUILD).history(ALICE, before=first[-1].key, limit=3))
    assert [job.key for job in (*first, *rest)] == [job.key for job in jobs[::-1]]


async def test_a_history_does_not_go_on_from_elsewhere(database: SqlDatabase, clock: ManualClock) -> None:
    """The key of another tenant's job is no place in one's own history."""
    await arrive(database, clock, new_job(GUILD, ALICE))
    foreign = await arrive(database, clock, new_job(OTHER, ALICE))
    assert await database.run(lambda tx: tx.records(GUILD).history(ALICE, before=foreign.key)) == []


def tally(hour: datetime, *, user: int = ALICE, engine: str = "local", pictures: int = 1) -> Tally:
    return Tally(hour=hour, user_id=user, engine=engine, jobs=1, pictures=pictures, money=Money(pictures * 60_000))


async def test_tallies_add_up_by_hour_member_and_engine(database: SqlDatabase) -> None:
    """What was made in the same hour of UTC is one row, in whatever zone the moment was told."""
    moment = datetime(2026, 11, 24, 12, 59, tzinfo=UTC)
    india = moment.astimezone(timezone(timedelta(hours=5, minutes=30)))
    given = (
        (GUILD, tally(moment)),
        (GUILD, tally(india, pictures=3)),
        (GUILD, tally(moment, user=BOB)),
        (GUILD, tally(moment, engine="paid")),
        (GUILD, tally(moment + timedelta(minutes=1))),
        (GUILD, tally(moment - timedelta(hours=1))),
        (OTHER, tally(moment)),
    )
    for guild, made in given:
        await database.run(lambda tx, guild=guild, made=made: tx.records(guild).tally(made))
    found = await database.run(lambda tx: tx.records(GUILD).tallies(moment))
    hour = moment.replace(minute=0)
    assert [(each.hour, each.user_id, each.engine, each.jobs, each.pictures, each.money) for each in found] == [
        (hour, ALICE, "local", 2, 4, Money(240_000)),
        (hour, ALICE, "paid", 1, 1, Money(60_000)),
        (hour, BOB, "local", 1, 1, Money(60_000)),
        (hour + timedelta(hours=1), ALICE, "local", 1, 1, Money(60_000)),
    ]


async def test_what_was_made_is_a_sum(database: SqlDatabase) -> None:
    """Of one tenant, whoever asked for it, and not of what is longer ago."""
    moment = datetime(2026, 11, 24, 12, 59, tzinfo=UTC)
    since = moment - timedelta(days=365)
    assert await database.run(lambda tx: tx.records(GUILD).made(since)) == 0
    given = (
        (GUILD, tally(moment, pictures=3)),
        (GUILD, tally(moment, user=BOB, engine="paid")),
        (GUILD, tally(since, pictures=2)),
        (GUILD, tally(since - timedelta(hours=1), pictures=50)),
        (OTHER, tally(moment, pictures=7)),
    )
    for guild, made in given:
        await database.run(lambda tx, guild=guild, made=made: tx.records(guild).tally(made))
    assert await database.run(lambda tx: tx.records(GUILD).made(since)) == 6
