"""No tenant sees anything of another, and none of its statements could."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.sql import visitors

from bot.storage import policies, records
from bot.storage.dialects import EachDialect
from bot.storage.schema import audit, clause, job, report, tally
from tests.contracts.storage.neighbours import opened, try_sequences
from tests.contracts.storage.stores import Stores
from tests.fakes.ids import CountedIds

SEQUENCES = 30
_TENANTS = (audit, clause, job, report, tally)


def test_nothing_done_next_door_is_seen_at_home(stores: Stores) -> None:
    """Whatever is changed, asked for, taken back, reported, swept and erased in one tenant, another stays as it is."""
    with opened(stores) as (runner, database):
        assert try_sequences(runner, database, CountedIds(), sequences=SEQUENCES) >= SEQUENCES
        assert runner.run(database.run(lambda tx: tx.ledger.imbalance())) == 0


def _statements(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, value in vars(module).items():
        for each in (value.sqlite, value.postgresql) if isinstance(value, EachDialect) else (value,):
            if isinstance(each, (sa.Select, sa.Insert, sa.Update, sa.Delete)):
                yield f"{module.__name__}.{name}", each


def _names_tenant(statement: Any) -> bool:
    """Whether rows are found, or written, by their tenant, in every part of the statement."""
    writes = not isinstance(statement, sa.Insert) or _is_required(statement.table.c.guild_id)
    parts = (each for each in visitors.iterate(statement) if isinstance(each, (sa.Select, sa.Update, sa.Delete)))
    return writes and all(_finds_by_tenant(each) for each in parts)


def _finds_by_tenant(part: Any) -> bool:
    # What is read through a part of the statement is that part's affair.
    read = set(part.get_final_froms() if isinstance(part, sa.Select) else [part.table])
    assert not any(isinstance(each, sa.Join) for each in read), "look into joins, too"
    compared = {
        each.left.table
        for each in (visitors.iterate(part.whereclause) if part.whereclause is not None else ())
        if isinstance(each, sa.BinaryExpression) and getattr(each.left, "name", "") == "guild_id"
    }
    return read.intersection(_TENANTS) <= compared


def _is_required(column: Any) -> bool:
    return not column.nullable and column.server_default is None


@pytest.mark.parametrize("module", [policies, records], ids=lambda module: module.__name__)
def test_every_statement_of_a_tenant_names_the_tenant(module: ModuleType) -> None:
    """What is read, changed or deleted is found by its tenant's id, and what is written has it."""
    statements = list(_statements(module))
    assert len(statements) > 5
    assert [name for name, statement in statements if not _names_tenant(statement)] == []
