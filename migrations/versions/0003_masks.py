"""A second attachment: the mask of a picture that is to be filled, until it has been read."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mask", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo this step."""
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_column("mask")
