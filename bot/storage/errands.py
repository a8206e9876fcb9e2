"""The statements of errands: rows that somebody takes when they are due, and deletes when they are done."""

import json
from datetime import datetime

import sqlalchemy as sa

from bot.domain.moderation import Errand, ErrandKind
from bot.storage.dialects import inserting
from bot.storage.schema import errand, micros

_TIME = sa.bindparam("t", type_=sa.BigInteger)
_ADD = inserting(lambda insert: insert(errand).on_conflict_do_nothing(index_elements=[errand.c.key]))
# Locked by the look, and those that others have locked are passed by.
_DUE = (
    sa.select(errand)
    .where(errand.c.due <= _TIME)
    .order_by(errand.c.due, errand.c.id)
    .limit(sa.bindparam("n", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    sa.update(errand)
    .where(errand.c.id.in_(sa.bindparam("ids", type_=sa.BigInteger, expanding=True)))
    .values(due=_TIME, attempts=errand.c.attempts + 1)
)
_PUT_OFF = sa.update(errand).where(errand.c.key == sa.bindparam("k", type_=sa.Text)).values(due=_TIME)
_DONE = sa.delete(errand).where(errand.c.key == sa.bindparam("k", type_=sa.Text))


class ErrandRows:
    """Keeps the `Errands` port over one open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, errand: Errand, due: datetime) -> None:
        """Write it down, once."""
        row = {
            "key": errand.key,
            "guild_id": errand.guild_id,
            "kind": errand.kind,
            "channel_id": errand.channel_id,
            "message_id": errand.message_id,
            "body": json.dumps(dict(errand.body)),
            "due": micros(due),
        }
        self._connection.execute(_ADD.on(self._connection), row)

    def next(self, now: datetime, until: datetime, limit: int = 20) -> list[Errand]:
        """Lease what is due."""
        rows = self._connection.execute(_DUE, {"t": micros(now), "n": limit}).all()
        if rows:
            self._connection.execute(_LEASE, {"t": micros(until), "ids": [row.id for row in rows]})
        return [
            Errand(
                key=row.key,
                guild_id=row.guild_id,
                kind=ErrandKind(row.kind),
                channel_id=row.channel_id,
                message_id=row.message_id,
                body=json.loads(row.body),
                attempts=row.attempts + 1,
            )
            for row in rows
        ]

    def put_off(self, key: str, due: datetime) -> None:
        """Have it done later."""
        self._connection.execute(_PUT_OFF, {"k": key, "t": micros(due)})

    def done(self, key: str) -> None:
        """Forget it."""
        self._connection.execute(_DONE, {"k": key})
