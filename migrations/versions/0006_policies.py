"""Servers have policies: clauses, the audit of changes, reports, errands, tallies, and a counter for each measure."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COUNTED = tuple(sa.table(name, sa.column("subject", sa.Text())) for name in ("usage", "ledger"))
_NEW = ("guild:%", "channel:%", "member:%:money", "operator:pictures")
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply this step."""
    _create_policy()
    _create_moderation()
    _create_tally()
    op.add_column("usage", sa.Column("forgiven", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("usage", sa.Column("erased", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("usage", sa.Column("resets", sa.BigInteger(), nullable=True))
    op.add_column("ledger", sa.Column("allowed", sa.BigInteger(), nullable=True))
    op.add_column("ledger", sa.Column("rule", sa.Text(), nullable=True))
    # A subject has a counter for each measure from now on; what was counted so far says by its name what it was.
    for table in _COUNTED:
        op.execute(_renamed(table, sa.literal("operator:money"), table.c.subject == "operator"))
        op.execute(_renamed(table, table.c.subject + ":pictures", table.c.subject.like("member:%")))
    op.create_index("job_history", "job", ["user_id", "id"])
    op.create_index("ledger_counter", "ledger", ["subject", "window"])
    asked = sa.text("lane = 'asking'")
    op.create_index("job_asked", "job", ["guild_id", "user_id"], sqlite_where=asked, postgresql_where=asked)
    ended = sa.text("lane = 'ended'")
    op.create_index("job_ended", "job", ["guild_id", "ended"], sqlite_where=ended, postgresql_where=ended)
    _partial("clause_end", "clause", "until")
    _partial("usage_end", "usage", "resets")


def downgrade() -> None:
    """Undo this step."""
    op.drop_index("usage_end", table_name="usage")
    op.drop_index("job_ended", table_name="job")
    op.drop_index("job_asked", table_name="job")
    op.drop_index("ledger_counter", table_name="ledger")
    op.drop_index("job_history", table_name="job")
    for table in _COUNTED:
        op.execute(sa.delete(table).where(sa.or_(*(table.c.subject.like(each) for each in _NEW))))
        op.execute(_renamed(table, sa.literal("operator"), table.c.subject == "operator:money"))
        op.execute(_renamed(table, sa.func.replace(table.c.subject, ":pictures", ""), sa.true()))
    op.drop_column("ledger", "rule")
    op.drop_column("ledger", "allowed")
    for name in ("resets", "erased", "forgiven"):
        op.drop_column("usage", name)
    for table in ("tally", "errand", "report", "audit", "clause"):
        op.drop_table(table)


def _renamed(table: sa.TableClause, to: sa.ColumnElement[str], which: sa.ColumnElement[bool]) -> sa.Update:
    return sa.update(table).where(which).values(subject=to)


def _create_policy() -> None:
    op.create_table(
        "clause",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("guild_id", "kind", "name", name="pk_clause"),
    )
    op.create_table(
        "audit",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("undone", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("audit_page", "audit", ["guild_id", "id"])


def _create_moderation() -> None:
    op.create_table(
        "report",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("job_key", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("judge_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["job_key"], ["job.key"], name="fk_report_job_key", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name="pk_report"),
        sa.UniqueConstraint("job_key", "user_id", name="uq_report_job_key"),
    )
    op.create_index("report_guild", "report", ["guild_id"])
    closed = sa.text("verdict IS NOT NULL")
    op.create_index("report_closed", "report", ["at"], sqlite_where=closed, postgresql_where=closed)
    op.create_table(
        "errand",
        sa.Column("id", _SERIAL, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_errand"),
        sa.UniqueConstraint("key", name="uq_errand_key"),
    )
    op.create_index("errand_due", "errand", ["due"])
    op.create_index("errand_guild", "errand", ["guild_id"])


def _create_tally() -> None:
    op.create_table(
        "tally",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Text(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("jobs", sa.BigInteger(), nullable=False),
        sa.Column("pictures", sa.BigInteger(), nullable=False),
        sa.Column("money", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "hour", "user_id", "engine", name="pk_tally"),
    )
    op.create_index("tally_hour", "tally", ["hour"])


def _partial(name: str, table: str, column: str) -> None:
    predicate = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, [column], sqlite_where=predicate, postgresql_where=predicate)
