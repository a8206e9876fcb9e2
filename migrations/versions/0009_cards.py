"""Which change a card is to show, and the language it shows it in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.add_column("job", sa.Column("revision", sa.Integer, nullable=False, server_default="0"))
    op.add_column("job", sa.Column("locale", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Undo this step."""
    for column in ("locale", "revision"):
        op.drop_column("job", column)
