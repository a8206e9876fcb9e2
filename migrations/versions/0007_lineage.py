"""Versions of a family, the picture a job goes on from, and forms about the pictures of a message."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Jobs of before are numbered as they were asked for; whose parent was erased has none to be told.
_VERSIONS = """UPDATE job SET version =
    (SELECT count(*) FROM job AS earlier WHERE earlier.root = job.root AND earlier.id <= job.id)"""
_PARENTS = "UPDATE job SET parent_version = (SELECT version FROM job AS older WHERE older.key = job.parent)"


def upgrade() -> None:
    """Apply this step."""
    op.add_column("job", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.add_column("job", sa.Column("parent_version", sa.Integer))
    op.add_column("job", sa.Column("picture", sa.Integer))
    op.execute(_VERSIONS)
    op.execute(_PARENTS)
    op.create_table(
        "draft",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("uploads", sa.JSON, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_draft_until", "draft", ["until"])


def downgrade() -> None:
    """Undo this step."""
    op.drop_table("draft")
    for column in ("picture", "parent_version", "version"):
        op.drop_column("job", column)
