"""A tenant's policy: clauses that come back as they were put, their audit, and reports; nothing of any other tenant."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest

from bot.domain.limits import Exemption, Grant, Measure, Rule, Subject, SubjectKind
from bot.domain.moderation import Report, Verdict
from bot.domain.policy import (
    OPERATOR,
    AuditChannel,
    Block,
    ChannelRule,
    Clause,
    ForbiddenWord,
    Pause,
    Retention,
    TimeZone,
)
from bot.domain.windows import Span
from bot.ports import Policies, Tx
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.factories import new_job

R = TypeVar("R")
GUILD, OTHER, DIRECT = 1, 2, -7
ROLE = Subject(kind=SubjectKind.ROLE, id=(1 << 62) + 1)
SOON = timedelta(hours=1)


def clauses(clock: ManualClock) -> tuple[Clause, ...]:
    """One of each kind, and of some two that differ in whether they end."""
    return (
        Rule(subject=ROLE, measure=Measure.MONEY, span=Span.MONTH, amount=(1 << 62) + 1),
        Rule(subject=Subject(kind=SubjectKind.EVERYONE), measure=Measure.AT_ONCE, amount=0),
        Grant(key="a grant", subject=ROLE, measure=Measure.PICTURES, span=Span.DAY, amount=3, until=clock.now() + SOON),
        Exemption(subject=ROLE),
        Block(user_id=7, reason='„Grüße“ \\ "so" 🚀'),
        Block(user_id=8, reason="spam", until=clock.now() + SOON),
        ForbiddenWord(word="血 月"),
        ChannelRule(channel_id=(1 << 63) - 1, allowed=True),
        Pause(reason="a contest"),
        TimeZone(zone="America/Argentina/ComodRivadavia"),
        AuditChannel(channel_id=900),
        Retention(days=30),
    )


async def of(database: SqlDatabase, guild: int, ask: Callable[[Policies], R]) -> R:
    return await database.run(lambda tx: ask(tx.policies(guild)))


async def put_all(database: SqlDatabase, guild: int, *given: Clause) -> None:
    for clause in given:
        await of(database, guild, lambda policies, clause=clause: policies.put(clause))


# Clauses


@pytest.mark.parametrize("guild", [GUILD, DIRECT, OPERATOR])
async def test_every_kind_of_clause_comes_back_as_it_was_put(
    database: SqlDatabase, clock: ManualClock, guild: int
) -> None:
    """Found by its name, in the audit before and after, and among those in force."""
    given = clauses(clock)
    await put_all(database, guild, *given)
    for clause in given:
        assert await of(database, guild, lambda p, c=clause: p.find(type(c), c.name)) == clause
        change = await of(database, guild, lambda p, c=clause: p.record(9, clock.now(), "set", "it", before=c, after=c))
        assert (change.before, change.after) == (clause, clause)
        assert await of(database, guild, lambda p, n=change.number: p.change(n)) == change
    own, _ = await of(database, guild, lambda p: p.in_force(clock.now()))
    assert len(own) == len(given)
    assert set(own) == set(given)


async def test_another_of_the_same_name_replaces_it(database: SqlDatabase, clock: ManualClock) -> None:
    """A rule about the same subject, measure and span takes the place of the one before, and of no other."""
    one = Rule(subject=ROLE, measure=Measure.PICTURES, span=Span.DAY, amount=1)
    two = Rule(subject=ROLE, measure=Measure.PICTURES, span=Span.DAY, amount=2)
    weekly = Rule(subject=ROLE, measure=Measure.PICTURES, span=Span.WEEK, amount=3)
    # An end that was set is taken away again with what had it.
    blocks = Block(user_id=7, reason="a", until=clock.now() + SOON), Block(user_id=7, reason="b")
    await put_all(database, GUILD, one, two, weekly, *blocks)
    clock.advance(2 * SOON.total_seconds())
    own, _ = await of(database, GUILD, lambda p: p.in_force(clock.now()))
    assert set(own) == {two, weekly, blocks[1]}


async def test_what_is_removed_is_gone_and_may_be_removed_again(database: SqlDatabase, clock: ManualClock) -> None:
    """Nothing else of the same kind goes with it."""
    stays, goes = ForbiddenWord(word="moon"), ForbiddenWord(word="blood")
    await put_all(database, GUILD, stays, goes)
    for _ in range(2):
        await of(database, GUILD, lambda p: p.remove(goes))
    assert await of(database, GUILD, lambda p: p.find(ForbiddenWord, "blood")) is None
    assert (await of(database, GUILD, lambda p: p.in_force(clock.now())))[0] == (stays,)


async def test_a_clause_is_over_at_its_end(database: SqlDatabase, clock: ManualClock) -> None:
    """Until that moment it is in force, and from it on it is not, though it can still be found."""
    block = Block(user_id=7, reason="spam", until=clock.now() + SOON)
    await put_all(database, GUILD, block)
    for when, found in ((clock.now() + SOON - timedelta(microseconds=1), (block,)), (clock.now() + SOON, ())):
        assert (await of(database, GUILD, lambda p, when=when: p.in_force(when)))[0] == found
    assert await of(database, GUILD, lambda p: p.find(Block, "7")) == block


async def test_the_operators_clauses_come_with_everybodys(database: SqlDatabase, clock: ManualClock) -> None:
    """A tenant is told its own and the operator's, each by itself, and nothing of another's."""
    mine, theirs, above = (Pause(reason=reason) for reason in ("mine", "theirs", "above"))
    for guild, pause in ((GUILD, mine), (OTHER, theirs), (OPERATOR, above)):
        await put_all(database, guild, pause)
    assert await of(database, GUILD, lambda p: p.in_force(clock.now())) == ((mine,), (above,))
    assert await of(database, DIRECT, lambda p: p.in_force(clock.now())) == ((), (above,))
    assert await of(database, OPERATOR, lambda p: p.in_force(clock.now())) == ((above,), (above,))


async def test_of_blocks_only_the_askers_are_read(database: SqlDatabase, clock: ManualClock) -> None:
    """There may be thousands; everything else decides about everybody."""
    blocks = [Block(user_id=user, reason="spam") for user in (7, 8, 77)]
    await put_all(database, GUILD, *blocks, Pause(reason="x"))
    await put_all(database, OPERATOR, *blocks)
    own, above = await of(database, GUILD, lambda p: p.in_force(clock.now(), user_id=7))
    assert set(own) == {blocks[0], Pause(reason="x")}
    assert above == (blocks[0],)


# The audit


async def test_the_audit_is_read_in_pages(database: SqlDatabase, clock: ManualClock) -> None:
    """Newest first, each page below the last entry of the one before, and without other tenants' entries."""
    numbers = list[int]()
    for count in range(7):
        for guild in (OTHER, GUILD):
            change = await of(database, guild, lambda p, n=count: p.record(9, clock.now(), "set", f"thing {n}"))
        numbers.append(change.number)
    first = await of(database, GUILD, lambda p: p.changes(limit=3))
    second = await of(database, GUILD, lambda p: p.changes(before=first[-1].number, limit=3))
    third = await of(database, GUILD, lambda p: p.changes(before=second[-1].number, limit=3))
    assert [each.number for each in (*first, *second, *third)] == numbers[::-1]
    assert await of(database, GUILD, lambda p: p.changes(before=numbers[0])) == []


