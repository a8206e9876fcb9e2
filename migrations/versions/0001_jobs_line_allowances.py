"""The first schema: jobs, the fair line, allowances."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "guild",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cap", sa.Integer(), server_default="2", nullable=False),
        sa.Column("turn", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ready", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guild")),
    )
    with op.batch_alter_table("guild", schema=None) as batch_op:
        batch_op.create_index(
            "guild_line",
            ["turn", "id"],
            unique=False,
            sqlite_where=sa.text("ready = 1"),
            postgresql_where=sa.text("ready = 1"),
        )

    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("interaction_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease", sa.BigInteger(), nullable=True),
        sa.Column("boot", sa.Text(), nullable=True),
        sa.Column("stale", sa.Integer(), server_default="0", nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("upload", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("upload_limit", sa.BigInteger(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("card_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("source_hangs", sa.Integer(), server_default="0", nullable=False),
        sa.Column("result_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("result_message_id", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=True),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
        sa.UniqueConstraint("interaction_id", name=op.f("uq_job_interaction_id")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_root"), ["root"], unique=False)
        batch_op.create_index(
            "job_arriving",
            ["guild_id", "user_id", "id"],
            unique=False,
            sqlite_where=sa.text("lane = 'intake'"),
            postgresql_where=sa.text("lane = 'intake'"),
        )
        batch_op.create_index(
            "job_intake",
            ["id"],
            unique=False,
            sqlite_where=sa.text("lane = 'intake'"),
            postgresql_where=sa.text("lane = 'intake'"),
        )
        batch_op.create_index(
            "job_lease",
            ["lease"],
            unique=False,
            sqlite_where=sa.text("lane = 'running'"),
            postgresql_where=sa.text("lane = 'running'"),
        )
        batch_op.create_index(
            "job_line",
            ["guild_id", "user_id", "id"],
            unique=False,
            sqlite_where=sa.text("lane = 'waiting'"),
            postgresql_where=sa.text("lane = 'waiting'"),
        )
        batch_op.create_index(
            "job_running",
            ["guild_id", "user_id"],
            unique=False,
            sqlite_where=sa.text("lane = 'running'"),
            postgresql_where=sa.text("lane = 'running'"),
        )
        batch_op.create_index(
            "job_stale", ["id"], unique=False, sqlite_where=sa.text("stale = 1"), postgresql_where=sa.text("stale = 1")
        )

    op.create_table(
        "member",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cap", sa.Integer(), server_default="1", nullable=False),
        sa.Column("turn", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ready", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name=op.f("pk_member")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.create_index(
            "member_line",
            ["guild_id", "turn", "user_id"],
            unique=False,
            sqlite_where=sa.text("ready = 1"),
            postgresql_where=sa.text("ready = 1"),
        )

    op.create_table(
        "usage",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "window", name=op.f("pk_usage")),
    )
    op.create_table(
        "ledger",
        sa.Column("job_key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["job_key"], ["job.key"], name=op.f("fk_ledger_job_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_key", "subject", "window", name=op.f("pk_ledger")),
    )
    op.create_table(
        "result",
        sa.Column("job_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_key"], ["job.key"], name=op.f("fk_result_job_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_key", "number", name=op.f("pk_result")),
    )


def downgrade() -> None:
    """Undo this step."""
    op.drop_table("result")
    op.drop_table("ledger")
    op.drop_table("usage")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_index("member_line", sqlite_where=sa.text("ready = 1"), postgresql_where=sa.text("ready = 1"))

    op.drop_table("member")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("job_stale", sqlite_where=sa.text("stale = 1"), postgresql_where=sa.text("stale = 1"))
        batch_op.drop_index(
            "job_running", sqlite_where=sa.text("lane = 'running'"), postgresql_where=sa.text("lane = 'running'")
        )
        batch_op.drop_index(
            "job_line", sqlite_where=sa.text("lane = 'waiting'"), postgresql_where=sa.text("lane = 'waiting'")
        )
        batch_op.drop_index(
            "job_lease", sqlite_where=sa.text("lane = 'running'"), postgresql_where=sa.text("lane = 'running'")
        )
        batch_op.drop_index(
            "job_intake", sqlite_where=sa.text("lane = 'intake'"), postgresql_where=sa.text("lane = 'intake'")
        )
        batch_op.drop_index(
            "job_arriving", sqlite_where=sa.text("lane = 'intake'"), postgresql_where=sa.text("lane = 'intake'")
        )
        batch_op.drop_index(batch_op.f("ix_job_root"))

    op.drop_table("job")
    with op.batch_alter_table("guild", schema=None) as batch_op:
        batch_op.drop_index("guild_line", sqlite_where=sa.text("ready = 1"), postgresql_where=sa.text("ready = 1"))

    op.drop_table("guild")
