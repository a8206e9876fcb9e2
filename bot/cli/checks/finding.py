"""What a check has found: one line for a person."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is."""

    OK = "ok"
    SKIPPED = "skipped"
    """Not set up, or not to be looked at now."""
    WARNING = "warning"
    """It serves, but somebody should look at it."""
    ERROR = "error"
    """It will not serve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line."""

    severity: Severity
    part: str
    text: str
    """What was found and, unless all is well, what to do about it."""


def ok(part: str, text: str) -> Finding:
    """All is well."""
    return Finding(severity=Severity.OK, part=part, text=text)


def skipped(part: str, text: str) -> Finding:
    """Nobody looked, for this reason."""
    return Finding(severity=Severity.SKIPPED, part=part, text=text)


def warning(part: str, text: str) -> Finding:
    """To be looked at."""
    return Finding(severity=Severity.WARNING, part=part, text=text)


def error(part: str, text: str) -> Finding:
    """To be mended."""
    return Finding(severity=Severity.ERROR, part=part, text=text)
