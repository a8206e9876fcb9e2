"""Fifty requests at once against a limit of ten, a case for each kind of limit: who asks where, and against what.

Shared by the contract test, which holds a few rounds of each case, and the benchmark, which holds hundreds.
"""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from bot.domain.errors import AllowanceSpent
from bot.domain.job import Job, NewJob, State
from bot.domain.limits import Measure, Rule, Subject, SubjectKind
from bot.domain.money import Money, Quote
from bot.domain.policy import OPERATOR
from bot.domain.request import Requester
from bot.domain.windows import Span
from bot.ports import Clock, Tx
from bot.services.admission import Admission
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase
from bot.storage.schema import job as jobs
from bot.storage.schema import ledger, usage
from tests.factories import new_job

REQUESTS, ALLOWED = 50, 10
_PLENTY = 1_000_000
_ROLE, _CHANNEL, _THREADS = 30, 500, range(600, 610)
_QUOTE = Quote(about=Money.of("0.06"), at_most=Money.of("0.10"))
_guilds = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A limit that lets ten requests through, and who makes them."""

    rule: Rule
    operators: bool = False
    """Set by the operator for everybody, instead of in each server."""
    pictures: int = 1
    """So many counters of pictures a request is taken from: each member has one, whatever limits them."""
    money: int = 0
    """The same for money."""
    members: int = 1
    """Requests come from so many members in turn."""
    guilds: int = 1
    """And from so many servers."""


def _rule(kind: SubjectKind, measure: Measure = Measure.PICTURES, amount: int = ALLOWED, number: int = 0) -> Rule:
    span = Span.DAY if measure.counted else None
    return Rule(subject=Subject(kind=kind, id=number), measure=measure, span=span, amount=amount)


_DOLLAR = 1_000_000
_ALL, _GUILD, _EVERYONE = SubjectKind.ALL, SubjectKind.GUILD, SubjectKind.EVERYONE
CASES = {
    "a member": Case(rule=_rule(SubjectKind.USER, number=100)),
    "each member": Case(rule=_rule(_EVERYONE)),
    "a role": Case(rule=_rule(SubjectKind.ROLE, number=_ROLE)),
    "a channel and its threads": Case(rule=_rule(SubjectKind.CHANNEL, number=_CHANNEL), pictures=2, members=50),
    "the whole server": Case(rule=_rule(_GUILD), pictures=2, members=50),
    "all servers": Case(rule=_rule(_ALL), operators=True, pictures=2, members=50, guilds=25),
    "any one server": Case(rule=_rule(_GUILD), operators=True, pictures=2, members=50),
    "money of a server": Case(rule=_rule(_GUILD, Measure.MONEY, _DOLLAR), money=2, members=50),
    "money of all": Case(rule=_rule(_ALL, Measure.MONEY, _DOLLAR), operators=True, money=1, members=50, guilds=25),
    "at once, a member": Case(rule=_rule(_EVERYONE, Measure.AT_ONCE)),
    "at once, the server": Case(rule=_rule(_GUILD, Measure.AT_ONCE), members=50),
    # Of ten people with five requests each, one request each.
    "cooldown": Case(rule=_rule(_EVERYONE, Measure.COOLDOWN, 30), members=10),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What became of fifty at once, and what there is now that was not there before."""

    accepted: tuple[Job, ...]
    refused: int
    errors: tuple[BaseException, ...]
    untangled: int
    """Transactions that the server broke off, because two blocked each other, and that were run again."""
    jobs: int
    entries: int
    counted: int
    """The sum of what all counters say."""


@dataclass(slots=True, kw_only=True)
class Contest:
    """One case in a store, in servers that no other contest has."""

    database: SqlDatabase
    clock: Clock
    case: Case
    _tries: int = 0
    _guilds: Sequence[int] = ()
    _admission: Admission = field(default_factory=lambda: Admission(daily_pictures=_PLENTY, zone="UTC"))

    async def prepare(self) -> None:
        """Set the limit."""
        self._guilds = [next(_guilds) for _ in range(self.case.guilds)]
        tenants = [OPERATOR] if self.case.operators else self._guilds
        await self.database.run(lambda tx: [tx.policies(each).put(self.case.rule) for each in tenants])

    async def hold(self) -> Round:
        """Have fifty ask at once."""
        self._tries = 0
        before = await self.database.run_raw(_rows)
        asked = [self._request(number) for number in range(REQUESTS)]
        outcomes = await asyncio.gather(*(self.database.run(self._ask, each) for each in asked), return_exceptions=True)
        after = await self.database.run_raw(_rows)
        raised = [each for each in outcomes if isinstance(each, BaseException)]
        grown = [now - then for now, then in zip(after, before, strict=True)]
        return Round(
            accepted=tuple(each for each in outcomes if isinstance(each, Job)),
            refused=sum(isinstance(each, AllowanceSpent) for each in raised),
            errors=tuple(each for each in raised if not isinstance(each, AllowanceSpent)),
            # A file's writer runs them again for a reason of its own: so that one who fails does so alone.
            untangled=self._tries - REQUESTS if self.database.url.startswith("postgresql") else 0,
            jobs=grown[0],
            entries=grown[1],
            counted=grown[2],
        )

    async def call_off(self, held: Round) -> None:
        """Give back what a round has taken."""
        for job in held.accepted:
            await self.database.run(close_job, job.key, State.CANCELLED, self.clock.now())

    def exact(self, held: Round) -> bool:
        """Ten were accepted, forty refused, nothing else was raised, and only the ten are in the books."""
        case = self.case
        amount = case.pictures + case.money * _QUOTE.at_most.micros
        return (len(held.accepted), held.refused, held.errors, held.untangled) == (
            ALLOWED,
            REQUESTS - ALLOWED,
            (),
            0,
        ) and (held.jobs, held.entries, held.counted) == (
            ALLOWED,
            ALLOWED * (case.pictures + case.money),
            ALLOWED * amount,
        )

    def _request(self, number: int) -> NewJob:
        new = new_job(quote=_QUOTE if self.case.money else None)
        asker = Requester(
            guild_id=self._guilds[number % self.case.guilds],
            user_id=100 + number % self.case.members,
            role_ids=frozenset({_ROLE}),
            # Every second asks in a thread of the channel.
            channel_ids=frozenset({_CHANNEL, _THREADS[number % 10]} if number % 2 else {_CHANNEL}),
            interaction_id=new.requester.interaction_id,
            upload_limit=new.requester.upload_limit,
        )
        return replace(new, requester=asker)

    def _ask(self, tx: Tx, new: NewJob) -> Job:
        self._tries += 1
        job = tx.jobs.add(new, self.clock.now())
        self._admission.admit(tx, job, new.requester, self.clock.now())
        return job


def _rows(connection: sa.Connection) -> tuple[int, int, int]:
    """How many jobs and entries there are, and the sum of the counters."""
    count, total = sa.func.count(), sa.func.coalesce(sa.func.sum(usage.c.used), 0)
    return (
        connection.execute(sa.select(count).select_from(jobs)).scalar_one(),
        connection.execute(sa.select(count).select_from(ledger)).scalar_one(),
        int(connection.execute(sa.select(total)).scalar_one()),
    )
