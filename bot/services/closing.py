"""The end of a job: its row, its reservations and what it adds to the server's figures, all in one transaction."""

from datetime import datetime

from bot.domain.job import Job, State
from bot.domain.limits import Spent
from bot.domain.moderation import Tally
from bot.domain.money import NOTHING
from bot.ports import Tx

_NOTHING_SPENT = Spent()


def close_job(
    tx: Tx,
    key: str,
    to: State,
    now: datetime,
    *,
    reason: str | None = None,
    attempt: int | None = None,
    spent: Spent = _NOTHING_SPENT,
) -> Job | None:
    """End a job and its reservations: what was spent is settled, the rest is given back.

    None, and nothing changed, if the job has ended already or `attempt` is not the current one.
    """
    ended = tx.jobs.end(key, to, now, reason=reason, attempt=attempt)
    if ended is None:
        return None
    tx.ledger.close(key, spent)
    if ended.quote is not None and spent.money is not None:
        tx.jobs.bill(key, spent.money)
    if spent.pictures or spent.money:
        made = Tally(
            hour=now,
            user_id=ended.user_id,
            engine=ended.engine,
            jobs=1,
            pictures=spent.pictures,
            money=spent.money or NOTHING,
        )
        tx.records(ended.guild_id).tally(made)
    return ended
