"""What a card says of the line and of the allowance: the ticket. Runs inside transactions."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.job import Job, Ticket
from bot.ports import Tx
from bot.services.forecast import Forecast
from bot.services.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """Writes tickets."""

    limits: Limits
    forecast: Forecast

    def of(self, tx: Tx, job: Job, now: datetime) -> Ticket:
        """The job's place in line, when it may start, and what the person has left."""
        usage = self.limits.usage(job, now)
        standing = tx.jobs.standing(job.key)
        return Ticket(
            place=standing.ahead + 1 if standing else 0,
            beyond=standing.beyond if standing else False,
            starts_at=self.forecast.starts_at(standing, now) if standing else None,
            left=max(0, usage.limit - tx.ledger.used(usage.subject, usage.window)),
            limit=usage.limit,
            resets_at=usage.window.resets_at,
        )
