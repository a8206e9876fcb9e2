"""The tables, as SQLAlchemy Core sees them. `migrations/` brings a database here; a test holds the two equal.

`job` is the only truth. `guild` and `member` are the fair line, whose units `domain.fairness` explains: they stand by
(`turn`, `served`), `ready` is 1 while something of theirs may start now, `waiting` says how much of theirs is in line.
Times are microseconds since 1970, UTC. Flags are integers compared with literals, because a partial index is used only
where a query repeats its predicate exactly, on both databases.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""SQLite numbers rows by itself only in a column declared INTEGER."""

guild = sa.Table(
    "guild",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    # The share: how many of its jobs run at once, how many of one member's, and how much of the whole is its own.
    sa.Column("cap", sa.Integer, nullable=False, server_default="2"),
    sa.Column("member_cap", sa.Integer, nullable=False, server_default="1"),
    sa.Column("weight", sa.Float, nullable=False, server_default="1"),
    # Its place: virtual time, and for those at the same the real time of its last service.
    sa.Column("turn", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("served", sa.BigInteger, nullable=False, server_default="0"),
    # The virtual times at which it was last served: among guilds, and the same among its members.
    sa.Column("start", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("member_start", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("ready", sa.Integer, nullable=False, server_default="0"),
    sa.Column("waiting", sa.Integer, nullable=False, server_default="0"),
)

member = sa.Table(
    "member",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("turn", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("served", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("ready", sa.Integer, nullable=False, server_default="0"),
    sa.Column("waiting", sa.Integer, nullable=False, server_default="0"),
)

job = sa.Table(
    "job",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("interaction_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    # Where the row stands in the queue (who may take it), and what is true of the job (domain.job.State).
    sa.Column("lane", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),
    sa.Column("lease", sa.BigInteger),
    sa.Column("boot", sa.Text),
    # How much of a turn it uses, and 1 if it stands behind what its owner wants one of.
    sa.Column("cost", sa.Integer, nullable=False, server_default="1"),
    sa.Column("batch", sa.Integer, nullable=False, server_default="0"),
    # 1 while its card lags behind, which change is to be seen on it, and until when it is left alone: because somebody
    # is at it, or because it was shown a moment ago. A digest of what it says; NULL where nobody can be sure.
    sa.Column("stale", sa.Integer, nullable=False, server_default="0"),
    sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
    sa.Column("showing", sa.BigInteger),
    sa.Column("face", sa.Text),
    sa.Column("wish", sa.JSON, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    # The job this one varies, and the first of its family (itself, for a command's job).
    sa.Column("parent", sa.Text),
    sa.Column("root", sa.Text, nullable=False, index=True),
    # Its number in the family and its parent's, and which of the parent's pictures it goes on from.
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("parent_version", sa.Integer),
    sa.Column("picture", sa.Integer),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("upload", sa.JSON(none_as_null=True)),
    sa.Column("mask", sa.JSON(none_as_null=True)),
    sa.Column("upload_limit", sa.BigInteger, nullable=False),
    # The language of whoever asked, as Discord names it; empty where it is not known.
    sa.Column("locale", sa.Text, nullable=False, server_default=""),
    sa.Column("engine", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    # Millionths of a dollar: told to the person, set aside, and taken by the engine.
    sa.Column("quoted_about", sa.BigInteger),
    sa.Column("quoted_at_most", sa.BigInteger),
    sa.Column("billed", sa.BigInteger),
    # When something is left to do at the engine for a job that has ended.
    sa.Column("aftercare", sa.BigInteger),
    sa.Column("card_channel_id", sa.BigInteger),
    sa.Column("card_message_id", sa.BigInteger),
    sa.Column("answer_token", sa.Text),
    sa.Column("source_hangs", sa.Integer, nullable=False, server_default="0"),
    sa.Column("result_channel_id", sa.BigInteger),
    sa.Column("result_message_id", sa.BigInteger),
    sa.Column("reference", sa.Text),
    sa.Column("reason", sa.Text),
    sa.Column("parent_channel_id", sa.BigInteger),
    # What the engine last said of its order.
    sa.Column("phase", sa.Text),
    sa.Column("drawn", sa.Float),
    sa.Column("held_up", sa.Text),
    sa.Column("deleted_by", sa.Text),
    sa.Column("notes", sa.JSON, nullable=False),
    sa.Column("created", sa.BigInteger, nullable=False),
    sa.Column("started", sa.BigInteger),
    sa.Column("ended", sa.BigInteger),
)

result = sa.Table(
    "result",
    metadata,
    sa.Column("job_key", sa.Text, sa.ForeignKey("job.key", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("filename", sa.Text, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
)

usage = sa.Table(
    "usage",
    metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("window", sa.Text, primary_key=True),
    # The sum of its entries in the ledger and of those erased since; what moderators have forgiven counts no more.
    sa.Column("used", sa.BigInteger, nullable=False),
    sa.Column("forgiven", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("erased", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("resets", sa.BigInteger),
)

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("job_key", sa.Text, sa.ForeignKey("job.key", ondelete="CASCADE"), primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("window", sa.Text, primary_key=True),
    # domain.limits.Measure: what its numbers count.
    sa.Column("measure", sa.Text, nullable=False, server_default="pictures"),
    sa.Column("reserved", sa.BigInteger, nullable=False),
    # NULL while the job is open, then what it cost in the end.
    sa.Column("settled", sa.BigInteger),
    # How high the counter might go when it was reserved, and how the rule was told.
    sa.Column("allowed", sa.BigInteger),
    sa.Column("rule", sa.Text),
)

process = sa.Table(
    "process",
    metadata,
    sa.Column("boot", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("slots", sa.Integer, nullable=False),
    # Microseconds that a job has taken there of late.
    sa.Column("pace", sa.BigInteger),
    sa.Column("trouble", sa.Text),
    sa.Column("seen", sa.BigInteger, nullable=False),
)

# What a tenant's moderators have decided, and the operator as tenant 0: see domain.policy.
clause = sa.Table(
    "clause",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.JSON, nullable=False),
    sa.Column("until", sa.BigInteger),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("actor_id", sa.BigInteger, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("deed", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    # The kind of clause that was changed and its values; all NULL for what else was done.
    sa.Column("kind", sa.Text),
    sa.Column("before", sa.JSON(none_as_null=True)),
    sa.Column("after", sa.JSON(none_as_null=True)),
    sa.Column("undone", sa.Integer, nullable=False, server_default="0"),
)

report = sa.Table(
    "report",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("job_key", sa.Text, sa.ForeignKey("job.key", ondelete="CASCADE"), nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    # NULL while it is open, then what a moderator decided, and who.
    sa.Column("verdict", sa.Text),
    sa.Column("judge_id", sa.BigInteger),
    sa.UniqueConstraint("job_key", "user_id"),
)

# Pictures of a message that somebody is filling in a form about: their links, because no message tells them twice.
draft = sa.Table(
    "draft",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("uploads", sa.JSON, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False, index=True),
)

# Messages to be posted or deleted with nobody waiting for it: whoever finds one due does it.
errand = sa.Table(
    "errand",
    metadata,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("guild_id", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("channel_id", sa.BigInteger, nullable=False),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Column("due", sa.BigInteger, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
)

# What was made, a row for each hour (in UTC, e.g. 2026-11-28T21), member and engine.
tally = sa.Table(
    "tally",
    metadata,
    sa.Column("guild_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hour", sa.Text, primary_key=True),
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("engine", sa.Text, primary_key=True),
    sa.Column("jobs", sa.BigInteger, nullable=False),
    sa.Column("pictures", sa.BigInteger, nullable=False),
    sa.Column("money", sa.BigInteger, nullable=False),
)

ASKING = sa.literal_column("'asking'", sa.Text)
INTAKE = sa.literal_column("'intake'", sa.Text)
WAITING = sa.literal_column("'waiting'", sa.Text)
RUNNING = sa.literal_column("'running'", sa.Text)
ENDED = sa.literal_column("'ended'", sa.Text)
ONE = sa.literal_column("1", sa.Integer)
ZERO = sa.literal_column("0", sa.Integer)

GUILD_PLACE = (guild.c.turn, guild.c.served, guild.c.id)
MEMBER_PLACE = (member.c.turn, member.c.served, member.c.user_id)
"""What guilds, and the members of one, are ordered by: the indexes of the line, and whoever reads it."""


def _partial(name: str, predicate: sa.ColumnElement[bool], *columns: sa.Column[int]) -> sa.Index:
    return sa.Index(name, *columns, sqlite_where=predicate, postgresql_where=predicate)


_partial("guild_line", guild.c.ready == ONE, *GUILD_PLACE)
_partial("member_line", member.c.ready == ONE, member.c.guild_id, *MEMBER_PLACE)
# Whoever has something in line, also where a cap holds it back; all there is to know is read from the index itself.
_partial("guild_queue", guild.c.waiting > ZERO, *GUILD_PLACE, guild.c.waiting, guild.c.weight)
_partial("member_queue", member.c.waiting > ZERO, member.c.guild_id, *MEMBER_PLACE, member.c.waiting)
sa.Index("guild_start", guild.c.start)
# By the member first: an index that begins like those of the line would be taken for them.
sa.Index("job_history", job.c.user_id, job.c.id)
sa.Index("ledger_counter", ledger.c.subject, ledger.c.window)
sa.Index("audit_page", audit.c.guild_id, audit.c.id)
sa.Index("report_guild", report.c.guild_id)
sa.Index("tally_hour", tally.c.hour)
sa.Index("errand_due", errand.c.due)
sa.Index("errand_guild", errand.c.guild_id)
_partial("report_closed", report.c.verdict.is_not(None), report.c.at)
_partial("clause_end", clause.c.until.is_not(None), clause.c.until)
_partial("usage_end", usage.c.resets.is_not(None), usage.c.resets)
_partial("job_line", job.c.lane == WAITING, job.c.guild_id, job.c.user_id, job.c.batch, job.c.id)
_partial("job_running", job.c.lane == RUNNING, job.c.guild_id, job.c.user_id)
_partial("job_lease", job.c.lane == RUNNING, job.c.lease)
_partial("job_intake", job.c.lane == INTAKE, job.c.id)
_partial("job_arriving", job.c.lane == INTAKE, job.c.guild_id, job.c.user_id, job.c.batch, job.c.id)
_partial("job_asking", job.c.lane == ASKING, job.c.id)
_partial("job_asked", job.c.lane == ASKING, job.c.guild_id, job.c.user_id)
_partial("job_aftercare", job.c.aftercare.is_not(None), job.c.aftercare)
_partial("job_stale", job.c.stale == ONE, job.c.id)
# Of no use to anybody who asks for what waits, or it would be taken for the line while there is little in it.
_partial("job_told", sa.and_(job.c.lane == WAITING, job.c.showing.is_not(None)), job.c.showing)
_partial("job_ended", job.c.lane == ENDED, job.c.guild_id, job.c.ended)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Microseconds since 1970 for an aware datetime, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """The inverse of `micros`."""
    return _EPOCH + timedelta(microseconds=value)
