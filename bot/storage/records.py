"""The statements by which people look at one tenant's jobs, and what was made there. Every one names the tenant."""

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.domain.job import Job
from bot.domain.moderation import Tally
from bot.domain.money import Money
from bot.storage.dialects import inserting
from bot.storage.rows import job_from
from bot.storage.schema import ASKING, ENDED, INTAKE, RUNNING, WAITING, job, moment, tally

_HOUR = "%Y-%m-%dT%H"
_DEPTH = 1_000
"""So many open jobs are counted; nobody needs to know of more."""
_G = sa.bindparam("g", type_=sa.BigInteger)
_U = sa.bindparam("u", type_=sa.BigInteger)
_KEY = sa.bindparam("k", type_=sa.Text)
_SOME = sa.bindparam("n", type_=sa.Integer)

_JOB = sa.select(job).where(job.c.guild_id == _G, job.c.key == _KEY)


def _open(*whose: sa.ColumnElement[bool]) -> sa.Select[int]:
    """One search for each lane, because an index serves one predicate."""
    lanes = (sa.select(job.c.id).where(job.c.lane == lane, *whose) for lane in (ASKING, INTAKE, WAITING, RUNNING))
    return sa.select(sa.func.count()).select_from(sa.union_all(*lanes).limit(_DEPTH).subquery())


_OPEN_HERE = _open(job.c.guild_id == _G)
_OPEN_THEIRS = _open(job.c.guild_id == _G, job.c.user_id == _U)
_theirs = sa.select(job).where(job.c.guild_id == _G, job.c.user_id == _U).order_by(job.c.id.desc())
_LAST_ASKED = _theirs.with_only_columns(job.c.created).where(job.c.key != _KEY).limit(1)
_WAITING = sa.select(job).where(job.c.guild_id == _G, job.c.lane != ENDED).order_by(job.c.id).limit(_SOME)
_before = sa.select(job.c.id).where(job.c.guild_id == _G, job.c.key == _KEY).scalar_subquery()
_HISTORY = _theirs.limit(_SOME)
_OLDER = _HISTORY.where(job.c.id < _before)
_TALLY = inserting(
    lambda insert: (row := insert(tally)).on_conflict_do_update(
        index_elements=[tally.c.guild_id, tally.c.hour, tally.c.user_id, tally.c.engine],
        set_={name: tally.c[name] + row.excluded[name] for name in ("jobs", "pictures", "money")},
    )
)
_TALLIES = (
    sa.select(tally)
    .where(tally.c.guild_id == _G, tally.c.hour >= sa.bindparam("h", type_=sa.Text))
    .order_by(tally.c.hour, tally.c.user_id, tally.c.engine)
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

    def tally(self, made: Tally) -> None:
        """Add to an hour's row."""
        row = {
            "guild_id": self._guild_id,
            "hour": _written(made.hour),
            "user_id": made.user_id,
            "engine": made.engine,
            "jobs": made.jobs,
            "pictures": made.pictures,
            "money": made.money.micros,
        }
        self._connection.execute(_TALLY.on(self._connection), row)

    def tallies(self, since: datetime) -> list[Tally]:
        """What was made since an hour."""
        rows = self._connection.execute(_TALLIES, {"g": self._guild_id, "h": _written(since)})
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


def _written(hour: datetime) -> str:
    return hour.astimezone(UTC).strftime(_HOUR)
