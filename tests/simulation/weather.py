"""What a simulated world does to the bot: every call takes time, some fail, and processes stall, or die within one."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from random import Random

from bot.domain.errors import (
    AnswerLost,
    BadPicture,
    DeliveryFailed,
    DiscordBusy,
    EngineBusy,
    EngineFailed,
    IntakeBusy,
    OrderUncertain,
    StoreBusy,
    Vanished,
)
from tests.fakes.script import Script


@dataclass(slots=True)
class Life:
    """One life of a process."""

    over: bool = False
    stalled_until: float = 0.0
    """Nothing that it does gets on before."""
    doings: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])


LIFE: ContextVar[Life] = ContextVar("life")
"""Whose doing something is; what nobody's life does, such as looking at the outcome, meets no weather."""

Fault = Callable[[], Exception]
_FAULTS: Mapping[str, tuple[tuple[float, Fault], ...]] = {
    "store": ((0.005, StoreBusy),),
    # Committed, and nobody hears of it.
    "store.committed": ((0.01, StoreBusy),),
    "card": ((0.01, AnswerLost),),
    "card.posted": ((0.01, AnswerLost),),
    "answered": ((0.1, DiscordBusy),),
    "admit": ((0.05, IntakeBusy), (0.02, BadPicture)),
    "attach_source": ((0.05, DiscordBusy), (0.005, Vanished)),
    "source_url": ((0.05, DiscordBusy),),
    "show": ((0.05, DiscordBusy),),
    "submit": ((0.05, EngineBusy), (0.02, OrderUncertain), (0.01, EngineFailed)),
    # Taken, and nobody hears of it.
    "submit.accepted": ((0.05, OrderUncertain),),
    "find": ((0.1, EngineBusy),),
    "wait": ((0.05, EngineBusy), (0.01, EngineFailed)),
    "fetch": ((0.05, EngineBusy), (0.01, EngineFailed)),
    "forget": ((0.1, EngineBusy),),
    "deliver": ((0.05, DiscordBusy), (0.005, DeliveryFailed)),
    # Posted, and nobody hears of it.
    "deliver.posted": ((0.05, DiscordBusy),),
}
PLACES: Mapping[str, tuple[str, ...]] = {
    "store": ("store",),
    "engine": ("submit", "find", "wait", "fetch", "forget"),
    "Discord": ("card", "answered", "attach_source", "source_url", "show", "deliver"),
    "pictures": ("admit",),
}
"""What can be out of reach for a while: every call there fails in its most common way."""
_SECONDS = {"store": 0.002, "store.committed": 0.002, "wait": 8.0, "admit": 0.5, "deliver": 1.0}
_OTHER_CALLS_SECONDS = 0.1


class Weather(Script):
    """The faults and delays of all fakes, by the name of the call, from one seeded die."""

    def __init__(self, dice: Random) -> None:
        super().__init__()
        self.struck: Counter[str] = Counter()
        self.foul = True
        self._dice = dice
        self._closed_until = dict[str, float]()

    def close(self, place: str, seconds: float) -> None:
        """Have a place be out of reach for so long from now on."""
        until = asyncio.get_running_loop().time() + seconds
        self._closed_until |= dict.fromkeys(PLACES[place], until)

    async def enter(self, call: str) -> None:
        """Take a while; get no further if the process has died meanwhile; fail now and then."""
        life = LIFE.get(None)
        if life is None:
            return
        self.calls[call] += 1
        await asyncio.sleep(self._dice.expovariate(1 / _SECONDS.get(call, _OTHER_CALLS_SECONDS)))
        await asyncio.sleep(max(0.0, life.stalled_until - asyncio.get_running_loop().time()))
        if life.over:
            raise asyncio.CancelledError
        closed = self._closed_until.get(call, 0.0) > asyncio.get_running_loop().time()
        for chance, fault in _FAULTS.get(call, ()) if self.foul else ():
            if closed or self._dice.random() < chance:
                self.struck[call] += 1
                raise fault()
