"""Telling those in line how the line moves on: whoever has waited longest to hear is told first, a few at a time.

It only says whose card may be out of date; whether there is anything new on it, and showing that, is the herald's.
"""

from collections.abc import Callable
from datetime import timedelta

from bot.domain.job import CARD_FOLLOWS
from bot.ports import Ports, Topic

_SHARE = 0.25
"""Of the calls to Discord that this process may make, at most: pictures have the rest."""
_QUIET = timedelta(seconds=7)
"""How long a card in line is not looked at again once it has rested: ten seconds between two places told."""


class Usher:
    """Calls those in line."""

    def __init__(self, ports: Ports, *, rate: Callable[[], float], pause: float = 3.0, poll: float = 15.0) -> None:
        """`rate` says how many calls a second this process may make. After `poll` seconds it looks without a hint."""
        self._database = ports.database
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._rate = rate
        self._pause = pause
        self._poll = poll

    async def run(self) -> None:
        """Round after round as the line moves, until cancelled."""
        moves = self._wakeup.listen(Topic.LINE)
        while True:
            await moves.wait(self._poll)
            # Whoever is next has left the line by then.
            await self._clock.sleep(self._pause)
            while await self.round():
                await self._clock.sleep(self._pause)

    async def round(self) -> bool:
        """One round; true if there may be more to be told."""
        at_most = max(1, int(self._rate() * _SHARE * self._pause))
        now = self._clock.now()
        called = await self._database.run(lambda tx: tx.jobs.call_waiting(at_most, now - _QUIET, now - CARD_FOLLOWS))
        if called:
            self._wakeup.notify(Topic.CARDS)
        return called == at_most