async def test_what_was_done_without_a_clause_is_kept_as_said(database: SqlDatabase, clock: ManualClock) -> None:
    """Who, when, what and to what."""
    change = await of(database, GUILD, lambda p: p.record(9, clock.now(), "reset", "counters of <@7>"))
    assert (change.actor_id, change.at, change.deed, change.subject) == (9, clock.now(), "reset", "counters of <@7>")
    assert (change.before, change.after, change.undone, change.guild_id) == (None, None, False, GUILD)


async def test_an_entry_is_taken_back_once(database: SqlDatabase, clock: ManualClock) -> None:
    """The second who tries is told, and other tenants cannot at all."""
    change = await of(database, GUILD, lambda p: p.record(9, clock.now(), "set", "x"))
    assert not await of(database, OTHER, lambda p: p.mark_undone(change.number))
    assert await of(database, GUILD, lambda p: p.mark_undone(change.number))
    assert not await of(database, GUILD, lambda p: p.mark_undone(change.number))
    (found,) = await of(database, GUILD, lambda p: p.changes())
    assert found.undone
    assert await of(database, OTHER, lambda p: p.change(change.number)) is None


# Reports


async def _job(database: SqlDatabase, clock: ManualClock, guild: int = GUILD) -> str:
    def add(tx: Tx) -> str:
        return tx.jobs.add(new_job(guild), clock.now()).key

    return await database.run(add)


def _report(clock: ManualClock, job: str, key: str = "a report", user: int = 7) -> Report:
    return Report(key=key, guild_id=GUILD, job_key=job, user_id=user, reason="it is rude", at=clock.now())


async def test_a_picture_is_reported_once_by_each(database: SqlDatabase, clock: ManualClock) -> None:
    """The same person's second report of the same picture is not kept; another's is."""
    job = await _job(database, clock)
    report = _report(clock, job)
    assert await of(database, GUILD, lambda p: p.report(report))
    assert not await of(database, GUILD, lambda p: p.report(_report(clock, job, "again")))
    assert await of(database, GUILD, lambda p: p.report(_report(clock, job, "another's", user=8)))
    assert await of(database, GUILD, lambda p: p.reported("a report")) == report
    assert await of(database, GUILD, lambda p: p.reported("again")) is None
    assert await of(database, OTHER, lambda p: p.reported("a report")) is None


async def test_nobody_reports_a_picture_of_another_tenant(database: SqlDatabase, clock: ManualClock) -> None:
    """Nor is one's own report of it kept out by such a try."""
    job = await _job(database, clock)
    assert not await of(database, OTHER, lambda p: p.report(_report(clock, job, "from elsewhere")))
    assert not await of(database, GUILD, lambda p: p.report(_report(clock, "no such job", "of nothing")))
    assert await of(database, GUILD, lambda p: p.report(_report(clock, job)))


async def test_a_report_is_judged_once(database: SqlDatabase, clock: ManualClock) -> None:
    """The first verdict stands with who gave it, and another tenant's moderators have none."""
    job = await _job(database, clock)
    await of(database, GUILD, lambda p: p.report(_report(clock, job)))
    assert not await of(database, OTHER, lambda p: p.judge("a report", Verdict.BLOCKED, 9))
    assert await of(database, GUILD, lambda p: p.judge("a report", Verdict.DELETED, 9))
    assert not await of(database, GUILD, lambda p: p.judge("a report", Verdict.DISMISSED, 10))
    found = await of(database, GUILD, lambda p: p.reported("a report"))
    assert found is not None
    assert (found.verdict, found.judge_id) == (Verdict.DELETED, 9)
