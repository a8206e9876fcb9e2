"""How often a request is looked at: a pure function of how long it has been watched."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds between looks.

    The defaults find a 14 s request finished 0.8 s late on average and cost it about nine looks; one that takes
    minutes is found at most a twentieth of its own time late.
    """

    first: float = 3.0
    """Before the first look: nothing is known to finish sooner."""
    step: float = 1.5
    """The shortest pause, which the service's documents advise to lie between 1 and 2 s."""
    share: float = 0.05
    """A pause is at least this part of the time passed."""
    ceiling: float = 10.0
    jitter: float = 0.2
    """How far, as a part of itself, a pause is moved by chance, so that jobs of one burst drift apart."""
    settling: float = 180.0
    """How long a finished request without pictures is read again: they may still be on their way to their store."""

    def pause(self, age: float) -> float:
        """Before the next look at something watched for `age` seconds."""
        return min(max(self.step, age * self.share), self.ceiling)
