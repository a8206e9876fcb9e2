"""How a step of the pipeline can end. Values: what follows from them is `pipeline`'s."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.job import Job, State
from bot.domain.money import NOTHING, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The step is done; the job is now this."""

    job: Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Not now: give the job back until then."""

    at: datetime
    why: str
    held_up: str
    """The same in words for the person who asked."""
    to: State | None = None
    """The state it is given back in, where that is an earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The job is over without a picture."""

    state: State
    reason: str
    billed: Money | None = NOTHING
    """What a paid engine took all the same; None where nobody can say."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody else has the job, or ended it: whatever we hold is worth nothing."""


@dataclass(frozen=True, slots=True)
class InLine:
    """The job waits again, at its old place."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The result is posted and the job is done."""

    billed: Money | None = NOTHING
    """What a paid engine took; None where it did not say."""


Outcome = Moved | Retry | Ended | Lost | InLine | Delivered
