"""The real clock and the real dice: what `bot.app` hands to everybody who asks for time, ids or randomness."""

import asyncio
import secrets  # noqa: TID251 (this is where randomness comes from)
import time
from datetime import UTC, datetime


class SystemClock:
    """Keeps the `Clock` port with the machine's time."""

    def now(self) -> datetime:
        """The wall clock in UTC."""
        return datetime.now(UTC)  # noqa: TID251 (this is where time comes from)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()  # noqa: TID251 (this is where time comes from)

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await asyncio.sleep(seconds)  # noqa: TID251 (this is where waiting comes from)


class RandomIds:
    """Keeps the `Ids` port with the operating system's randomness."""

    def key(self) -> str:
        """128 bits as 22 URL-safe characters."""
        return secrets.token_urlsafe(16)

    def reference(self) -> str:
        """32 bits as 8 hexadecimal digits."""
        return secrets.token_hex(4)

    def seed(self) -> int:
        """1..9,999."""
        return 1 + secrets.randbelow(9_999)
