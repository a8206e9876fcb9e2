"""The statements of the allowances: counters per subject and window, and one entry per job that is closed once.

A counter's `used` is the sum of its entries, and of those that were erased with their jobs; what moderators have
forgiven is kept beside it and counts no more.
"""

from typing import Any

import sqlalchemy as sa

from bot.domain.limits import Measure, Spent, Taken, Usage
from bot.domain.windows import Window
from bot.storage.dialects import inserting
from bot.storage.prepared import Prepared
from bot.storage.schema import ENDED, job, ledger, micros, moment, usage

_SUBJECT = sa.bindparam("s", type_=sa.Text)
_WINDOW = sa.bindparam("w", type_=sa.Text)
_AMOUNT = sa.bindparam("n", type_=sa.BigInteger)
_LIMIT = sa.bindparam("l", type_=sa.BigInteger)
_MEASURE = sa.bindparam("m", type_=sa.Text)
_KEY = sa.bindparam("k", type_=sa.Text)
_BILLED = sa.bindparam("b", type_=sa.BigInteger)
_RESETS = sa.bindparam("r", type_=sa.BigInteger)

_counting = usage.c.used - usage.c.forgiven
# The check and the taking are one statement: of fifty at once against ten, ten pass.
_TAKE = Prepared(
    inserting(
        lambda insert: (
            insert(usage)
            .values(subject=_SUBJECT, window=_WINDOW, used=_AMOUNT, resets=_RESETS)
            .on_conflict_do_update(
                index_elements=[usage.c.subject, usage.c.window],
                set_={"used": usage.c.used + _AMOUNT},
                where=_counting + _AMOUNT <= _LIMIT,
            )
            .returning(_counting)
        )
    )
)
_ENTER = Prepared(
    sa.insert(ledger).values(
        job_key=_KEY,
        subject=_SUBJECT,
        window=_WINDOW,
        measure=_MEASURE,
        reserved=_AMOUNT,
        allowed=_LIMIT,
        rule=sa.bindparam("told", type_=sa.Text),
    )
)
_this_counter = sa.and_(usage.c.subject == _SUBJECT, usage.c.window == _WINDOW)
_USED = sa.select(_counting).where(_this_counter)
_OF_JOB = (
    sa.select(ledger, usage.c.resets, _counting.label("counting"))
    .join(usage, sa.and_(usage.c.subject == ledger.c.subject, usage.c.window == ledger.c.window))
    .where(ledger.c.job_key == _KEY, ledger.c.allowed.is_not(None), usage.c.resets.is_not(None))
    .order_by(ledger.c.subject, ledger.c.window)
)
_CLOSE = Prepared(
    sa.update(ledger)
    .where(ledger.c.job_key == _KEY, ledger.c.settled.is_(None))
    .values(
        settled=sa.case(
            # A bill stands, whatever was set aside for it.
            (ledger.c.measure == Measure.MONEY, sa.func.coalesce(_BILLED, ledger.c.reserved)),
            (ledger.c.reserved < _AMOUNT, ledger.c.reserved),
            else_=_AMOUNT,
        )
    )
    .returning(ledger)
)
_GIVE_BACK = Prepared(sa.update(usage).where(_this_counter).values(used=usage.c.used - _AMOUNT))
_entries = sa.and_(ledger.c.subject == usage.c.subject, ledger.c.window == usage.c.window)
_settled = sa.func.coalesce(sa.select(sa.func.sum(ledger.c.settled)).where(_entries).scalar_subquery(), 0)
# What jobs still hold counts on, or giving it back would give it twice.
_FORGIVE = sa.update(usage).where(_this_counter).values(forgiven=_settled + usage.c.erased).returning(usage.c.forgiven)
_FORGIVEN = sa.select(usage.c.forgiven).where(_this_counter)
_booked = sa.select(sa.func.sum(sa.func.coalesce(ledger.c.settled, ledger.c.reserved))).where(_entries)
_DRIFT = sa.select(
    sa.func.coalesce(
        sa.func.sum(sa.func.abs(usage.c.used - usage.c.erased - sa.func.coalesce(_booked.scalar_subquery(), 0))), 0
    )
)
_LEFT_OPEN = (
    sa.select(sa.func.coalesce(sa.func.sum(ledger.c.reserved), 0))
    .join(job, job.c.key == ledger.c.job_key)
    .where(ledger.c.settled.is_(None), job.c.lane == ENDED)
)

