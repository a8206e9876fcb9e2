"""What moderators do: the verbs of the audit."""

from enum import StrEnum


class Deed(StrEnum):
    """The verbs of the audit."""

    SET = "set"
    REMOVED = "removed"
    TAKEN_BACK = "taken back"
    RESET = "reset"
    """Counters of somebody."""
    CANCELLED = "cancelled"
    """Somebody else's job."""
    DELETED = "deleted"
    """Somebody else's result."""
    REPORTED = "reported"
    DISMISSED = "dismissed"
    """A report."""
    ERASED = "erased"
    """What was known of somebody, at their own wish."""
    SAID = "said"
    """The operator, to all servers."""
