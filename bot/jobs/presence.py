"""Making this process known to the others on the same store, and minding how many they are.

What is shared by all is divided here: Discord's global rate limit. And everybody's slots and pace become the forecast.
"""

from collections.abc import Callable
from datetime import timedelta

from bot.domain.fleet import Process
from bot.ports import Ports, Topic, Tx
from bot.services.forecast import Forecast

_SILENT_BEATS = 3
"""A process that has missed this many is not counted any more."""


class Presence:
    """One process among others."""

    def __init__(
        self,
        ports: Ports,
        *,
        boot: str,
        kind: str,
        slots: int,
        forecast: Forecast,
        divide: Callable[[int], None],
        pause: float = 15.0,
    ) -> None:
        """`divide` is told, whenever it may have changed, among how many processes Discord's limit is shared."""
        self._database = ports.database
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._engine = ports.engine
        self._events = ports.events
        self._boot = boot
        self._kind = kind
        self._slots = slots
        self._forecast = forecast
        self._divide = divide
        self._pause = pause
        self._seen: tuple[int, int] | None = None

    async def run(self) -> None:
        """Announce this process again and again, and heed the others, until cancelled."""
        comings = self._wakeup.listen(Topic.FLEET)
        await self.look()
        self._wakeup.notify(Topic.FLEET)
        while True:
            await comings.wait(self._pause)
            await self.look()

    async def look(self) -> None:
        """One beat."""
        me = Process(
            boot=self._boot,
            kind=self._kind,
            slots=self._slots,
            pace=self._forecast.pace,
            trouble=self._engine.trouble,
        )
        processes = await self._database.run(self._announce, me)
        self._forecast.heed(processes)
        self._divide(len(processes))
        seen = len(processes), sum(each.slots for each in processes)
        if seen != self._seen:
            self._seen = seen
            self._events("fleet.changed", processes=seen[0], slots=seen[1])

    async def leave(self) -> None:
        """Tell the others that this process is going."""
        await self._database.run(lambda tx: tx.fleet.leave(self._boot))
        self._wakeup.notify(Topic.FLEET)

    def _announce(self, tx: Tx, me: Process) -> list[Process]:
        now = self._clock.now()
        tx.fleet.announce(me, now)
        return tx.fleet.alive(now - timedelta(seconds=_SILENT_BEATS * self._pause))
