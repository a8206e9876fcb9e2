"""The work that everybody gets, and what they are measured by: jobs done a second, from their first to their last."""

import threading
import time
from dataclasses import dataclass, field

GUILDS, MEMBERS, JOBS_EACH = 100, 10, 2
JOBS = GUILDS * MEMBERS * JOBS_EACH
"""So many are to be done; a busy guild's come on top and need not be."""
WIDTH = 8
PATIENCE_SECONDS = 10.0


@dataclass(slots=True)
class Drain:
    """Jobs done, noted from whatever thread they are done in."""

    moments: list[float] = field(default_factory=list[float])
    finished: threading.Event = field(default_factory=threading.Event)

    def done(self) -> None:
        self.moments.append(time.perf_counter())
        if len(self.moments) >= JOBS:
            self.finished.set()

    @property
    def rate(self) -> float:
        return (len(self.moments) - 1) / (self.moments[-1] - self.moments[0])


def arrivals(flood: int) -> list[int]:
    """Whose each job is, in the order of arrival: first the busy guild's, then all guilds' in turn."""
    return [1] * flood + [1 + number % GUILDS for number in range(JOBS)]
