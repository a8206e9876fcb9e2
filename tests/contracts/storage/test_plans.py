"""What people and the line ask for is found by indexes, however much history there is, on both databases."""

from collections.abc import AsyncGenerator
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.storage import changes, errands, ledger, line, policies, reading, records, showing, standing, upkeep
from bot.storage.database import SqlDatabase, open_database
from bot.storage.prepared import Prepared
from bot.storage.schema import RUNNING, job
from tests.contracts.storage.conftest import KINDS, stores_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

_IN_ORDER = (
    "guild_line",
    "guild_queue",
    "job_intake",
    "job_stale",
    "seen",
    "found",
    "anon",
    "at_front",
    "their_next",
    "CONSTANT ROW",
)
"""Lines that are read from their front, up to a limit, and what was read of them."""
_OPEN = ("job_asked", "job_arriving", "job_line", "job_running")
_STATEMENTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "whose turn, and their next": (line._TAKE, ("guild_line", "guild_start", "member_line", "job_line")),
    "the guild at the front": (line._FRONT, ("guild_line",)),
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
    "the guild to be read for": (reading._GUILD, ("guild_queue", "job_arriving", "job_line")),
    "the member to be read for": (reading._MEMBER, ("member_queue", "job_arriving", "job_line")),
    "what is to be read for them": (reading._TAKE_THEIRS, ("job_arriving",)),
    "what has waited longest to be read": (reading._TAKE_OLDEST, ("job_intake",)),
    "what is to be shown": (showing._DUE, ("job_stale",)),
    "when the next is to be shown": (showing._NEXT, ("job_stale",)),
    "who in line has waited to hear longest": (showing._LONGEST, ("job_told",)),
    "both policies": (policies._ALL, ()),
    "both policies for one member": (policies._FOR_ONE, ()),
    "a clause": (policies._FIND, ()),
    "an entry of the audit": (policies._CHANGE, ()),
    "a page of the audit": (policies._CHANGES, ("audit_page",)),
    "taking a change back": (policies._UNDONE, ()),
    "a report": (policies._REPORTED, ()),
    "judging a report": (policies._JUDGE, ()),
    "a tenant's job": (records._JOB, ()),
    "what is open in a server": (records._OPEN_HERE, _OPEN),
    "what is open of a member": (records._OPEN_THEIRS, _OPEN),
    "who waits in a server": (records._WAITING, _OPEN),
    "when a member asked last": (records._LAST_ASKED, ("job_history",)),
    "a member's history": (records._HISTORY, ("job_history",)),
    "a member's older history": (records._OLDER, ("job_history",)),
    "what was made in a server": (records._TALLIES, ()),
    "what counts": (ledger._USED, ()),
    "the counters of a job": (ledger._OF_JOB, ()),
    "closing a job's entries": (ledger._CLOSE, ()),
    "giving back": (ledger._GIVE_BACK, ()),
    "forgiving": (ledger._FORGIVE, ("ledger_counter",)),
    "a few counters and their entries": (ledger._COMPARED, ("ledger_counter",)),
    "errands that are due": (errands._DUE, ("errand_due",)),
    "putting an errand off": (errands._PUT_OFF, ()),
    "an errand that is done": (errands._DONE, ()),
    "counters that are over": (upkeep._FINISHED, ("usage_end", "ledger_counter")),
    "clauses that are over": (upkeep._SWEEP_CLAUSES, ("clause_end",)),
    "drafts that are over": (upkeep._SWEEP_DRAFTS, ("ix_draft_until",)),
    "reports that were closed": (upkeep._SWEEP_REPORTS, ("report_closed",)),
    "figures that are old": (upkeep._SWEEP_TALLIES, ("tally_hour",)),
    "jobs past their retention": (upkeep._EXPIRED, ("job_ended",)),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=KINDS)
async def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated: Path
) -> AsyncGenerator[SqlDatabase]:
    """One for all plans of a kind of database: nothing is written."""
    stores = stores_of(request, tmp_path_factory.mktemp("plans"), migrated)
    async with stores.fresh() as address, open_database(address) as opened:
        yield opened


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
    statement = statement.on(connection) if isinstance(statement, Prepared) else statement
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    values = [_value(compiled.binds[name]) for name in compiled.positiontup or ()]
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(values))
        return "\n".join(row[3] for row in rows)
    # Small tables are scanned whatever there is; what counts is that the index can serve the statement at all.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    connection.exec_driver_sql(f"PREPARE looked_at AS {compiled}")
    call = f"EXECUTE looked_at({', '.join(repr(value) for value in values)})" if values else "EXECUTE looked_at"
    plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {call}").scalars())
    connection.exec_driver_sql("DEALLOCATE looked_at")
    return plan


def _value(parameter: sa.BindParameter[Any]) -> object:
    """What the statement says, or something to stand for what it leaves open."""
    if parameter.value is None:
        return parameter.type.python_type("1")
    return parameter.value.value if isinstance(parameter.value, Enum) else parameter.value
