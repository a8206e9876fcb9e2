"""What the calls of a fake do beside their work: fail at a given time, stop at a gate, be counted."""

import asyncio
from collections import Counter, defaultdict, deque


class Gate:
    """A point where a call stops until it is let through, or for ever if its process dies there."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.opened = asyncio.Event()

    async def pass_through(self) -> None:
        self.reached.set()
        await self.opened.wait()


class Script:
    """The faults and gates of one fake, by the name of the call."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._faults: defaultdict[str, deque[Exception | None]] = defaultdict(deque)
        self._gates: dict[str, Gate] = {}

    def fail(self, call: str, *errors: Exception | None) -> None:
        """Raise these at the next calls, one each; None lets that call pass."""
        self._faults[call].extend(errors)

    def gate(self, call: str) -> Gate:
        """Stop the next call there."""
        gate = self._gates[call] = Gate()
        return gate

    async def enter(self, call: str) -> None:
        """The call begins (or, by a name of its own, has done its work)."""
        self.calls[call] += 1
        if gate := self._gates.pop(call, None):
            await gate.pass_through()
        if (faults := self._faults[call]) and (error := faults.popleft()) is not None:
            raise error
