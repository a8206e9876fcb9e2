"""The statements of the allowances: counters per subject and window, and one entry per job that is closed once."""

import sqlalchemy as sa

from bot.domain.limits import Measure, Spent, Usage, Window
from bot.storage.dialects import inserting
from bot.storage.schema import ledger, usage

_SUBJECT = sa.bindparam("s", type_=sa.Text)
_WINDOW = sa.bindparam("w", type_=sa.Text)
_AMOUNT = sa.bindparam("n", type_=sa.BigInteger)
_LIMIT = sa.bindparam("l", type_=sa.BigInteger)
_MEASURE = sa.bindparam("m", type_=sa.Text)
_KEY = sa.bindparam("k", type_=sa.Text)
_BILLED = sa.bindparam("b", type_=sa.BigInteger)

# The check and the taking are one statement: of fifty at once against ten, ten pass.
_TAKE = inserting(
    lambda insert: (
        insert(usage)
        .values(subject=_SUBJECT, window=_WINDOW, used=_AMOUNT)
        .on_conflict_do_update(
            index_elements=[usage.c.subject, usage.c.window],
            set_={"used": usage.c.used + _AMOUNT},
            where=usage.c.used + _AMOUNT <= _LIMIT,
        )
        .returning(usage.c.used)
    )
)
_ENTER = sa.insert(ledger).values(job_key=_KEY, subject=_SUBJECT, window=_WINDOW, measure=_MEASURE, reserved=_AMOUNT)
_USED = sa.select(usage.c.used).where(usage.c.subject == _SUBJECT, usage.c.window == _WINDOW)
_CLOSE = (
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
_GIVE_BACK = (
    sa.update(usage).where(usage.c.subject == _SUBJECT, usage.c.window == _WINDOW).values(used=usage.c.used - _AMOUNT)
)


class LedgerRows:
    """Keeps the `Ledger` port over one open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def reserve(self, key: str, allowance: Usage, amount: int) -> bool:
        """Take `amount` if all of it is left."""
        if amount > allowance.limit:
            return False
        counter = {"s": allowance.subject, "w": allowance.window.key, "n": amount}
        if self._connection.execute(_TAKE.on(self._connection), {**counter, "l": allowance.limit}).first() is None:
            return False
        self._connection.execute(_ENTER, {**counter, "k": key, "m": allowance.measure})
        return True

    def used(self, subject: str, window: Window) -> int:
        """Settled and reserved together."""
        return self._connection.scalar(_USED, {"s": subject, "w": window.key}) or 0

    def close(self, key: str, spent: Spent) -> None:
        """Settle what was spent and give the rest back; entries that are closed already stay as they are."""
        billed = None if spent.money is None else spent.money.micros
        closed = self._connection.execute(_CLOSE, {"k": key, "n": spent.pictures, "b": billed}).all()
        # Sorted, because two transactions that touch counters in opposite order would block each other for ever.
        for entry in sorted(closed, key=lambda each: (each.subject, each.window)):
            if unspent := entry.reserved - entry.settled:
                self._connection.execute(_GIVE_BACK, {"s": entry.subject, "w": entry.window, "n": unspent})
