"""The statements of the line are searches in its partial indexes, however much history there is, on both databases."""

from typing import Any

import pytest
import sqlalchemy as sa

from bot.domain.job import State
from bot.storage import changes, jobs, line, standing
from bot.storage.database import SqlDatabase
from bot.storage.schema import INTAKE, RUNNING, job

_IN_ORDER = ("guild_line", "guild_queue", "job_intake", "job_stale", "seen", "found", "anon", "CONSTANT ROW")
"""Lines that are read from their front, up to a limit, and what was read of them."""
_STATEMENTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "whose turn among guilds": (line._NEXT_GUILD, ("guild_line", "guild_start")),
    "whose turn in a guild, and their next": (line._TAKE, ("member_line", "job_line")),
    "a job and its guild": (changes.CONFIRM, ()),
    "settling a member": (line._SETTLE_MEMBER, ("job_line", "job_arriving", "job_running")),
    "settling a guild": (line._SETTLE_GUILD, ("job_line", "job_arriving", "job_running", "member_line")),
    "serving a member": (line._SERVE_MEMBER, ("job_line", "job_arriving", "job_running")),
    "serving a guild": (line._SERVE_GUILD, ("job_line", "job_arriving", "job_running", "member_line")),
    "who has jobs in a guild": (line._WITH_JOBS, ("member_queue",)),
    "a job's place": (standing._PLACED, ("job_line", "job_arriving", "guild_start")),
    "members before it": (standing.MEMBERS.shallow, ("member_queue",)),
    "members before it, counted": (standing.MEMBERS.deep, ("member_queue", "job_line", "job_arriving")),
    "guilds before it": (standing.GUILDS.shallow, ("guild_queue",)),
    "guilds before it, counted": (standing.GUILDS.deep, ("guild_queue", "job_line", "job_arriving")),
    "what expired": (
        sa.select(job.c.id)
        .where(job.c.lane == RUNNING, job.c.lease < sa.bindparam("t", type_=sa.BigInteger))
        .order_by(job.c.lease),
        ("job_lease",),
    ),
    "what is to be read": (
        sa.select(job.c.id).where(job.c.lane == INTAKE).order_by(job.c.id).limit(1),
        ("job_intake",),
    ),
    "what is to be shown": (jobs._LAGGING, ("job_stale",)),
}


@pytest.mark.parametrize("question", _STATEMENTS)
async def test_every_answer_is_found_by_an_index(database: SqlDatabase, question: str) -> None:
    """The plan that has to serve every parameter uses the partial indexes: a bound predicate would rule them out."""
    statement, indexes = _STATEMENTS[question]
    plan = await database.run_raw(lambda connection: _plan(connection, statement))
    assert [index for index in indexes if index not in plan] == [], plan
    assert _read_whole(plan) == [], plan


def _read_whole(plan: str) -> list[str]:
    """What is read from one end to the other, other than the entries of an index that make a line."""
    scans = [step for step in plan.splitlines() if step.startswith("SCAN ") or "Seq Scan" in step]
    return [step for step in scans if not any(name in step for name in _IN_ORDER)]


def _plan(connection: sa.Connection, statement: Any) -> str:
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    values = [_value(name, compiled.params[name]) for name in compiled.positiontup or ()]
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(values))
        return "\n".join(row[3] for row in rows)
    # Small tables are scanned whatever there is; what counts is that the index can serve the statement at all.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    connection.exec_driver_sql(f"PREPARE looked_at AS {compiled}")
    call = f"EXECUTE looked_at({', '.join(repr(value) for value in values)})" if values else "EXECUTE looked_at"
    return "\n".join(connection.exec_driver_sql(f"EXPLAIN {call}").scalars())


def _value(name: str, built_in: object) -> object:
    """Something to stand for a parameter that the statement leaves open."""
    if isinstance(built_in, State):
        return built_in.value
    return built_in if built_in is not None else "key" if name == "k" else 1
