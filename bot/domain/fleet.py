"""Processes that share one store, as each makes itself known to the others. Whether one is alive is for its reader."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process of this program."""

    boot: str
    """Its name: random, new at every start."""
    kind: str
    """What it was started as, e.g. `worker`."""
    slots: int
    """How many jobs it works on at once; 0 for one that only takes orders."""
    pace: timedelta | None
    """How long a job has taken it of late, on average; None while it has finished none."""
    trouble: str | None = None
    """Why its engine takes no orders at the moment, in words for people."""
