"""What a card says, what the engine said of its order, and whose card was shown longest ago of those in line."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COLUMNS = {"face": sa.Text, "phase": sa.Text, "drawn": sa.Float}


def upgrade() -> None:
    """Apply this step."""
    for name, kind in _COLUMNS.items():
        op.add_column("job", sa.Column(name, kind))
    waiting = sa.text("lane = 'waiting' AND showing IS NOT NULL")
    op.create_index("job_told", "job", ["showing"], sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    """Undo this step."""
    op.drop_index("job_told", "job")
    for name in _COLUMNS:
        op.drop_column("job", name)
