"""What the bot sent to Discord, by the playground's own count."""

from collections import Counter

from bot.playground.ratelimits import RateLimits, Verdict
from bot.playground.server import Playground
from bot.playground.wire.route import Exchange


class Traffic:
    """Counts from its making on."""

    def __init__(self, playground: Playground) -> None:
        self.calls = Counter[str]()
        """Served requests by route."""
        self.refused = Counter[str]()
        """429s by what refused: `global`, or the bucket of a route."""
        playground.wire.watchers.append(self._served)
        playground.wire.limits = _Watched(playground, self)

    @property
    def by_token(self) -> int:
        """Served requests that count against Discord's global limit."""
        return sum(count for route, count in self.calls.items() if "{token}" not in route)

    def _served(self, exchange: Exchange) -> None:
        self.calls[exchange.route] += 1


class _Watched(RateLimits):
    """The limits in force, counting whom they refuse."""

    def __init__(self, playground: Playground, traffic: Traffic) -> None:
        super().__init__(playground.knobs)
        self._traffic = traffic

    def admit(self, name: str, major: str, *, counts_globally: bool) -> Verdict:
        verdict = super().admit(name, major, counts_globally=counts_globally)
        if verdict.retry_after is not None:
            self._traffic.refused["global" if verdict.everywhere else name] += 1
        return verdict
