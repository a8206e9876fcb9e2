"""Two tenants of one store, and everything that can be done in either: nothing done in one may be seen in the other.

The same people are in both, and whoever acts also tries the keys and numbers of the other tenant. The one at home acts
now and then too, so that there is something to see. What the operator lets all servers share is not looked at here.

Shared by the contract test, which tries some sequences, and the benchmark, which tries ten thousand.
"""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.domain.errors import BotError
from bot.domain.job import Job, Origin, State
from bot.domain.limits import Exemption, Measure, Rule, Spent, Subject, SubjectKind
from bot.domain.moderation import Report, Verdict
from bot.domain.money import Money
from bot.domain.policy import (
    AuditChannel,
    Block,
    ChannelRule,
    Clause,
    ForbiddenWord,
    Pause,
    Retention,
    TimeZone,
)
from bot.domain.request import Asker, MessageRef, Requester, Upload, Wish
from bot.domain.variation import Variation
from bot.domain.windows import Span
from bot.ports import Tx
from bot.services.allowances import Allowances
from bot.services.closing import close_job
from bot.services.moderation import Moderation, Moderator, put_clause
from bot.services.reports import Reports
from bot.storage.database import SqlDatabase, Transaction, open_database
from bot.storage.schema import errand, report
from tests.contracts.storage.stores import Stores
from tests.factories import new_job
from tests.fakes.cards import KeptReply
from tests.fakes.ids import CountedIds
from tests.integration.room import PLACE, Room, World, person, requester

STEPS = 12
DAILY = 3
ROLE, CHANNEL = 30, PLACE.channel_id
_people = itertools.count(1_000, 10)
_EVER = datetime(2000, 1, 1, tzinfo=UTC)

View = dict[str, Any]


@dataclass(slots=True)
class Tenant:
    """One of the two, and what its people know of it."""

    id: int
    jobs: list[str] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)


