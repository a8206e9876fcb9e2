"""The statements of cards: which lag behind, who is at them, what they say, and who in line has waited to hear longest.

`showing` says until when a card is left alone: whoever takes one to show it has it until then, and once it is shown it
rests. What it says is forgotten as it is taken, so that nobody relies on what a process that died may have covered.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.domain.job import Job
from bot.domain.request import PlaceKind
from bot.storage.prepared import Prepared
from bot.storage.schema import ENDED, ONE, WAITING, ZERO, job

_TIME = sa.bindparam("t", type_=sa.BigInteger)
_NUMBER = sa.bindparam("n", type_=sa.Integer)
_THESE = job.c.id.in_(sa.bindparam("ids", type_=sa.BigInteger, expanding=True))
_lagging = sa.and_(job.c.stale == ONE, job.c.card_message_id.is_not(None))

# Locked by the look, and those that others have locked are passed by.
_DUE = (
    sa.select(job)
    .where(_lagging, sa.or_(job.c.showing.is_(None), job.c.showing <= _TIME))
    .order_by(job.c.id)
    .limit(_NUMBER)
    .with_for_update(skip_locked=True)
)
_LEASE = sa.update(job).where(_THESE).values(showing=_TIME, face=None)
_NEXT = sa.select(sa.func.min(sa.func.coalesce(job.c.showing, ZERO))).where(_lagging)

_lease = sa.bindparam("u", type_=sa.BigInteger)
_ours = sa.or_(_lease.is_(None), job.c.showing == _lease)
_so = sa.and_(_ours, job.c.revision == sa.bindparam("r", type_=sa.Integer))
_NOTE = Prepared(
    sa.update(job)
    .where(job.c.key == sa.bindparam("k", type_=sa.Text))
    .values(
        stale=sa.case((_so, ZERO), else_=ONE),
        face=sa.case((_ours, sa.bindparam("f", type_=sa.Text)), else_=None),
        showing=sa.case((_ours, _TIME), else_=job.c.showing),
        # Of no more use once the card has had its last word, unless nothing else leads to the result.
        answer_token=sa.case(
            (sa.and_(_so, job.c.lane == ENDED, job.c.place != PlaceKind.GUEST), None), else_=job.c.answer_token
        ),
    )
)

_LONGEST = (
    sa.select(job.c.id, job.c.created)
    .where(job.c.lane == WAITING, job.c.showing < _TIME, job.c.stale == ZERO)
    .order_by(job.c.showing)
    .limit(_NUMBER)
    .with_for_update(skip_locked=True)
)
_CALL = sa.update(job).where(_THESE).values(stale=ONE)
# Too old to be called ever again: without a time they are out of the way of the others.
_LEAVE = sa.update(job).where(_THESE).values(showing=None)


def lease(connection: sa.Connection, limit: int, now: int, until: int) -> Sequence[sa.Row[Any]]:
    """Take cards that lag behind and are left alone by others, the oldest first."""
    rows = connection.execute(_DUE, {"t": now, "n": limit}).all()
    if rows:
        connection.execute(_LEASE, {"t": until, "ids": [row.id for row in rows]})
    return rows


def next_due(connection: sa.Connection) -> int | None:
    """When the next may be taken; None if no card lags behind."""
    return connection.scalar(_NEXT)


def note(connection: sa.Connection, seen: Job, face: str | None, *, again: int, lease: int | None) -> None:
    """A card was brought in line with `seen`, under a lease or by the work on the job itself."""
    _NOTE.run(connection, {"k": seen.key, "r": seen.revision, "f": face, "t": again, "u": lease})


def call(connection: sa.Connection, limit: int, *, before: int, since: int) -> int:
    """Have cards shown that wait in line, were not shown since `before`, and are not older than `since`."""
    rows = connection.execute(_LONGEST, {"t": before, "n": limit}).all()
    young = [row.id for row in rows if row.created >= since]
    for how, ids in ((_CALL, young), (_LEAVE, [row.id for row in rows if row.created < since])):
        if ids:
            connection.execute(how, {"ids": ids})
    return len(rows)
