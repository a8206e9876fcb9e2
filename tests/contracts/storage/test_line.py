"""The fair line in SQL agrees with the pure rule, whatever is asked, claimed and finished in between."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.domain.fairness import GuildLine, MemberLine, next_job
from bot.domain.job import Job, State
from bot.domain.request import MessageRef
from bot.services.limits import close_job
from bot.storage.database import SqlDatabase, open_database
from tests.conftest import ManualClock
from tests.contracts.storage.stores import Stores
from tests.factories import new_job, present

CARD = MessageRef(channel_id=1, message_id=2)
GUILD_CAP, MEMBER_CAP = 2, 1


async def test_a_busy_guild_cannot_starve_a_quiet_one(database: SqlDatabase, clock: ManualClock) -> None:
    """With 20 jobs waiting in guild 1 and one in guild 2, guild 2 is claimed second."""
    for user in range(20):
        await _queue(database, clock, 1, user)
    await _queue(database, clock, 2, 99)
    first, second = [present(await _claim(database, clock)) for _ in range(2)]
    assert (first.guild_id, second.guild_id) == (1, 2)


async def test_the_place_in_line_is_the_order_of_service(database: SqlDatabase, clock: ManualClock) -> None:
    """What the card says is the order in which jobs are then claimed."""
    jobs = [
        await _queue(database, clock, guild, user) for guild, user in ((1, 1), (1, 1), (1, 2), (2, 3), (2, 3), (3, 4))
    ]
    told = {job.key: await database.run(lambda tx, key=job.key: tx.jobs.ahead(key)) for job in jobs}
    served = []
    while (job := await _claim(database, clock)) is not None:
        served.append(job.key)
        await database.run(close_job, job.key, State.FAILED, clock.now(), attempt=job.attempt)
    assert [told[key] for key in served] == list(range(6))


async def _queue(database: SqlDatabase, clock: ManualClock, guild: int, user: int) -> Job:
    def put(tx: Any) -> Job:
        job = tx.jobs.add(new_job(guild, user), clock.now())
        tx.jobs.acknowledge(job.key, CARD)
        taken = tx.jobs.next_intake(clock.now(), clock.now() + timedelta(hours=1), "boot")
        return tx.jobs.move(taken.claim, State.WAITING)

    return await database.run(put)


async def _claim(database: SqlDatabase, clock: ManualClock) -> Job | None:
    clock.advance(0.001)
    return await database.run(lambda tx: tx.jobs.claim(clock.now(), clock.now() + timedelta(hours=1), "boot"))


class LineMachine(RuleBasedStateMachine):
    """A model line beside the real one."""

    def __init__(self, stores: Stores) -> None:
        super().__init__()
        self.stack = AsyncExitStack()
        self.runner = asyncio.Runner()
        self.clock = ManualClock()
        self.database = self.runner.run(self._open(stores))
        self.turns: dict[Any, int] = {}
        self.waiting: dict[tuple[int, int], list[str]] = {}
        self.running: dict[str, Job] = {}

    def teardown(self) -> None:
        self.runner.run(self.stack.aclose())
        self.runner.close()

    async def _open(self, stores: Stores) -> SqlDatabase:
        address = await self.stack.enter_async_context(stores.fresh())
        return await self.stack.enter_async_context(open_database(address))

    @rule(guild=st.integers(1, 3), user=st.integers(1, 3))
    def ask(self, guild: int, user: int) -> None:
        job = self.runner.run(_queue(self.database, self.clock, guild, user))
        self.waiting.setdefault((guild, user), []).append(job.key)

    @rule()
    def claim(self) -> None:
        expected = self._expected()
        job = self.runner.run(_claim(self.database, self.clock))
        assert (job.key if job else None) == expected
        if job is not None:
            self.waiting[job.guild_id, job.user_id].remove(job.key)
            self.running[job.key] = job
            now = (self.clock.now() - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
            self.turns[job.guild_id] = self.turns[job.guild_id, job.user_id] = now

    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        if self.running:
            job = self.running.pop(data.draw(st.sampled_from(sorted(self.running))))
            self.runner.run(self.database.run(close_job, job.key, State.FAILED, self.clock.now(), attempt=job.attempt))

    @rule(data=st.data())
    def cancel_waiting(self, data: st.DataObject) -> None:
        if keys := sorted(key for keys in self.waiting.values() for key in keys):
            key = data.draw(st.sampled_from(keys))
            self.runner.run(self.database.run(close_job, key, State.CANCELLED, self.clock.now()))
            for owned in self.waiting.values():
                if key in owned:
                    owned.remove(key)

    @invariant()
    def caps_hold(self) -> None:
        for guild in (1, 2, 3):
            mine = [job for job in self.running.values() if job.guild_id == guild]
            assert len(mine) <= GUILD_CAP
            for user in (1, 2, 3):
                assert sum(job.user_id == user for job in mine) <= MEMBER_CAP

    def _lines(self) -> list[GuildLine]:
        numbers = {key: number for number, key in enumerate(sorted(k for ks in self.waiting.values() for k in ks))}
        self.keys = {number: key for key, number in numbers.items()}
        return [
            GuildLine(
                guild_id=guild,
                turn=self.turns.get(guild, 0),
                cap=GUILD_CAP,
                members=tuple(
                    MemberLine(
                        user_id=user,
                        turn=self.turns.get((guild, user), 0),
                        cap=MEMBER_CAP,
                        running=sum((j.guild_id, j.user_id) == (guild, user) for j in self.running.values()),
                        waiting=tuple(numbers[key] for key in self.waiting.get((guild, user), [])),
                    )
                    for user in (1, 2, 3)
                ),
            )
            for guild in (1, 2, 3)
        ]

    def _expected(self) -> str | None:
        number = next_job(self._lines())
        return None if number is None else self.keys[number]


def test_the_line_agrees_with_the_rule(stores: Stores) -> None:
    """Whatever was asked, claimed, finished and cancelled, the next claim is the one the pure rule names."""
    run_state_machine_as_test(
        lambda: LineMachine(stores),  # pyright: ignore[reportArgumentType] (any maker of machines will do)
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )
