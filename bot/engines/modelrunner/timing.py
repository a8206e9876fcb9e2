"""Where time, waiting and dice come from. A simulation brings its own; the defaults are the running loop's."""

import asyncio
import random  # noqa: TID251 (spreads requests over time when the caller brings no dice)
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


def _unix_time() -> float:
    return time.time()  # noqa: TID251 (used only by a caller who brings no clock)


async def _sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)  # noqa: TID251 (used only by a caller who brings no clock)


def _dice() -> float:
    return random.random()  # noqa: S311 (spreads requests; nothing is secret about it)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Time as callables, so that any clock fits."""

    monotonic: Callable[[], float] = _loop_time
    """Seconds that never go back."""
    unix: Callable[[], float] = _unix_time
    """Seconds since 1970, for signatures and HTTP dates."""
    sleep: Callable[[float], Awaitable[None]] = _sleep
    dice: Callable[[], float] = _dice
    """A number in 0..1, evenly spread."""

    def jittered(self, seconds: float, share: float) -> float:
        """`seconds`, up to `share` of it longer or shorter."""
        return seconds * (1 + share * (2 * self.dice() - 1))