class Neighbours(RuleBasedStateMachine):
    """A sequence of actions; `seen` is what was to be seen at home before it was last left alone."""

    database: ClassVar[SqlDatabase]
    runner: ClassVar[asyncio.Runner]
    ids: ClassVar[CountedIds]
    tried: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        type(self).tried += 1
        self.room = Room(World(database=self.database, ids=self.ids), daily_pictures=DAILY, slots=1)
        ports = self.room.ports
        self.moderation = Moderation(ports, admission=self.room.admission)
        self.allowances = Allowances(ports, admission=self.room.admission)
        self.reports = Reports(ports)
        first = next(_people)
        self.people = (first, first + 1)
        self.home, self.next_door = Tenant(first + 2), Tenant(first + 3)
        self.owners: dict[str, int] = {}
        self.seen: View | None = None

    @initialize(kind=st.sampled_from(("servers", "messages and a server", "a server and messages", "messages")))
    def move_in(self, kind: str) -> None:
        """Direct messages are a tenant as well. Both begin with something to be seen, and to be meddled with."""
        if kind in {"messages and a server", "messages"}:
            self.home.id = -self.people[0]
        if kind in {"a server and messages", "messages"}:
            self.next_door.id = -self.people[1]
        for tenant in (self.home, self.next_door):
            self.runner.run(self.database.run(self._furnish, tenant))

    def _furnish(self, tx: Tx, tenant: Tenant) -> None:
        """Clauses, a picture that was made and reported, and one that is still to be made."""
        moderator = Moderator(guild_id=tenant.id, user_id=9)
        clauses = (clause(self) for clause in FURNITURE)
        changes = [put_clause(tx, moderator, each, now=self._now, ids=self.ids) for each in clauses]
        jobs = list[Job]()
        for user in self.people:
            key, asker = self.ids.key(), requester(user, tenant.id)
            jobs.append(tx.jobs.add(new_job(key=key, root=key, requester=asker), self._now))
            self.room.admission.admit(tx, jobs[-1], asker, self._now)
        _finish(tx, jobs[0].key, self._now)
        filed = Report(
            key=self.ids.key(),
            guild_id=tenant.id,
            job_key=jobs[0].key,
            user_id=self.people[1],
            reason="it is rude",
            at=self._now,
        )
        assert tx.policies(tenant.id).report(filed)
        tenant.jobs = [each.key for each in jobs]
        self.owners |= {each.key: each.user_id for each in jobs}
        tenant.reports = [filed.key]
        tenant.changes = [each.number for each in changes]

    # What can be done

    @rule(at_home=st.deferred(lambda: WHERE), clause=st.deferred(lambda: CLAUSES))
    def put(self, at_home: bool, clause: Callable[["Neighbours"], Clause]) -> None:
        self._change(at_home, lambda who: self.moderation.put(who, clause(self)))

    @rule(at_home=st.deferred(lambda: WHERE), clause=st.deferred(lambda: CLAUSES))
    def remove(self, at_home: bool, clause: Callable[["Neighbours"], Clause]) -> None:
        gone = clause(self)
        self._change(at_home, lambda who: self.moderation.remove(who, type(gone), gone.name))

    @rule(at_home=st.deferred(lambda: WHERE), pick=st.integers(0, 99))
    def undo(self, at_home: bool, pick: int) -> None:
        number = self._pick(at_home, pick, self.home.changes, self.next_door.changes)
        if number is not None:
            self._change(at_home, lambda who: self.moderation.undo(who, number))

    @rule(at_home=st.deferred(lambda: WHERE), someone=st.integers(0, 1), amount=st.integers(1, 3))
    def give(self, at_home: bool, someone: int, amount: int) -> None:
        whom = Subject(kind=SubjectKind.USER, id=self.people[someone])
        extra = {"measure": Measure.PICTURES, "span": Span.DAY, "amount": amount, "lasting": timedelta(hours=1)}
        self._change(at_home, lambda who: self.allowances.grant(who, whom, **extra))

    @rule(at_home=st.deferred(lambda: WHERE), someone=st.integers(0, 1))
    def reset(self, at_home: bool, someone: int) -> None:
        self._change(at_home, lambda who: self.allowances.reset(who, self.people[someone]))

    @rule(at_home=st.deferred(lambda: WHERE), someone=st.integers(0, 1), count=st.integers(1, 2))
    def submit(self, at_home: bool, someone: int, count: int) -> None:
        wish = Wish(prompt="a blood moon", count=count)
        upload = Upload(url="https://cdn.discordapp.com/a/b/c.png", filename="c.png", size=1000)
        reply = KeptReply(self.room.world.cards)
        asker = self._asker(at_home, someone)
        job = self._do(at_home, lambda: self.room.restyle.submit(wish, upload, asker, PLACE, reply))
        self._learn_job(at_home, job)

    @rule(at_home=st.deferred(lambda: WHERE), someone=st.integers(0, 1), pick=st.integers(0, 99))
    def vary(self, at_home: bool, someone: int, pick: int) -> None:
        key = self._job(at_home, pick)
        if key is not None:
            reply, asker = KeptReply(self.room.world.cards), self._asker(at_home, someone)
            again = Variation(origin=Origin.REROLL)
            job = self._do(at_home, lambda: self.room.restyle.vary(key, again, asker, PLACE, reply))
            self._learn_job(at_home, job)

    @rule(at_home=st.deferred(lambda: WHERE), someone=st.integers(0, 1), pick=st.integers(0, 99))
    def cancel(self, at_home: bool, someone: int, pick: int) -> None:
        key = self._job(at_home, pick)
        if key is not None:
            who = person(self.people[someone], moderator=True, guild=self._of(at_home).id)
            self._do(at_home, lambda: self.room.decisions.cancel(key, who))

    @rule(at_home=st.deferred(lambda: WHERE), pick=st.integers(0, 99))
    def finish(self, at_home: bool, pick: int) -> None:
        mine = self._of(at_home).jobs
        if mine:
            self._do(at_home, lambda: self.database.run(_finish, mine[pick % len(mine)], self._now))

    @rule(at_home=st.deferred(lambda: WHERE), someone=st.integers(0, 1), pick=st.integers(0, 99))
    def report(self, at_home: bool, someone: int, pick: int) -> None:
        key, tenant = self._job(at_home, pick), self._of(at_home)
        if key is not None:
            told = self._do(at_home, lambda: self.reports.file(key, tenant.id, self.people[someone], "it is rude"))
            if told is not None:
                filed = self.runner.run(self.database.run_raw(lambda c: _report_of(c, key, self.people[someone])))
                self._learn(at_home, tenant.reports, filed)

    @rule(at_home=st.deferred(lambda: WHERE), pick=st.integers(0, 99), verdict=st.sampled_from(Verdict))
    def decide(self, at_home: bool, pick: int, verdict: Verdict) -> None:
        key = self._pick(at_home, pick, self.home.reports, self.next_door.reports)
        if key is not None:
            self._do(at_home, lambda: self.reports.decide(key, self._moderator(at_home), verdict))

    @rule(days=st.integers(0, 1))
    def expire(self, days: int) -> None:
        before = self._now - timedelta(days=days) + timedelta(seconds=1)
        self._do(False, lambda: self.database.run(lambda tx: tx.upkeep.expire(self.next_door.id, before)))

    @rule(someone=st.integers(0, 1))
    def erase(self, someone: int) -> None:
        self._do(False, lambda: self.database.run(lambda tx: tx.upkeep.erase(self.people[someone], self.next_door.id)))

    @rule()
    def sweep(self) -> None:
        self._do(False, lambda: self.database.run(lambda tx: tx.upkeep.sweep(self._now)))

    @rule(hours=st.sampled_from((1, 26)))
    def wait(self, hours: int) -> None:
        """Time passes for both."""
        self._look()
        self.room.world.clock.advance(hours * 3600)
        self.seen = None

    def teardown(self) -> None:
        self._look()

    # How it is done

    @property
    def _now(self) -> datetime:
        return self.room.world.clock.now()

    @property
    def soon(self) -> datetime:
        """Over after the shorter of two waits."""
        return self._now + timedelta(minutes=30)

    def _of(self, at_home: bool) -> Tenant:
        return self.home if at_home else self.next_door

    def _moderator(self, at_home: bool) -> Moderator:
        return Moderator(guild_id=self._of(at_home).id, user_id=9)

    def _asker(self, at_home: bool, someone: int) -> Requester:
        return requester(self.people[someone], self._of(at_home).id)

    def _job(self, at_home: bool, pick: int) -> str | None:
        # In their direct messages people find all that is theirs: that is nobody from next door.
        foreign = [key for key in self.home.jobs if -self.owners[key] != self.next_door.id]
        return self._pick(at_home, pick, self.home.jobs if at_home else foreign, self.next_door.jobs)

    @staticmethod
    def _pick(at_home: bool, pick: int, home: list[Any], next_door: list[Any]) -> Any:
        """One's own at home; next door also those that are none of theirs."""
        known = home if at_home else [*next_door, *home]
        return known[pick % len(known)] if known else None

    def _change(self, at_home: bool, act: Callable[[Moderator], Coroutine[Any, Any, Any]]) -> None:
        change = self._do(at_home, lambda: act(self._moderator(at_home)))
        self._learn(at_home, self._of(at_home).changes, change and change.number)

    def _do(self, at_home: bool, act: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """What it came to, or None if it was refused; at home, what is seen afterwards is one's own doing."""
        if at_home:
            self._look()
        elif self.seen is None:
            self.seen = self._view()
        result = None
        with suppress(BotError):
            result = self.runner.run(act())
        if at_home:
            self.seen = None
        return result

    def _learn_job(self, at_home: bool, job: Job | None) -> None:
        if job is not None:
            self.owners[job.key] = job.user_id
            self._learn(at_home, self._of(at_home).jobs, job.key)

    def _learn(self, at_home: bool, known: list[Any], more: Any) -> None:
        """Remember a key or number that came of one's doing; at home it is looked at from now on."""
        if more is not None:
            known.append(more)
            if at_home:
                self.seen = None

    def _look(self) -> None:
        """Whatever was done next door since, everything at home is as it was."""
        if self.seen is not None:
            seen = self._view()
            assert seen == self.seen, [name for name in seen if seen[name] != self.seen[name]]

    def _view(self) -> View:
        return self.runner.run(self.database.run_raw(self._see))

    def _see(self, connection: sa.Connection) -> View:
        tx, here, now = Transaction(connection), self.home, self._now
        policies, records = tx.policies(here.id), tx.records(here.id)
        askers = [
            Asker(guild_id=here.id, user_id=each, role_ids=frozenset({ROLE}), channel_ids=frozenset({CHANNEL}))
            for each in self.people
        ]
        waiting = sa.select(errand).where(errand.c.guild_id == here.id).order_by(errand.c.id)
        return {
            "policy": self.room.admission.policy(tx, here.id, now),
            "audit": policies.changes(limit=100),
            "reports": [policies.reported(each) for each in here.reports],
            "overview": [self.room.admission.overview(tx, each, now) for each in askers],
            "jobs": [records.job(each) for each in here.jobs],
            "counters": [
                tx.ledger.of_job(each) for each in here.jobs if (job := records.job(each)) and not job.state.ended
            ],
            "waiting": records.waiting(100),
            "open": [records.open_count(each) for each in (*self.people, None)],
            "last asked": [records.last_asked(each, but="") for each in self.people],
            "history": [records.history(each, limit=100) for each in self.people],
            "tallies": records.tallies(_EVER),
            "made": records.made(_EVER),
            "errands": [tuple(row) for row in connection.execute(waiting)],
        }


def _finish(tx: Tx, key: str, now: datetime) -> None:
    """Deliver a picture and end the job; one that has ended already stays as it is."""
    ended = close_job(tx, key, State.FAILED, now, spent=Spent(pictures=1, money=Money(60_000)))
    if ended is not None:
        tx.jobs.delivered(key, MessageRef(channel_id=700, message_id=800), ())


def _report_of(connection: sa.Connection, job_key: str, user_id: int) -> str | None:
    query = sa.select(report.c.key).where(report.c.job_key == job_key, report.c.user_id == user_id)
    return connection.scalar(query)


def _limit(kind: SubjectKind, amount: int, number: int = 0) -> Rule:
    return Rule(subject=Subject(kind=kind, id=number), measure=Measure.PICTURES, span=Span.DAY, amount=amount)


FURNITURE: list[Callable[[Neighbours], Clause]] = [
    lambda _: _limit(SubjectKind.GUILD, 9),
    lambda _: _limit(SubjectKind.CHANNEL, 9, CHANNEL),
    lambda _: ForbiddenWord(word="gore"),
    lambda _: AuditChannel(channel_id=900),
    lambda both: Block(user_id=both.people[1] + 5, reason="spam", until=both.soon),
]
CLAUSES = st.sampled_from(
    [
        *FURNITURE,
        lambda _: _limit(SubjectKind.EVERYONE, 1),
        lambda _: _limit(SubjectKind.ROLE, 9, ROLE),
        lambda both: _limit(SubjectKind.USER, 2, both.people[0]),
        lambda _: Rule(subject=Subject(kind=SubjectKind.EVERYONE), measure=Measure.COOLDOWN, amount=30),
        lambda both: Exemption(subject=Subject(kind=SubjectKind.USER, id=both.people[0])),
        lambda both: Block(user_id=both.people[1], reason="spam", until=both.soon),
        lambda _: ChannelRule(channel_id=CHANNEL, allowed=True),
        lambda _: Pause(reason="a contest"),
        lambda _: TimeZone(zone="Asia/Tokyo"),
        lambda _: Retention(days=1),
    ]
)
WHERE = st.sampled_from((False, False, False, True))
"""More is done next door than at home."""


@contextmanager
def opened(stores: Stores) -> Iterator[tuple[asyncio.Runner, SqlDatabase]]:
    """A store of its own for a test that is no coroutine, with the loop that it lives on."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            address = runner.run(stack.enter_async_context(stores.fresh()))
            yield runner, runner.run(stack.enter_async_context(open_database(address)))
        finally:
            runner.run(stack.aclose())


def try_sequences(runner: asyncio.Runner, database: SqlDatabase, ids: CountedIds, *, sequences: int) -> int:
    """Try so many sequences on an open store; returns how many were begun. Raises what was seen of next door."""

    class Here(Neighbours):
        pass

    Here.database, Here.runner, Here.ids = database, runner, ids
    wanted = settings(
        max_examples=sequences,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        # What would only make a failure easier to read is left to whoever looks into one.
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much),
    )
    run_state_machine_as_test(Here, settings=wanted)
    return Here.tried
