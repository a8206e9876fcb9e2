"""What a card says of the line and of the allowance: the ticket. Runs inside transactions."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.job import Job, Ticket
from bot.domain.limits import Measure
from bot.ports import Tx
from bot.services.forecast import Forecast


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """Writes tickets."""

    forecast: Forecast

    def of(self, tx: Tx, job: Job, now: datetime) -> Ticket:
        """The job's place in line, when it may start, and what there is left where it was taken from."""
        standing = tx.jobs.standing(job.key)
        counters = [each for each in tx.ledger.of_job(job.key) if each.usage.measure is Measure.PICTURES]
        return Ticket(
            place=standing.ahead + 1 if standing else 0,
            beyond=standing.beyond if standing else False,
            starts_at=self.forecast.starts_at(standing, now) if standing else None,
            allowance=min(counters, key=lambda each: each.left, default=None),
        )
