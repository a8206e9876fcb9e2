"""Jobs cost money: what was quoted and billed, entries that count money, and what is left to do at a paid engine."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_AMOUNTS = ("quoted_about", "quoted_at_most", "billed", "aftercare")


def upgrade() -> None:
    """Apply this step."""
    for name in _AMOUNTS:
        op.add_column("job", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("process", sa.Column("trouble", sa.Text(), nullable=True))
    op.add_column("ledger", sa.Column("measure", sa.Text(), server_default="pictures", nullable=False))
    _widen(sa.Integer(), sa.BigInteger())
    _partial("job_asking", ["id"], "lane = 'asking'")
    _partial("job_aftercare", ["aftercare"], "aftercare IS NOT NULL")


def downgrade() -> None:
    """Undo this step."""
    op.drop_index("job_asking", table_name="job")
    op.drop_index("job_aftercare", table_name="job")
    op.execute("DELETE FROM ledger WHERE measure <> 'pictures'")
    op.execute("DELETE FROM usage WHERE subject = 'operator'")
    _widen(sa.BigInteger(), sa.Integer())
    op.drop_column("ledger", "measure")
    op.drop_column("process", "trouble")
    for name in _AMOUNTS:
        op.drop_column("job", name)


def _widen(old: sa.types.TypeEngine[int], new: sa.types.TypeEngine[int]) -> None:
    # Nothing refers to these two, so that SQLite may build them anew.
    with op.batch_alter_table("usage") as usage:
        usage.alter_column("used", existing_type=old, type_=new, existing_nullable=False)
    with op.batch_alter_table("ledger") as ledger:
        ledger.alter_column("reserved", existing_type=old, type_=new, existing_nullable=False)
        ledger.alter_column("settled", existing_type=old, type_=new, existing_nullable=True)


def _partial(name: str, columns: list[str], predicate: str) -> None:
    op.create_index(name, "job", columns, sqlite_where=sa.text(predicate), postgresql_where=sa.text(predicate))