_left_open = (
    sa.select(sa.func.sum(ledger.c.reserved))
    .join(job, job.c.key == ledger.c.job_key)
    .where(_entries, ledger.c.settled.is_(None), job.c.lane == ENDED)
)
# A few counters after those of that name: whoever compares them all holds nobody up.
_COMPARED = (
    sa.select(
        usage.c.subject,
        usage.c.window,
        (
            sa.func.abs(usage.c.used - usage.c.erased - sa.func.coalesce(_booked.scalar_subquery(), 0))
            + sa.func.coalesce(_left_open.scalar_subquery(), 0)
        ).label("difference"),
    )
    .where(sa.tuple_(usage.c.subject, usage.c.window) > sa.tuple_(_SUBJECT, _WINDOW))
    .order_by(usage.c.subject, usage.c.window)
    .limit(sa.bindparam("n", type_=sa.Integer))
)


class LedgerRows:
    """Keeps the `Ledger` port over one open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def reserve(self, key: str, allowance: Usage, amount: int) -> int | None:
        """Take `amount` if all of it is left."""
        if amount > allowance.limit:
            return None
        taking = _counter(allowance) | {"n": amount, "l": allowance.limit}
        row = taking | {"r": micros(allowance.window.resets_at)}
        counting: int | None = _TAKE.scalar(self._connection, row)
        if counting is None:
            return None
        entry = taking | {"k": key, "m": allowance.measure.value, "told": str(allowance.rule)}
        _ENTER.run(self._connection, entry)
        return counting

    def used(self, usage: Usage) -> int:
        """Settled and reserved together, less what was forgiven."""
        return self._connection.scalar(_USED, _counter(usage)) or 0

    def of_job(self, key: str) -> list[Taken]:
        """The counters that a job was taken from, as they stand now."""
        return [_taken(row) for row in self._connection.execute(_OF_JOB, {"k": key})]

    def close(self, key: str, spent: Spent) -> None:
        """Settle what was spent and give the rest back; entries that are closed already stay as they are."""
        billed = None if spent.money is None else spent.money.micros
        closed = _CLOSE.rows(self._connection, {"k": key, "n": spent.pictures, "b": billed})
        # Sorted, because two transactions that touch counters in opposite order would block each other for ever.
        for entry in sorted(closed, key=lambda each: (each.subject, each.window)):
            if unspent := entry.reserved - entry.settled:
                _GIVE_BACK.run(self._connection, {"s": entry.subject, "w": entry.window, "n": unspent})

    def forgive(self, usage: Usage) -> int:
        """Have what is settled count no more."""
        before = self._connection.scalar(_FORGIVEN, _counter(usage)) or 0
        after = self._connection.scalar(_FORGIVE, _counter(usage))
        return 0 if after is None else after - before

    def compare(self, after: tuple[str, str] = ("", ""), limit: int = 200) -> tuple[int, tuple[str, str] | None]:
        """The imbalance of a few counters, and the last of them."""
        rows = self._connection.execute(_COMPARED, {"s": after[0], "w": after[1], "n": limit}).all()
        last = (rows[-1].subject, rows[-1].window) if len(rows) == limit else None
        return sum(row.difference for row in rows), last

    def imbalance(self) -> int:
        """Differences between counters and entries, and entries that outlived their jobs."""
        return (self._connection.scalar(_DRIFT) or 0) + (self._connection.scalar(_LEFT_OPEN) or 0)


def _counter(usage: Usage) -> dict[str, Any]:
    return {"s": usage.subject, "w": usage.window.key}


def _taken(row: sa.Row[Any]) -> Taken:
    return Taken(
        usage=Usage(
            rule=row.rule,
            subject=row.subject,
            window=Window(key=row.window, resets_at=moment(row.resets)),
            limit=row.allowed,
            measure=Measure(row.measure),
        ),
        used=row.counting,
    )
