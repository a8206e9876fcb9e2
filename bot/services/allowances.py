"""Allowances: what somebody may have, and what moderators give them on top or have count no more."""

from bot.domain.request import Asker
from bot.ports import Ports
from bot.services.admission import Admission, Overview


class Allowances:
    """The use cases around what people may have."""

    def __init__(self, ports: Ports, *, admission: Admission) -> None:
        self._database = ports.database
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._ids = ports.ids
        self._events = ports.events
        self._admission = admission

    async def overview(self, asker: Asker) -> Overview:
        """All that limits somebody where they ask."""
        return await self._database.run(self._admission.overview, asker, self._clock.now())
