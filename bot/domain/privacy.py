"""What somebody may want forgotten. Values only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What is kept of somebody, in one server or in all."""

    requests: int
    """What they have asked for, whatever became of it."""
    open: int
    """Those of them that have not ended."""
