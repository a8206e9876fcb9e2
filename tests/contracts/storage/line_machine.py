"""The fair line and its pure rule side by side, as hypothesis drives them: whatever is done, they agree."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from bot.domain.fairness import GuildLine, MemberLine, Waiting, after, cost_of, is_batch, next_job
from bot.domain.job import Job, State
from bot.domain.reading import next_to_read
from bot.domain.request import Speed, Wish
from bot.domain.standing import standing
from bot.ports import Tx
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase, open_database
from bot.storage.line import DEPTH
from bot.storage.schema import guild, member, micros
from tests.conftest import ManualClock
from tests.contracts.storage.queueing import arrive, claim, read
from tests.contracts.storage.stores import Stores
from tests.factories import new_job, present
from tests.unit.domain.lines import Lines

Owner = tuple[int, int]
"""A guild and a user of it."""
GUILDS, USERS = (1, 2, 3), (1, 2, 3)
_OWNERS = st.tuples(st.sampled_from(GUILDS), st.sampled_from(USERS))
_WISHES = st.builds(
    Wish, prompt=st.just("x"), count=st.integers(1, 3), speed=st.sampled_from([Speed.BALANCED, Speed.QUALITY])
)


class LineMachine(RuleBasedStateMachine):
    """A model line beside the real one."""

    def __init__(self, stores: Stores) -> None:
        super().__init__()
        self.stack = AsyncExitStack()
        self.runner = asyncio.Runner()
        self.clock = ManualClock()
        self.database = self.runner.run(self._open(stores))
        members = tuple(MemberLine(user_id=user) for user in USERS)
        self.lines: Lines = tuple(GuildLine(guild_id=each, members=members) for each in GUILDS)
        self.running: dict[str, tuple[Job, Waiting]] = {}

    def teardown(self) -> None:
        self.runner.run(self.stack.aclose())
        self.runner.close()

    async def _open(self, stores: Stores) -> SqlDatabase:
        address = await self.stack.enter_async_context(stores.fresh())
        return await self.stack.enter_async_context(open_database(address))

    @rule(asked=st.lists(st.tuples(_OWNERS, _WISHES), min_size=1, max_size=6), reading=st.integers(0, 6))
    def ask(self, asked: list[tuple[Owner, Wish]], reading: int) -> None:
        for owner, wish in asked:
            job = self.runner.run(arrive(self.database, self.clock, new_job(*owner, wish=wish)))
            sent = Waiting(number=int(job.key), cost=cost_of(wish), batch=is_batch(wish))
            self._change(owner, lambda line, sent=sent: replace(line, arriving=(*line.arriving, sent)))
        for _ in range(reading):
            self.read()

    @rule()
    def read(self) -> None:
        expected = next_to_read(self.lines)
        job = self.runner.run(read(self.database, self.clock))
        assert (int(job.key) if job else None) == (expected.number if expected else None)
        if job is not None and expected is not None:
            self._change(_owner(job), lambda line: _entered(_without(line, expected), expected))

    @rule()
    def claim(self) -> None:
        expected = next_job(self.lines)
        job = self.runner.run(claim(self.database, self.clock))
        assert (int(job.key) if job else None) == (expected.number if expected else None)
        if job is not None and expected is not None:
            self.lines = after(self.lines, expected, micros(self.clock.now()))
            self.running[job.key] = job, expected

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        job = self._stop(data.draw(st.sampled_from(sorted(self.running))))
        self.runner.run(self.database.run(close_job, job.key, State.FAILED, self.clock.now(), attempt=job.attempt))

    @precondition(lambda self: bool(_all_coming(self.lines)))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        gone = data.draw(st.sampled_from(_all_coming(self.lines)))
        job = present(self.runner.run(self.database.run(close_job, _key(gone), State.CANCELLED, self.clock.now())))
        self._change(_owner(job), lambda line: _without(line, gone))

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
        def ask(tx: Tx) -> None:
            for job in _all_coming(self.lines):
                assert tx.jobs.standing(_key(job)) == standing(self.lines, job)

        self.runner.run(self.database.run(ask))
        self.runner.run(self.database.run_raw(lambda connection: _assert_counted(connection, self.lines)))

    def _rescue(self, keys: list[str]) -> None:
        def release(tx: Tx) -> list[str]:
            orphans = tx.jobs.orphans(self.clock.now(), "boot")
            assert all(tx.jobs.release(orphan, self.clock.now(), "boot") for orphan in orphans)
            return sorted(orphan.key for orphan in orphans)

        assert self.runner.run(self.database.run(release)) == keys
        for key in keys:
            waiting = self.running[key][1]
            self._change(_owner(self._stop(key)), lambda line, back=waiting: _entered(line, back))

    def _stop(self, key: str) -> Job:
        job, _ = self.running.pop(key)
        self._change(_owner(job), lambda line: replace(line, running=line.running - 1))
        return job

    def _change(self, owner: Owner, change: Callable[[MemberLine], MemberLine]) -> None:
        guild_id, user_id = owner
        self.lines = tuple(
            replace(each, members=tuple(change(m) if m.user_id == user_id else m for m in each.members))
            if each.guild_id == guild_id
            else each
            for each in self.lines
        )


def _owner(job: Job) -> Owner:
    return job.guild_id, job.user_id


def _key(job: Waiting) -> str:
    """What the factory called it."""
    return f"{job.number:022}"


def _all_coming(lines: Lines) -> list[Waiting]:
    return [job for each in lines for owner in each.members for job in owner.coming]


def _entered(line: MemberLine, job: Waiting) -> MemberLine:
    return replace(line, waiting=(*line.waiting, job))


def _without(line: MemberLine, job: Waiting) -> MemberLine:
    waiting, arriving = (tuple(each for each in jobs if each != job) for jobs in (line.waiting, line.arriving))
    return replace(line, waiting=waiting, arriving=arriving)


def _assert_counted(connection: sa.Connection, lines: Lines) -> None:
    """What the rows say of how much is in line is true."""
    sizes = {(each.guild_id, owner.user_id): len(owner.coming) for each in lines for owner in each.members}
    for guild_id, user_id, waiting in connection.execute(
        sa.select(member.c.guild_id, member.c.user_id, member.c.waiting)
    ):
        assert waiting == min(DEPTH, sizes[guild_id, user_id])
    for guild_id, waiting in connection.execute(sa.select(guild.c.id, guild.c.waiting)):
        assert waiting == min(DEPTH, sum(size for (owner, _), size in sizes.items() if owner == guild_id))
