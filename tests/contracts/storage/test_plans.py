"""The statements of the line are searches in its partial indexes, however much history there is, on both databases."""

from typing import Any

import pytest
import sqlalchemy as sa

from bot.storage import line
from bot.storage.database import SqlDatabase
from bot.storage.schema import INTAKE, ONE, RUNNING, job

_GUILD, _USER = 1, 2
_STATEMENTS: dict[str, Any] = {
    "guild_line": line._NEXT_GUILD,
    "member_line": line._NEXT_MEMBER,
    "job_line": line._NEXT_JOB,
    "job_running": line._SETTLE_GUILD,
    "job_arriving": line._MEMBERS_WAITING,
    "job_lease": sa.select(job.c.id)
    .where(job.c.lane == RUNNING, job.c.lease < sa.bindparam("t", type_=sa.BigInteger))
    .order_by(job.c.lease),
    "job_intake": sa.select(job.c.id).where(job.c.lane == INTAKE).order_by(job.c.id).limit(1),
    "job_stale": sa.select(job.c.id).where(job.c.stale == ONE).order_by(job.c.id).limit(20),
}


@pytest.mark.parametrize("index", _STATEMENTS)
async def test_every_line_is_found_by_its_index(database: SqlDatabase, index: str) -> None:
    """The plan that has to serve every parameter uses the partial index: a bound predicate would rule it out."""
    plan = await database.run_raw(lambda connection: _plan(connection, _STATEMENTS[index]))
    assert index in plan, plan


def _plan(connection: sa.Connection, statement: Any) -> str:
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    known = {"g": _GUILD, "u": _USER, "j": 3, "t": 4}
    values = [known.get(name, compiled.params[name]) for name in compiled.positiontup or ()]
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(values))
        return "\n".join(row[3] for row in rows)
    # Small tables are scanned whatever there is; what counts is that the index can serve the statement at all.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    connection.exec_driver_sql(f"PREPARE looked_at AS {compiled}")
    call = f"EXECUTE looked_at({', '.join(str(value) for value in values)})" if values else "EXECUTE looked_at"
    return "\n".join(connection.exec_driver_sql(f"EXPLAIN {call}").scalars())
