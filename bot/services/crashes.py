"""A bug of ours, wherever it strikes: the log gets all of it, people get the reference that leads there."""

from bot.domain.errors import Crashed
from bot.ports import Events, Ids


def report_crash(name: str, error: BaseException, *, events: Events, ids: Ids, **facts: object) -> Crashed:
    """Report it as the event `name`, with these facts; returns what the person who is waiting is told."""
    reference = ids.reference()
    events(name, reference=reference, error=repr(error), exception=error, **facts)
    return Crashed(reference)
