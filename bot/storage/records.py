"""The statements by which people look at one tenant's jobs, and what was made there. Every one names the tenant."""

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.domain.draft import Draft
from bot.domain.job import Job
from bot.domain.moderation import Tally
from bot.domain.money import Money
from bot.storage.dialects import inserting
from bot.storage.prepared import Prepared
from bot.storage.rows import job_from, uploads_from, uploads_row
from bot.storage.schema import ASKING, INTAKE, RUNNING, WAITING, job, micros, moment, tally
from bot.storage.schema import draft as drafts

_HOUR = "%Y-%m-%dT%H"
_DEPTH = 1_000
"""So many open jobs are counted; nobody needs to know of more."""
_G = sa.bindparam("g", type_=sa.BigInteger)
_U = sa.bindparam("u", type_=sa.BigInteger)
_KEY = sa.bindparam("k", type_=sa.Text)
_SOME = sa.bindparam("n", type_=sa.Integer)

_JOB = sa.select(job).where(job.c.guild_id == _G, job.c.key == _KEY)


def _open(*whose: sa.ColumnElement[bool]) -> sa.CompoundSelect[int]:
    """Jobs that have not ended: one search for each lane, because an index serves one predicate."""
    lanes = (ASKING, INTAKE, WAITING, RUNNING)
    return sa.union_all(*(sa.select(job.c.id).where(job.c.lane == lane, *whose) for lane in lanes))


def open_jobs(*whose: sa.ColumnElement[bool]) -> sa.Select[int]:
    """Counts jobs that have not ended."""
    return sa.select(sa.func.count()).select_from(_open(*whose).limit(_DEPTH).subquery())


_OPEN_HERE = open_jobs(job.c.guild_id == _G)
_OPEN_THEIRS = open_jobs(job.c.guild_id == _G, job.c.user_id == _U)
_theirs = sa.select(job).where(job.c.guild_id == _G, job.c.user_id == _U).order_by(job.c.id.desc())
_LAST_ASKED = _theirs.with_only_columns(job.c.created).where(job.c.key != _KEY).limit(1)
_here = job.c.guild_id == _G
_WAITING = sa.select(job).where(_here, job.c.id.in_(_open(_here))).order_by(job.c.id).limit(_SOME)
_before = sa.select(job.c.id).where(job.c.guild_id == _G, job.c.key == _KEY).scalar_subquery()
_HISTORY = _theirs.limit(_SOME)
_OLDER = _HISTORY.where(job.c.id < _before)
_FAMILY = sa.select(job).where(job.c.root == _KEY, job.c.guild_id == _G).order_by(job.c.id.desc()).limit(_SOME)
_DRAFT = sa.select(drafts.c.uploads).where(
    drafts.c.key == _KEY,
    drafts.c.guild_id == _G,
    drafts.c.user_id == _U,
    drafts.c.until > sa.bindparam("t", type_=sa.BigInteger),
)
_TALLY = Prepared(
    inserting(
        lambda insert: (row := insert(tally)).on_conflict_do_update(
            index_elements=[tally.c.guild_id, tally.c.hour, tally.c.user_id, tally.c.engine],
            set_={name: tally.c[name] + row.excluded[name] for name in ("jobs", "pictures", "money")},
        )
    ),
    takes_row=True,
)
_TALLIES = (
    sa.select(tally)
    .where(tally.c.guild_id == _G, tally.c.hour >= sa.bindparam("h", type_=sa.Text))
    .order_by(tally.c.hour, tally.c.user_id, tally.c.engine)
)
_MADE = sa.select(sa.func.coalesce(sa.func.sum(tally.c.pictures), 0)).where(
    tally.c.guild_id == _G, tally.c.hour >= sa.bindparam("h", type_=sa.Text)
)


class RecordRows:
    """Keeps the `Records` port over one open transaction."""

    def __init__(self, connection: sa.Connection, guild_id: int) -> None:
        self._connection = connection
        self._guild_id = guild_id

    def job(self, key: str) -> Job | None:
        """A job of this tenant."""
        row = self._connection.execute(_JOB, {"g": self._guild_id, "k": key}).first()
        return job_from(row) if row else None

    def open_count(self, user_id: int | None = None) -> int:
        """Jobs that have not ended."""
        if user_id is None:
            return self._connection.execute(_OPEN_HERE, {"g": self._guild_id}).scalar_one()
        return self._connection.execute(_OPEN_THEIRS, {"g": self._guild_id, "u": user_id}).scalar_one()

    def last_asked(self, user_id: int, *, but: str) -> datetime | None:
        """When their last job was accepted, but for one."""
        last = self._connection.scalar(_LAST_ASKED, {"g": self._guild_id, "u": user_id, "k": but})
        return None if last is None else moment(last)

    def waiting(self, limit: int = 25) -> list[Job]:
        """Jobs that have not ended, oldest first."""
        return [job_from(row) for row in self._connection.execute(_WAITING, {"g": self._guild_id, "n": limit})]

    def history(self, user_id: int, *, before: str | None = None, limit: int = 10) -> list[Job]:
        """A member's jobs, newest first."""
        which = {"g": self._guild_id, "u": user_id, "n": limit}
        query = (
            self._connection.execute(_HISTORY, which)
            if before is None
            else self._connection.execute(_OLDER, which | {"k": before})
        )
        return [job_from(row) for row in query]

    def family(self, root: str, limit: int = 100) -> list[Job]:
        """A family, newest first."""
        which = {"g": self._guild_id, "k": root, "n": limit}
        return [job_from(row) for row in self._connection.execute(_FAMILY, which)]

    def keep_draft(self, draft: Draft, until: datetime) -> None:
        """Write a draft down."""
        row = {
            "key": draft.key,
            "guild_id": self._guild_id,
            "user_id": draft.user_id,
            "uploads": uploads_row(draft.uploads),
            "until": micros(until),
        }
        self._connection.execute(sa.insert(drafts), row)

    def draft(self, key: str, user_id: int, now: datetime) -> Draft | None:
        """One person's draft."""
        which = {"g": self._guild_id, "k": key, "u": user_id, "t": micros(now)}
        row = self._connection.execute(_DRAFT, which).first()
        return None if row is None else Draft(key=key, user_id=user_id, uploads=uploads_from(row.uploads))

    def tally(self, made: Tally) -> None:
        """Add to an hour's row."""
        row = {
            "guild_id": self._guild_id,
            "hour": hour_of(made.hour),
            "user_id": made.user_id,
            "engine": made.engine,
            "jobs": made.jobs,
            "pictures": made.pictures,
            "money": made.money.micros,
        }
        _TALLY.run(self._connection, row)

    def tallies(self, since: datetime) -> list[Tally]:
        """What was made since an hour."""
        rows = self._connection.execute(_TALLIES, {"g": self._guild_id, "h": hour_of(since)})
        return [
            Tally(
                hour=datetime.strptime(row.hour, _HOUR).replace(tzinfo=UTC),
                user_id=row.user_id,
                engine=row.engine,
                jobs=row.jobs,
                pictures=row.pictures,
                money=Money(row.money),
            )
            for row in rows
        ]

    def made(self, since: datetime) -> int:
        """The pictures of all tallies since an hour."""
        return int(self._connection.execute(_MADE, {"g": self._guild_id, "h": hour_of(since)}).scalar_one())


def hour_of(hour: datetime) -> str:
    """How a tally says its hour."""
    return hour.astimezone(UTC).strftime(_HOUR)
