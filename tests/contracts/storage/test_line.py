"""The fair line in SQL agrees with the pure rule, whatever is asked, claimed, lost and finished in between."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.contracts.storage.line_machine import LineMachine
from tests.contracts.storage.queueing import claim, queue
from tests.contracts.storage.stores import Stores
from tests.factories import new_job, present


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


def test_the_line_agrees_with_the_rule(stores: Stores) -> None:
    """Whatever was done to jobs and shares, who is read and claimed next and where all stand is what the rules say."""
    run_state_machine_as_test(
        lambda: LineMachine(stores),  # pyright: ignore[reportArgumentType] (any maker of machines will do)
        settings=settings(
            max_examples=25,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        ),
    )
