"""What may happen to one job in line, as statements: each finds the job only as its caller last saw it.

Built once, with typed parameters, because building them anew costs more than running them. `jobs` says when each is
run, and has the line settled after those that take a job into it, on in it, or out of it.
"""

from typing import Any

import sqlalchemy as sa

from bot.domain.job import MOVES, State
from bot.domain.request import Task
from bot.storage import line
from bot.storage.prepared import Prepared
from bot.storage.schema import ASKING, ENDED, job

_KEY, _BOOT = sa.bindparam("k", type_=sa.Text), sa.bindparam("b", type_=sa.Text)
_REASON, _REFERENCE = sa.bindparam("r", type_=sa.Text), sa.bindparam("ref", type_=sa.Text)
_ATTEMPT = sa.bindparam("a", type_=sa.Integer)
_NOW, _UNTIL = sa.bindparam("t", type_=sa.BigInteger), sa.bindparam("until", type_=sa.BigInteger)
_CALLED = job.c.key == _KEY
CHANGED = {"stale": 1, "revision": job.c.revision + 1}
"""Goes with whatever a card shows: it lags behind, and whoever shows an older reading does not hide that."""
_HELD = (_CALLED, job.c.attempt == _ATTEMPT, job.c.lane != ENDED)
# Rows of before there were tasks have none, and a source.
_HAS_SOURCE = sa.case((job.c.wish["task"].as_string() == Task.IMAGINE, 0), else_=1)


def change(values: dict[str, Any], *which: sa.ColumnElement[bool]) -> Prepared:
    """Set `values` on the job that `which` finds, and return its row: a change that the line is to be settled after.

    The guild's row is locked before its job changes, as everywhere: one order of locks, no deadlock.
    """
    return Prepared(sa.update(job).where(*which, job.c.guild_id == line.guild_of(*which)).values(values).returning(job))


def may_become(to: State) -> sa.ColumnElement[bool]:
    """Whether a job's state is one that leads there."""
    return job.c.state.in_([sa.literal_column(f"'{state}'", sa.Text) for state, moves in MOVES.items() if to in moves])


def _moving(to: State) -> Prepared:
    values: dict[str, Any] = {
        **CHANGED,
        "state": to,
        "reference": sa.func.coalesce(_REFERENCE, job.c.reference),
        "held_up": None,
        "phase": None,
        "drawn": None,
    }
    if to is State.WAITING:
        values |= {"lane": "waiting", "lease": None, "boot": None, "reference": _REFERENCE}
        values |= {"upload": None, "mask": None, "source_hangs": _HAS_SOURCE}
    return change(values, *_HELD, may_become(to))


def _ending(to: State) -> Prepared:
    values: dict[str, Any] = {
        **CHANGED,
        "state": to,
        "lane": "ended",
        "lease": None,
        "boot": None,
        "upload": None,
        "mask": None,
        "held_up": None,
        "attempt": job.c.attempt + 1,
        "reason": _REASON,
        "ended": _NOW,
    }
    return change(values, _CALLED, job.c.attempt == sa.func.coalesce(_ATTEMPT, job.c.attempt), may_become(to))


MOVE = {to: _moving(to) for to in State}
"""`k`, `a`, `ref`: WAITING puts a job (back) in line, every other keeps its lease."""
END = {to: _ending(to) for to in State if not MOVES[to]}
"""`k`, `a` (NULL for any attempt), `r`, `t`."""
CONFIRM = change({**CHANGED, "lane": "intake", "state": State.ACCEPTED}, _CALLED, job.c.lane == ASKING)

# A job that was given back has a lease, which nobody holds: a late pulse must not prolong it.
EXTEND = Prepared(sa.update(job).where(*_HELD, job.c.boot.is_not(None)).values(lease=_UNTIL).returning(job.c.id))
