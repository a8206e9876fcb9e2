"""The fair line in SQL agrees with the pure rule, whatever is asked, claimed, lost and finished in between."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from bot.domain.fairness import GuildLine, MemberLine, Waiting, after, cost_of, is_batch, next_job
from bot.domain.job import Job, State
from bot.domain.request import Speed, Wish
from bot.domain.standing import standing
from bot.ports import Tx
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase, open_database
from bot.storage.line import DEPTH
from bot.storage.schema import guild, member, micros
from tests.conftest import ManualClock
from tests.contracts.storage.queueing import arrive, claim, queue, read
from tests.contracts.storage.stores import Stores
from tests.factories import new_job, present

Owner = tuple[int, int]
Change = Callable[[MemberLine], MemberLine]
GUILDS, USERS = (1, 2, 3), (1, 2, 3)


async def test_a_busy_guild_cannot_starve_a_quiet_one(database: SqlDatabase, clock: ManualClock) -> None:
    """With 20 jobs waiting in guild 1 and one in guild 2, guild 2 is claimed second."""
    for user in range(20):
        await queue(database, clock, new_job(1, user))
    await queue(database, clock, new_job(2, 99))
    first, second = [present(await claim(database, clock)) for _ in range(2)]
    assert (first.guild_id, second.guild_id) == (1, 2)


async def test_a_raised_cap_frees_at_once_whom_the_old_one_held_back(database: SqlDatabase, clock: ManualClock) -> None:
    """Nothing else has to happen in a guild for its new share to count."""
    for _ in range(2):
        await queue(database, clock, new_job(1, 1))
    assert await claim(database, clock) is not None
    assert await claim(database, clock) is None
    await database.run(lambda tx: tx.jobs.set_share(1, member_cap=2))
    assert await claim(database, clock) is not None


async def test_a_share_can_be_set_before_anybody_comes(database: SqlDatabase, clock: ManualClock) -> None:
    """A guild that nobody asked from yet is known by its share, and what is not named stays."""
    await database.run(lambda tx: tx.jobs.set_share(1, cap=7))
    await database.run(lambda tx: tx.jobs.set_share(1, weight=2.0))
    job = await queue(database, clock, new_job(1, 1))
    told = present(await database.run(lambda tx: tx.jobs.standing(job.key)))
    assert (told.guild_cap, told.member_cap) == (7, 1)


async def test_a_share_that_cannot_be_is_refused(database: SqlDatabase) -> None:
    """A weight of nothing would stop a guild for good."""
    with pytest.raises(ValueError, match="weight"):
        await database.run(lambda tx: tx.jobs.set_share(1, weight=0))


class LineMachine(RuleBasedStateMachine):
    """A model line beside the real one."""

    def __init__(self, stores: Stores) -> None:
        super().__init__()
        self.stack = AsyncExitStack()
        self.runner = asyncio.Runner()
        self.clock = ManualClock()
        self.database = self.runner.run(self._open(stores))
        members = tuple(MemberLine(user_id=user) for user in USERS)
        self.lines = tuple(GuildLine(guild_id=each, members=members) for each in GUILDS)
        self.arriving: dict[str, tuple[Owner, Waiting]] = {}
        self.waiting: dict[str, tuple[Owner, Waiting]] = {}
        self.running: dict[str, tuple[Job, Waiting]] = {}

    def teardown(self) -> None:
        self.runner.run(self.stack.aclose())
        self.runner.close()

    async def _open(self, stores: Stores) -> SqlDatabase:
        address = await self.stack.enter_async_context(stores.fresh())
        return await self.stack.enter_async_context(open_database(address))

    @rule(
        owner=st.tuples(st.sampled_from(GUILDS), st.sampled_from(USERS)),
        count=st.integers(1, 3),
        speed=st.sampled_from([Speed.BALANCED, Speed.QUALITY]),
        reading=st.booleans(),
    )
    def ask(self, owner: Owner, count: int, speed: Speed, *, reading: bool) -> None:
        wish = Wish(prompt="x", count=count, speed=speed)
        job = self.runner.run(arrive(self.database, self.clock, new_job(*owner, wish=wish)))
        waiting = Waiting(number=int(job.key), cost=cost_of(wish), batch=is_batch(wish))
        self.arriving[job.key] = owner, waiting
        if reading:
            self.read()

    @rule()
    def read(self) -> None:
        job = self.runner.run(read(self.database, self.clock))
        assert (job.key if job else None) == min(self.arriving, default=None)
        if job is not None:
            self._enter(job.key, *self.arriving.pop(job.key))

    @rule()
    def claim(self) -> None:
        expected = next_job(self.lines)
        job = self.runner.run(claim(self.database, self.clock))
        assert (int(job.key) if job else None) == (expected.number if expected else None)
        if job is not None and expected is not None:
            self.lines = after(self.lines, expected, micros(self.clock.now()))
            del self.waiting[job.key]
            self.running[job.key] = job, expected

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        job = self._stop(data.draw(st.sampled_from(sorted(self.running))))
        self.runner.run(self.database.run(close_job, job.key, State.FAILED, self.clock.now(), attempt=job.attempt))

    @precondition(lambda self: self.waiting or self.arriving)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.waiting | self.arriving)))
        self.runner.run(self.database.run(close_job, key, State.CANCELLED, self.clock.now()))
        if self.arriving.pop(key, None) is None:
            owner, waiting = self.waiting.pop(key)
            self._change(owner, lambda line: replace(line, waiting=tuple(w for w in line.waiting if w != waiting)))

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        job, _ = self.running[data.draw(st.sampled_from(sorted(self.running)))]
        self.runner.run(self.database.run(lambda tx: tx.jobs.give_back(job.claim, self.clock.now())))
        self.clock.advance(0.001)
        self._rescue([job.key])

    @rule()
    def lose_all_leases(self) -> None:
        self.clock.advance(7200)
        self._rescue(sorted(self.running))

    @rule(
        guild_id=st.sampled_from(GUILDS),
        weight=st.sampled_from([None, 0.5, 1.0, 2.0, 4.0]),
        cap=st.sampled_from([None, 1, 2, 3]),
        member_cap=st.sampled_from([None, 1, 2]),
    )
    def set_share(self, guild_id: int, weight: float | None, cap: int | None, member_cap: int | None) -> None:
        share = {"weight": weight, "cap": cap, "member_cap": member_cap}
        self.runner.run(self.database.run(lambda tx: tx.jobs.set_share(guild_id, **share)))  # pyright: ignore[reportArgumentType] (each of its own type)
        known = {name: value for name, value in share.items() if value is not None}
        self.lines = tuple(
            replace(each, **known) if each.guild_id == guild_id else each  # pyright: ignore[reportArgumentType] (the same)
            for each in self.lines
        )

    @rule()
    def everybody_asks_where_they_stand(self) -> None:
        lines = self.lines
        jobs = self.waiting | self.arriving
        for owner, waiting in self.arriving.values():
            lines = _changed(lines, owner, lambda line, w=waiting: replace(line, waiting=(*line.waiting, w)))

        def ask(tx: Tx) -> None:
            for key, (_, waiting) in jobs.items():
                assert tx.jobs.standing(key) == standing(lines, waiting)

        self.runner.run(self.database.run(ask))
        self.runner.run(self.database.run_raw(lambda connection: _assert_counted(connection, lines)))

    def _rescue(self, keys: list[str]) -> None:
        def release(tx: Tx) -> list[str]:
            orphans = tx.jobs.orphans(self.clock.now(), "boot")
            assert all(tx.jobs.release(orphan, self.clock.now(), "boot") for orphan in orphans)
            return sorted(orphan.key for orphan in orphans)

        assert self.runner.run(self.database.run(release)) == keys
        for key in keys:
            waiting = self.running[key][1]
            job = self._stop(key)
            self._enter(key, (job.guild_id, job.user_id), waiting)

    def _enter(self, key: str, owner: Owner, waiting: Waiting) -> None:
        self.waiting[key] = owner, waiting
        self._change(owner, lambda line: replace(line, waiting=(*line.waiting, waiting)))

    def _stop(self, key: str) -> Job:
        job, _ = self.running.pop(key)
        self._change((job.guild_id, job.user_id), lambda line: replace(line, running=line.running - 1))
        return job

    def _change(self, owner: Owner, change: Change) -> None:
        self.lines = _changed(self.lines, owner, change)


def _changed(lines: tuple[GuildLine, ...], owner: Owner, change: Change) -> tuple[GuildLine, ...]:
    guild_id, user_id = owner
    return tuple(
        replace(each, members=tuple(change(m) if m.user_id == user_id else m for m in each.members))
        if each.guild_id == guild_id
        else each
        for each in lines
    )


def _assert_counted(connection: sa.Connection, lines: tuple[GuildLine, ...]) -> None:
    """What the rows say of how much is in line is true."""
    sizes = {(each.guild_id, m.user_id): len(m.waiting) for each in lines for m in each.members}
    for guild_id, user_id, waiting in connection.execute(
        sa.select(member.c.guild_id, member.c.user_id, member.c.waiting)
    ):
        assert waiting == min(DEPTH, sizes[guild_id, user_id])
    for guild_id, waiting in connection.execute(sa.select(guild.c.id, guild.c.waiting)):
        assert waiting == min(DEPTH, sum(size for (owner, _), size in sizes.items() if owner == guild_id))


def test_the_line_agrees_with_the_rule(stores: Stores) -> None:
    """Whatever was done to jobs and shares, the next claim and everybody's standing are those the pure rule names."""
    run_state_machine_as_test(
        lambda: LineMachine(stores),  # pyright: ignore[reportArgumentType] (any maker of machines will do)
        settings=settings(
            max_examples=25,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )
