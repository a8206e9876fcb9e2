"""Fifty at once against ten: ten pass, whatever limits them, and those who were refused have consumed nothing."""

import asyncio
import itertools
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.domain.errors import AllowanceSpent
from bot.domain.job import Job, NewJob, State
from bot.domain.limits import Measure, Rule, Spent, Subject, SubjectKind
from bot.domain.money import Money, Quote
from bot.domain.policy import OPERATOR
from bot.domain.request import Requester
from bot.domain.windows import Span
from bot.ports import Tx
from bot.services.admission import Admission
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase
from bot.storage.schema import usage
from tests.conftest import ManualClock
from tests.contracts.storage.admissions import CASES, Contest
from tests.factories import new_job
from tests.matrices import matrix

ROUNDS = 3
ADMISSION = Admission(daily_pictures=1_000_000, zone="UTC")
QUOTE = Quote(about=Money.of("0.01"), at_most=Money.of("0.02"))


@pytest.mark.parametrize(
    "case", matrix(CASES, plain={"each member", "money of all", "at once, the server", "cooldown"})
)
async def test_ten_of_fifty_pass(database: SqlDatabase, clock: ManualClock, case: str) -> None:
    """Round after round; what was given back can be had again, and nobody blocked anybody."""
    contest = Contest(database=database, clock=clock, case=CASES[case])
    await contest.prepare()
    for _ in range(ROUNDS):
        held = await contest.hold()
        assert contest.exact(held), held
        await contest.call_off(held)
        clock.advance(60)
    assert await database.run(lambda tx: tx.ledger.imbalance()) == 0


def _rule(kind: SubjectKind, amount: int, number: int = 0, measure: Measure = Measure.PICTURES) -> Rule:
    return Rule(subject=Subject(kind=kind, id=number), measure=measure, span=Span.DAY, amount=amount)


def _request(number: int) -> NewJob:
    """From one of four servers, by one of three members, in one of two channels and a thread of the other."""
    new = new_job(quote=QUOTE)
    asker = Requester(
        guild_id=1 + number % 4,
        user_id=10 + number % 3,
        channel_ids=frozenset({500 + number % 2, 501 - number % 2} if number % 5 else {500}),
        interaction_id=new.requester.interaction_id,
        upload_limit=new.requester.upload_limit,
    )
    return replace(new, requester=asker)


async def test_who_takes_and_who_gives_back_never_block_each_other(database: SqlDatabase, clock: ManualClock) -> None:
    """Requests that touch many counters, and ends of jobs that touch the same ones, all come through at once."""
    tries = itertools.count()

    def accept(tx: Tx, new: NewJob) -> Job:
        next(tries)
        job = tx.jobs.add(new, clock.now())
        ADMISSION.admit(tx, job, new.requester, clock.now())
        return job

    def end(tx: Tx, job: Job) -> None:
        next(tries)
        close_job(tx, job.key, State.FAILED, clock.now(), spent=Spent(pictures=1, money=QUOTE.about))

    def limit(tx: Tx) -> None:
        for guild in range(1, 5):
            for kind, amount, number in (
                (SubjectKind.GUILD, 30, 0),
                (SubjectKind.CHANNEL, 25, 500),
                (SubjectKind.CHANNEL, 20, 501),
            ):
                tx.policies(guild).put(_rule(kind, amount, number))
            tx.policies(guild).put(_rule(SubjectKind.GUILD, 500_000, measure=Measure.MONEY))
        tx.policies(OPERATOR).put(_rule(SubjectKind.ALL, 70))
        tx.policies(OPERATOR).put(_rule(SubjectKind.ALL, 900_000, measure=Measure.MONEY))

    await database.run(limit)
    open_jobs, calls, accepted = list[Job](), 0, 0
    for start in range(0, 120, 30):
        asking = [database.run(accept, _request(number)) for number in range(start, start + 30)]
        ending = [database.run(end, job) for job in reversed(open_jobs)]
        calls += len(asking) + len(ending)
        outcomes = await asyncio.gather(*asking, *ending, return_exceptions=True)
        open_jobs = [each for each in outcomes if isinstance(each, Job)]
        accepted += len(open_jobs)
        assert {type(each) for each in outcomes} <= {Job, AllowanceSpent, type(None)}, outcomes
    if database.url.startswith("postgresql"):
        assert next(tries) == calls, "a transaction was broken off and run again"
    assert await database.run(lambda tx: tx.ledger.imbalance()) == 0
    counted = sa.select(usage.c.used).where(usage.c.subject == "operator:pictures")
    assert await database.run_raw(lambda connection: connection.scalar(counted)) == accepted
    assert 50 <= accepted <= 70
