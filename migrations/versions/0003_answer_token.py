"""Cards may be edited by the token of their interaction while it lives."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.add_column("job", sa.Column("answer_token", sa.Text(), nullable=True))


def downgrade() -> None:
    """Undo this step."""
    op.drop_column("job", "answer_token")
