"""Statements that go past SQLAlchemy answer as they would have through it."""

import pytest
import sqlalchemy as sa

from bot.storage.database import SqlDatabase
from bot.storage.prepared import Prepared
from bot.storage.schema import job, member
from tests.conftest import ManualClock
from tests.factories import new_job, present

_PROMPT = job.c.wish["prompt"].as_string().label("prompt")
_HALF = sa.select(job.c.key, _PROMPT, (job.c.cost + 0.5).label("half"), job.c.parent, sa.literal("it").label("said"))
_OF_MEMBER = _HALF.where(job.c.user_id == sa.bindparam("u", type_=sa.BigInteger)).order_by(job.c.id)
_MOVE_ON = sa.update(member).where(member.c.user_id >= sa.bindparam("u", type_=sa.BigInteger)).values(turn=7)


@pytest.fixture(autouse=True)
async def jobs(database: SqlDatabase, clock: ManualClock) -> None:
    """Two jobs of one member, and one of another."""
    for user_id in (10, 10, 11):
        new = new_job(user_id=user_id)
        await database.run(lambda tx, new=new: tx.jobs.add(new, clock.now()))


async def test_rows_have_the_names_and_values_of_sqlalchemys(database: SqlDatabase) -> None:
    """What stands in the statement, a path into JSON, fractions and what is not there: all come out the same."""
    prepared = Prepared(_OF_MEMBER)

    def both(connection: sa.Connection, user_id: int) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
        rows = prepared.rows(connection, {"u": user_id})
        known = connection.execute(_OF_MEMBER, {"u": user_id})
        return [row._asdict() for row in rows], [dict(row) for row in known.mappings()]

    for user_id, jobs in ((11, 1), (10, 2), (12, 0)):
        rows, known = await database.run_raw(lambda connection, user_id=user_id: both(connection, user_id))
        assert rows == known
        assert len(rows) == jobs


async def test_the_first_row_and_its_first_value_can_be_asked_for(database: SqlDatabase) -> None:
    """Nothing found is None."""
    prepared = Prepared(_OF_MEMBER)
    first, value = await database.run_raw(lambda c: (prepared.first(c, {"u": 11}), prepared.scalar(c, {"u": 11})))
    assert present(first).key == value
    assert present(first).prompt == "watercolor"
    assert await database.run_raw(lambda c: (prepared.first(c, {"u": 1}), prepared.scalar(c, {"u": 1}))) == (None, None)


async def test_a_change_says_how_many_rows_it_found(database: SqlDatabase) -> None:
    """Also the second time, when nothing is compiled any more."""
    prepared = Prepared(_MOVE_ON)
    assert [await database.run_raw(lambda c, u=u: prepared.run(c, {"u": u})) for u in (10, 11, 12)] == [2, 1, 0]


async def test_a_missing_parameter_is_an_error(database: SqlDatabase) -> None:
    """It is not taken for NULL, by which a statement would find nothing, or everything."""
    prepared = Prepared(_OF_MEMBER)
    with pytest.raises(KeyError):
        await database.run_raw(lambda connection: prepared.rows(connection, {}))
