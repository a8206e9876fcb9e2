"""Where a job stands, as the store counts it, is what the pure rule says, however long the line."""

import random
from collections.abc import Iterable

import pytest
import sqlalchemy as sa

from bot.domain.fairness import BOUND, GuildLine, MemberLine, Waiting
from bot.domain.job import State
from bot.domain.standing import standing
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase, Transaction
from tests.conftest import ManualClock
from tests.contracts.storage.lines import key_of, put
from tests.contracts.storage.queueing import claim, queue
from tests.factories import new_job, present
from tests.unit.domain.lines import Lines

_SIZES = (1, 2, 31, 32, 33, 40, 150)
"""Around what a row counts by itself."""


async def test_the_place_in_line_is_the_order_of_service(database: SqlDatabase, clock: ManualClock) -> None:
    """What the card says is the order in which jobs are then claimed."""
    wanted = ((1, 1), (1, 1), (1, 2), (2, 3), (2, 3), (3, 4))
    jobs = [await queue(database, clock, new_job(guild, user)) for guild, user in wanted]
    told = {job.key: present(await database.run(lambda tx, key=job.key: tx.jobs.standing(key))) for job in jobs}
    served = []
    while (job := await claim(database, clock)) is not None:
        served.append(job.key)
        await database.run(close_job, job.key, State.FAILED, clock.now(), attempt=job.attempt)
    assert [told[key].ahead for key in served] == list(range(6))


async def test_who_does_not_wait_stands_nowhere(database: SqlDatabase, clock: ManualClock) -> None:
    """From its claim on a job has no place in line; before it is in line it has one."""
    accepted = await database.run(lambda tx: tx.jobs.add(new_job(), clock.now()))
    assert present(await database.run(lambda tx: tx.jobs.standing(accepted.key))).ahead == 0
    await database.run(close_job, accepted.key, State.CANCELLED, clock.now())
    queued = await queue(database, clock, new_job())
    assert await claim(database, clock) is not None
    for key in (accepted.key, queued.key, "nobody's"):
        assert await database.run(lambda tx, key=key: tx.jobs.standing(key)) is None


@pytest.mark.parametrize("seed", range(8))
async def test_long_lines_are_counted_as_the_rule_does(database: SqlDatabase, seed: int) -> None:
    """With a few waiting or hundreds, near the front or far behind, near the bound or beyond it."""
    lines = _long(random.Random(seed))
    await database.run_raw(lambda connection: put(connection, lines))
    owned = [member.waiting for guild in lines for member in guild.members]
    asked = [job for waiting in owned for job in {*waiting[:2], *waiting[30:35], *waiting[-1:]}]
    assert await database.run_raw(lambda connection: _differing(connection, lines, asked)) == []


async def test_a_crowd_is_counted_up_to_the_bound(database: SqlDatabase) -> None:
    """Behind as many guilds, members or own jobs as there may be, the answer is the bound, and one less is exact."""
    crowd = tuple(_alone(number, Waiting(number=number)) for number in range(1, BOUND + 2))
    await database.run_raw(lambda connection: put(connection, crowd))
    asked = [guild.members[0].waiting[0] for guild in (crowd[0], crowd[BOUND - 1], crowd[BOUND])]
    assert await database.run_raw(lambda connection: _differing(connection, crowd, asked)) == []


def _differing(connection: sa.Connection, lines: Lines, asked: Iterable[Waiting]) -> list[Waiting]:
    jobs = Transaction(connection).jobs
    return [job for job in asked if jobs.standing(key_of(job)) != standing(lines, job)]


def _alone(guild_id: int, job: Waiting) -> GuildLine:
    return GuildLine(guild_id=guild_id, members=(MemberLine(user_id=1, waiting=(job,)),))


def _long(chance: random.Random) -> Lines:
    """Guilds whose turns lie close together, with members of very different industry."""
    numbers = iter(range(1, 100_000))

    def member(user_id: int) -> MemberLine:
        size = chance.choice(_SIZES)
        waiting = tuple(Waiting(number=next(numbers), batch=chance.random() < 0.3) for _ in range(size))
        # As a line would be read from the store, so that slices are near the front, the depth and the end.
        return MemberLine(
            user_id=user_id,
            turn=chance.randrange(4) * 500_000,
            served=chance.randrange(3),
            waiting=tuple(sorted(waiting, key=lambda job: job.rank)),
        )

    return tuple(
        GuildLine(
            guild_id=guild_id,
            turn=chance.randrange(4) * 500_000,
            served=chance.randrange(3),
            start=chance.randrange(2) * 500_000,
            member_start=chance.randrange(2) * 500_000,
            weight=chance.choice((0.5, 1.0, 2.0)),
            members=tuple(member(user_id) for user_id in range(1, chance.randint(1, 5) + 1)),
        )
        for guild_id in range(1, chance.choice((3, 12)) + 1)
    )
