"""The statements of who shares this store: each process writes its own row, and rows of the long gone are swept."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.domain.fleet import Process
from bot.storage.dialects import Insert, inserting
from bot.storage.schema import micros, process

_GONE = timedelta(hours=1)
"""After how long without a sign a process is of no more interest to anybody."""

_BOOT = sa.bindparam("b", type_=sa.Text)
_TIME = sa.bindparam("t", type_=sa.BigInteger)


def _announcing(insert: Insert) -> sa.Executable:
    row = insert(process)
    anew = {name: row.excluded[name] for name in ("kind", "slots", "pace", "trouble", "seen")}
    return row.on_conflict_do_update(index_elements=[process.c.boot], set_=anew)


_ANNOUNCE = inserting(_announcing)
_LEAVE = sa.delete(process).where(process.c.boot == _BOOT)
_SWEEP = sa.delete(process).where(process.c.seen < _TIME)
_ALIVE = sa.select(process).where(process.c.seen >= _TIME).order_by(process.c.boot)


class FleetRows:
    """Keeps the `Fleet` port over one open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def announce(self, process: Process, now: datetime) -> None:
        """Write, or write anew, what there is to know of a process."""
        row = {
            "boot": process.boot,
            "kind": process.kind,
            "slots": process.slots,
            "pace": None if process.pace is None else process.pace // timedelta(microseconds=1),
            "trouble": process.trouble,
            "seen": micros(now),
        }
        self._connection.execute(_ANNOUNCE.on(self._connection), row)

    def leave(self, boot: str) -> None:
        """Forget a process."""
        self._connection.execute(_LEAVE, {"b": boot})

    def alive(self, since: datetime) -> list[Process]:
        """Who was seen at `since` or later."""
        self._connection.execute(_SWEEP, {"t": micros(since - _GONE)})
        return [_process_from(row) for row in self._connection.execute(_ALIVE, {"t": micros(since)})]


def _process_from(row: sa.Row[Any]) -> Process:
    pace = None if row.pace is None else timedelta(microseconds=row.pace)
    return Process(boot=row.boot, kind=row.kind, slots=row.slots, pace=pace, trouble=row.trouble)
