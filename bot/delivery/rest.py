"""The connections by which cards and results go out: REST only, by the bot's token, apart from those for answers.

An upload takes seconds and an answer has three: with a pool of its own no upload keeps an answer waiting. Calls with
the token count against Discord's global limit, which all processes share; each keeps to its part.
"""

from types import SimpleNamespace
from typing import Protocol

import aiohttp
import discord
from aiolimiter import AsyncLimiter
from yarl import URL

_CONNECTIONS = 64
_BY_INTERACTION = "/webhooks/"
_BURST_SECONDS = 0.1
"""How much of a second's calls may leave at once; the more, the more may fall into one of Discord's seconds."""


class Heard(Protocol):
    """Is told of Discord's answers."""

    def __call__(self, *, counted: bool, status: int) -> None:
        """One answer, and whether its call counted against the global limit."""
        ...


class RestBudget:
    """Keeps the calls of this process under its part of a rate."""

    def __init__(self, per_second: float) -> None:
        """`per_second` is for all processes together."""
        self._per_second = per_second
        self._limiter = _limiter(per_second)

    def divide(self, processes: int) -> None:
        """Share the rate with that many processes, this one among them."""
        rate = self._per_second / max(1, processes)
        if rate != self.rate:
            self._limiter = _limiter(rate)

    @property
    def rate(self) -> float:
        """Calls a second that this process may make."""
        return self._limiter.max_rate / self._limiter.time_period

    async def spend(self) -> None:
        """Return when one more call may be made."""
        await self._limiter.acquire()


class RestClient(discord.Client):
    """A client that never connects to the gateway. Log it in before use, close it after."""

    def __init__(self, budget: RestBudget, heard: Heard | None = None) -> None:
        """`heard` is told of every answer of Discord's."""
        trace = aiohttp.TraceConfig()

        async def spend(
            _session: aiohttp.ClientSession, _context: SimpleNamespace, request: aiohttp.TraceRequestStartParams
        ) -> None:
            if _is_counted(request.url):
                await budget.spend()

        async def tell(
            _session: aiohttp.ClientSession, _context: SimpleNamespace, request: aiohttp.TraceRequestEndParams
        ) -> None:
            if heard is not None:
                heard(counted=_is_counted(request.url), status=request.response.status)

        # Heard before and after each request, the library's own repetitions included.
        trace.on_request_start.append(spend)
        trace.on_request_end.append(tell)
        super().__init__(
            intents=discord.Intents.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            http_trace=trace,
        )

    async def login(self, token: str) -> None:
        """Log in with a pool of bounded size; raises discord.LoginFailure for a token that is wrong."""
        self.http.connector = aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=60)
        await super().login(token)


def _is_counted(url: URL) -> bool:
    """Whether a call counts against the global limit: those by an interaction's token do not."""
    return _BY_INTERACTION not in url.path


def _limiter(rate: float) -> AsyncLimiter:
    burst = max(1.0, rate * _BURST_SECONDS)
    return AsyncLimiter(burst, burst / rate)
