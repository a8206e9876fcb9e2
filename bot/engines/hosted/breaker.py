"""Takes no orders while the service cannot take them: for lack of an answer, of money, or of a valid key.

Closed, it counts. Open, it asks an unpaid question a minute. Once that is answered it is half open: one order may try,
and decides. Knows nothing of orders or money; who is refused meanwhile is the callers' business.
"""

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from enum import StrEnum

from bot.domain.text import Text, t
from bot.engines.modelrunner import ModelRunnerError, Timing
from bot.engines.modelrunner.errors import KeyRefused
from bot.ports import Events


class Trouble(StrEnum):
    """Why no orders are taken."""

    OUTAGE = "outage"
    BALANCE = "balance"
    KEY = "key"

    @property
    def told(self) -> Text:
        """For people."""
        return {
            Trouble.OUTAGE: t("The image service does not answer right now."),
            Trouble.BALANCE: t(
                "The balance of this bot's account at the image service is used up; its operator has been told."
            ),
            Trouble.KEY: t("The image service does not accept this bot's key; its operator has been told."),
        }[self]


class Breaker:
    """One service's state, as this process knows it."""

    def __init__(
        self,
        probe: Callable[[], Awaitable[None]],
        *,
        events: Events,
        timing: Timing,
        failures: int = 5,
        pause: float = 60.0,
    ) -> None:
        """`failures` in a row without an order taken open it; `probe` costs nothing and raises ModelRunnerError."""
        self._probe = probe
        self._events = events
        self._timing = timing
        self._most = failures
        self._pause = pause
        self._failures = 0
        self._trouble: Trouble | None = None
        self._half_open = False
        self._trying = False
        self._recovery: asyncio.Task[None] | None = None

    @property
    def trouble(self) -> Trouble | None:
        """Why an order would not be taken now."""
        return None if self._half_open and not self._trying else self._trouble

    @contextmanager
    def attempt(self) -> Generator[None]:
        """An order is on its way; half open, no second one is let in beside it."""
        decides = self._half_open
        self._trying = self._trying or decides
        try:
            yield
        finally:
            self._trying = self._trying and not decides

    def passed(self) -> None:
        """An order was taken: all is well."""
        self._failures = 0
        if self._trouble is not None:
            self._events("engine.recovered", after=self._trouble.value)
            self._trouble, self._half_open = None, False
            self._stop()

    def failed(self, trouble: Trouble) -> None:
        """An order was not taken. Money and key open at once, and so does anything while it is half open."""
        self._failures += 1
        if trouble is not Trouble.OUTAGE or self._trouble is not None or self._failures >= self._most:
            self._open(trouble)

    async def close(self) -> None:
        """Ask no more."""
        recovery = self._recovery
        self._stop()
        if recovery is not None:
            await asyncio.wait([recovery])

    def _open(self, trouble: Trouble) -> None:
        if trouble is not self._trouble:
            self._events("engine.trouble", trouble=trouble.value)
        self._trouble, self._half_open = trouble, False
        if self._recovery is None:
            self._recovery = asyncio.create_task(self._recover())

    async def _recover(self) -> None:
        while not self._half_open:
            await self._timing.sleep(self._pause)
            try:
                await self._probe()
            except KeyRefused:
                self._open(Trouble.KEY)
            except ModelRunnerError:
                continue
            else:
                self._half_open = True
        self._recovery = None

    def _stop(self) -> None:
        if self._recovery is not None:
            self._recovery.cancel()
            self._recovery = None
