"""How soon a place in line comes up: from how many jobs all processes draw at once, and how long a job has taken.

In memory only. A process learns its own pace from its own jobs and hears of the others' through the fleet.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.fairness import Standing, expected_wait
from bot.domain.fleet import Process

_NEWEST = 0.2
"""The share of the latest job in the average: after five jobs the past counts for a third."""


class Forecast:
    """Says when a job will start, as far as can be said."""

    def __init__(self) -> None:
        self.pace: timedelta | None = None
        """How long a job takes this process, on average of late; None before its first."""
        self.trouble: str | None = None
        """Why nothing would be drawn at the moment: the engine's trouble, where everybody who draws has one."""
        self._slots = 0
        self._everybodys_pace: timedelta | None = None

    def learn(self, took: timedelta) -> None:
        """A job was drawn here."""
        self.pace = took if self.pace is None else self.pace + (took - self.pace) * _NEWEST

    def heed(self, processes: Sequence[Process]) -> None:
        """Who is at work now; each counts as much as it has slots."""
        self._slots = sum(each.slots for each in processes)
        troubles = [each.trouble for each in processes if each.slots]
        self.trouble = troubles[0] if troubles and all(troubles) else None
        known = [(each.pace, each.slots) for each in processes if each.pace is not None and each.slots]
        weight = sum(slots for _, slots in known)
        self._everybodys_pace = sum((pace * slots for pace, slots in known), timedelta()) / weight if weight else None

    def starts_at(self, standing: Standing, now: datetime) -> datetime | None:
        """When a job that stands there will start; None while nobody has drawn anything, or nobody draws."""
        pace = self._everybodys_pace or self.pace
        if pace is None or not self._slots:
            return None
        return now + expected_wait(standing, self._slots, pace)
