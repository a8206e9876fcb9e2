"""Snowflakes that never repeat, and timestamps as Discord writes them: the playground's wall clock."""

import time
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000


class Snowflakes:
    """Ids that carry their creation time and grow strictly."""

    def __init__(self) -> None:
        """Start below every id of today."""
        self._last = 0

    def next(self) -> int:
        """A new id, larger than every one before."""
        now = (time.time_ns() // 1_000_000 - DISCORD_EPOCH_MS) << 22
        self._last = max(self._last + 1, now)
        return self._last

    def seen(self, snowflake: int) -> None:
        """Stay above `snowflake`, which came from an earlier run."""
        self._last = max(self._last, snowflake)


def created_at(snowflake: int) -> datetime:
    """When the thing with this id was made."""
    return datetime.fromtimestamp(((snowflake >> 22) + DISCORD_EPOCH_MS) / 1000, UTC)


def timestamp() -> str:
    """This moment, in Discord's spelling of ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
