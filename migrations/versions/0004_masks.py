"""A second attachment: the mask of a picture that is to be filled, until it has been read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.add_column("job", sa.Column("mask", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Undo this step."""
    op.drop_column("job", "mask")
