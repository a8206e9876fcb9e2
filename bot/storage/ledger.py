"""The statements of the allowances: counters per subject and window, and one entry per job that is closed once."""

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from bot.domain.limits import Usage, Window
from bot.storage.schema import ledger, usage


class LedgerRows:
    """Keeps the `Ledger` port over one open transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def reserve(self, key: str, allowance: Usage, amount: int) -> bool:
        """Take `amount` if all of it is left; the check and the taking are one statement."""
        if amount > allowance.limit:
            return False
        taking = insert(usage).values(subject=allowance.subject, window=allowance.window.key, used=amount)
        taking = taking.on_conflict_do_update(
            index_elements=[usage.c.subject, usage.c.window],
            set_={"used": usage.c.used + amount},
            where=usage.c.used + amount <= allowance.limit,
        )
        if self._connection.execute(taking.returning(usage.c.used)).first() is None:
            return False
        entry = {"job_key": key, "subject": allowance.subject, "window": allowance.window.key, "reserved": amount}
        self._connection.execute(sa.insert(ledger).values(entry))
        return True

    def used(self, subject: str, window: Window) -> int:
        """Settled and reserved together."""
        query = sa.select(usage.c.used).where(usage.c.subject == subject, usage.c.window == window.key)
        return self._connection.execute(query).scalar() or 0

    def close(self, key: str, spent: int) -> None:
        """Settle `spent`, give the rest back; entries that are closed already stay as they are."""
        closing = sa.update(ledger).where(ledger.c.job_key == key, ledger.c.settled.is_(None)).values(settled=spent)
        # Sorted, because two transactions that touch counters in opposite order would block each other for ever.
        for entry in sorted(self._connection.execute(closing.returning(ledger)), key=lambda e: (e.subject, e.window)):
            counter = sa.update(usage).where(usage.c.subject == entry.subject, usage.c.window == entry.window)
            self._connection.execute(counter.values(used=usage.c.used - (entry.reserved - spent)))
