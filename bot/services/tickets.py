"""What a card says of the line and of the allowance: the ticket. Runs inside transactions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.job import Job, Ticket
from bot.domain.limits import Measure, Taken
from bot.ports import Tx
from bot.services.forecast import Forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """Writes tickets."""

    forecast: Forecast

    def of(self, tx: Tx, job: Job, now: datetime, taken: Iterable[Taken] | None = None) -> Ticket:
        """The job's place in line, when it may start, and what there is left where it was `taken` from.

        Who has just taken it knows that; for others it is looked up.
        """
        standing = tx.jobs.standing(job.key)
        counters = tx.ledger.of_job(job.key) if taken is None else taken
        pictures = (each for each in counters if each.usage.measure is Measure.PICTURES)
        return Ticket(
            place=standing.ahead + 1 if standing else 0,
            beyond=standing.beyond if standing else False,
            starts_at=self.forecast.starts_at(standing, now) if standing else None,
            allowance=min(pictures, key=lambda each: each.left, default=None),
        )
