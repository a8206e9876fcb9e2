"""What comes from outside by itself or goes there without an answer: time, dice, hints, events."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Clock(Protocol):
    """Time, so that tests and simulations can own it."""

    def now(self) -> datetime:
        """The wall clock: aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an unknown start; never goes back. For durations."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds` of `monotonic` time."""
        ...


class Ids(Protocol):
    """Randomness with a purpose."""

    def key(self) -> str:
        """A new job key: 22 URL-safe characters of 128 random bits, fit for a button's id and a nonce."""
        ...

    def reference(self) -> str:
        """Eight hexadecimal digits that join what a person was told to a line of the log; short enough to be typed."""
        ...

    def seed(self) -> int:
        """A picture seed, 1..9,999: short enough to be said aloud."""
        ...


class Topic(StrEnum):
    """What may have become possible."""

    ARRIVALS = "arrivals"
    """A picture is to be read."""
    LINE = "line"
    """A job may start: one has joined the line, or one has ended that others were held back by."""
    CARDS = "cards"
    """A card lags behind its job."""
    CANCELS = "cancels"
    """A job was called off; somebody may still be working on it."""
    ERRANDS = "errands"
    """Something is to be posted or deleted."""
    FLEET = "fleet"
    """A process came or went."""


class Listener(Protocol):
    """One loop's ear for hints."""

    async def wait(self, seconds: float) -> None:
        """Return at once if there was a hint since the last return, else at the next one, or after `seconds`."""
        ...


class Wakeup(Protocol):
    """Tells loops that something may have become possible. Only a hint: losing one costs the poll interval."""

    def notify(self, *topics: Topic) -> None:
        """Wake whoever listens to them, in this process and, where the database can, in others."""
        ...

    def listen(self, topic: Topic) -> Listener:
        """A new ear; hints from now on reach it."""
        ...


class Events(Protocol):
    """Where the core says what happened; subscribers log and count."""

    def __call__(self, name: str, **facts: object) -> None:
        """Report one event, e.g. `events("job.done", job=key, seconds=1.2)`. Never raises, never blocks."""
        ...
