"""Turns become virtual time, guilds get shares, jobs a cost; processes that share the store are known by it.

Only columns are added and dropped in place: rebuilding `job`, as SQLite is usually altered, would take along every row
that refers to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DEPTH = 32
_WAITING = sa.literal_column("'waiting'", sa.Text)
_INTAKE = sa.literal_column("'intake'", sa.Text)

_job = sa.table(
    "job",
    sa.column("guild_id", sa.BigInteger),
    sa.column("user_id", sa.BigInteger),
    sa.column("lane", sa.Text),
    sa.column("wish", sa.JSON),
    sa.column("cost", sa.Integer),
    sa.column("batch", sa.Integer),
)
_guild = sa.table(
    "guild",
    sa.column("id", sa.BigInteger),
    sa.column("turn", sa.BigInteger),
    sa.column("served", sa.BigInteger),
    sa.column("waiting", sa.Integer),
)
_member = sa.table(
    "member",
    sa.column("guild_id", sa.BigInteger),
    sa.column("user_id", sa.BigInteger),
    sa.column("turn", sa.BigInteger),
    sa.column("served", sa.BigInteger),
    sa.column("waiting", sa.Integer),
)


def upgrade() -> None:
    """Apply this step."""
    for index, table in (
        ("guild_line", "guild"),
        ("member_line", "member"),
        ("job_line", "job"),
        ("job_arriving", "job"),
    ):
        op.drop_index(index, table_name=table)
    op.add_column("guild", sa.Column("member_cap", sa.Integer(), server_default="1", nullable=False))
    op.add_column("guild", sa.Column("weight", sa.Float(), server_default="1", nullable=False))
    op.add_column("guild", _number("start"))
    op.add_column("guild", _number("member_start"))
    op.drop_column("member", "cap")
    for table in ("guild", "member"):
        op.add_column(table, _number("served"))
        op.add_column(table, sa.Column("waiting", sa.Integer(), server_default="0", nullable=False))
    op.add_column("job", sa.Column("cost", sa.Integer(), server_default="1", nullable=False))
    op.add_column("job", sa.Column("batch", sa.Integer(), server_default="0", nullable=False))
    op.add_column("job", sa.Column("showing", sa.BigInteger(), nullable=True))
    op.create_table(
        "process",
        sa.Column("boot", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("pace", sa.BigInteger(), nullable=True),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("boot", name=op.f("pk_process")),
    )
    _partial("job_line", "job", ["guild_id", "user_id", "batch", "id"], "lane = 'waiting'")
    _partial("job_arriving", "job", ["guild_id", "user_id", "batch", "id"], "lane = 'intake'")
    _carry_over()
    _partial("guild_line", "guild", ["turn", "served", "id"], "ready = 1")
    _partial("member_line", "member", ["guild_id", "turn", "served", "user_id"], "ready = 1")
    _partial("guild_queue", "guild", ["turn", "served", "id", "waiting", "weight"], "waiting > 0")
    _partial("member_queue", "member", ["guild_id", "turn", "served", "user_id", "waiting"], "waiting > 0")
    op.create_index("guild_start", "guild", ["start"])


def _carry_over() -> None:
    """Give every row what the new columns mean for it."""
    # All stand at the same virtual time, where the real time of the last service decides: the order stays.
    for table in (_guild, _member):
        op.execute(sa.update(table).values(served=table.c.turn, turn=0))
    count = _job.c.wish["count"].as_integer()
    op.execute(sa.update(_job).where(count > 1).values(cost=count, batch=1))
    op.execute(sa.update(_job).where(_job.c.wish["speed"].as_string() == "QUALITY").values(cost=_job.c.cost * 2))
    op.execute(sa.update(_guild).values(waiting=_in_line(_job.c.guild_id == _guild.c.id)))
    theirs = sa.and_(_job.c.guild_id == _member.c.guild_id, _job.c.user_id == _member.c.user_id)
    op.execute(sa.update(_member).values(waiting=_in_line(theirs)))


def _in_line(theirs: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    # One search for each lane, because a partial index serves one exact predicate.
    counted = sa.select(sa.func.count()).select_from(_job)
    waiting, arriving = (counted.where(_job.c.lane == lane, theirs).scalar_subquery() for lane in (_WAITING, _INTAKE))
    return sa.case((waiting + arriving < _DEPTH, waiting + arriving), else_=_DEPTH)


def downgrade() -> None:
    """Undo this step."""
    for index, table in (
        ("guild_line", "guild"),
        ("member_line", "member"),
        ("guild_queue", "guild"),
        ("member_queue", "member"),
        ("guild_start", "guild"),
        ("job_line", "job"),
        ("job_arriving", "job"),
    ):
        op.drop_index(index, table_name=table)
    op.drop_table("process")
    for column in ("cost", "batch", "showing"):
        op.drop_column("job", column)
    for table in (_guild, _member):
        op.execute(sa.update(table).values(turn=table.c.served))
        op.drop_column(table.name, "served")
        op.drop_column(table.name, "waiting")
    for column in ("member_cap", "weight", "start", "member_start"):
        op.drop_column("guild", column)
    op.add_column("member", sa.Column("cap", sa.Integer(), server_default="1", nullable=False))
    _partial("guild_line", "guild", ["turn", "id"], "ready = 1")
    _partial("member_line", "member", ["guild_id", "turn", "user_id"], "ready = 1")
    _partial("job_line", "job", ["guild_id", "user_id", "id"], "lane = 'waiting'")
    _partial("job_arriving", "job", ["guild_id", "user_id", "id"], "lane = 'intake'")


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)


def _partial(name: str, table: str, columns: list[str], predicate: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(predicate), postgresql_where=sa.text(predicate))
