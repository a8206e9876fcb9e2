"""Where a result may go instead, what holds a job up, and who had its result deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.add_column("job", sa.Column("parent_channel_id", sa.BigInteger))
    op.add_column("job", sa.Column("held_up", sa.Text))
    op.add_column("job", sa.Column("deleted_by", sa.Text))


def downgrade() -> None:
    """Undo this step."""
    for column in ("deleted_by", "held_up", "parent_channel_id"):
        op.drop_column("job", column)
