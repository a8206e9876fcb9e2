"""One HTTP exchange at a time, within bounds, and the repetition of those that are safe to repeat.

Owns connections, timeouts, the key's way onto a request and the cap on a body. Foreign errors end here: callers see an
`Answer` of any status, or an error of `errors`. HTTP/1.1 only. Measured on loopback with eight looks at a time, HTTP/2
took 0.9 ms of CPU each instead of 1.7; but when the server retired the connection, all eight on it broke at once. At
the rate of a bot the first is nothing, and the second would make paid requests uncertain.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx
from pydantic import SecretStr

from bot.engines.modelrunner.addresses import Addresses
from bot.engines.modelrunner.answers import Answer
from bot.engines.modelrunner.bounds import Caps, Timeouts
from bot.engines.modelrunner.errors import (
    Interrupted,
    InvalidInput,
    Malformed,
    ModelRunnerError,
    NotSent,
    RateLimited,
    Unreachable,
)
from bot.engines.modelrunner.timing import Timing

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_PASSING = frozenset({429, 500, 502, 503, 504})
_AGENT = "restyle-modelrunner/1"
_FIRST_DELAY = 0.5
_LONGEST_DELAY = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request to the service."""

    method: str
    url: str
    json: object = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class Http:
    """The exchanges of one client."""

    def __init__(
        self,
        *,
        key: SecretStr,
        addresses: Addresses,
        timeouts: Timeouts,
        caps: Caps,
        timing: Timing,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`transport` replaces the network, for tests and for proxies."""
        self.addresses = addresses
        self.timeouts = timeouts
        self.caps = caps
        self.timing = timing
        self._key = key
        trust = httpx.create_ssl_context(trust_env=False)
        pooled = httpx.Limits(max_connections=caps.connections, max_keepalive_connections=caps.kept_alive)
        self._pooled = _client(transport or httpx.AsyncHTTPTransport(trust, limits=pooled, retries=1), timeouts)
        # A kept connection may be closed by the other side at the moment we write to it, which would make a paid
        # request uncertain for nothing: submits get a fresh connection, whose making is all that is ever repeated.
        single = httpx.Limits(max_connections=caps.connections, max_keepalive_connections=0)
        self._single = _client(transport or httpx.AsyncHTTPTransport(trust, limits=single, retries=2), timeouts)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pooled.aclose()
        await self._single.aclose()

    async def submit(self, call: Call) -> Answer:
        """Send once, over a connection of its own; raises NotSent or Interrupted."""
        return await self._exchange(self._single, self._keyed(self._single, call), read=self.timeouts.submit)

    async def once(self, call: Call) -> Answer:
        """Send once, with the key; raises NotSent, Interrupted, Malformed or ForeignAddress."""
        return await self._exchange(self._pooled, self._keyed(self._pooled, call))

    async def read(self, call: Call, *, patience: float | None = None) -> Answer:
        """Send, and again with growing delay while the trouble may pass; for calls that are safe to repeat.

        Nothing is repeated after `patience` seconds, by default those of the timeouts.
        Returns any other answer as it is; raises the last trouble (Unreachable, RateLimited, ServiceFailed).
        """
        return await self._repeated(lambda: self.once(call), patience)

    async def read_public(self, call: Call) -> Answer:
        """As `read`, from the catalog and without the key."""
        url = self.addresses.of_catalog(call.url)
        return await self._repeated(
            lambda: self._exchange(self._pooled, self._pooled.build_request(call.method, url, headers=call.headers))
        )

    async def put(self, url: str, data: bytes, headers: Mapping[str, str]) -> Answer:
        """Put bytes to a presigned address, without the key; raises NotSent, Interrupted or ForeignAddress."""
        address = self.addresses.presigned(url)
        request = self._pooled.build_request(
            "PUT", address, content=data, headers=headers, timeout=self.timeouts.for_httpx(self.timeouts.upload)
        )
        return await self._exchange(self._pooled, request, whole=self.timeouts.upload)

    @asynccontextmanager
    async def streaming(self, url: str) -> AsyncGenerator[httpx.Response]:
        """A picture whose body the caller reads in time, without the key; what breaks in the block is translated."""
        request = self._pooled.build_request("GET", self.addresses.media(url))
        with _translated():
            async with asyncio.timeout(self.timeouts.download):
                response = await self._pooled.send(request, stream=True)
                try:
                    yield response
                finally:
                    await response.aclose()

    def _keyed(self, client: httpx.AsyncClient, call: Call) -> httpx.Request:
        """The request with the key on it: the only place where that happens, behind the check of where it goes."""
        url = self.addresses.keyed(call.url)
        content = None if call.json is None else _encoded(call.json)
        headers = {**call.headers, "Authorization": f"Key {self._key.get_secret_value()}"}
        if content is not None:
            headers["Content-Type"] = "application/json"
        return client.build_request(call.method, url, content=content, headers=headers)

    async def _exchange(
        self,
        client: httpx.AsyncClient,
        request: httpx.Request,
        *,
        read: float | None = None,
        whole: float | None = None,
    ) -> Answer:
        if read is not None:
            request.extensions["timeout"] = self.timeouts.for_httpx(read).as_dict()
        with _translated():
            async with asyncio.timeout(whole or self.timeouts.exchange):
                response = await client.send(request, stream=True)
                try:
                    body = await _capped(response, self.caps.answer_bytes)
                finally:
                    await response.aclose()
        return Answer(status=response.status_code, body=body, headers=response.headers)

    async def _repeated(self, exchange: Callable[[], Awaitable[Answer]], patience: float | None = None) -> Answer:
        until = self.timing.monotonic() + (self.timeouts.repeating if patience is None else patience)
        delay = _FIRST_DELAY
        while True:
            trouble: ModelRunnerError
            try:
                answer = await exchange()
            except Unreachable as error:
                trouble = error
            else:
                if answer.status not in _PASSING:
                    return answer
                trouble = answer.declined(self.timing.unix())
            asked = trouble.retry_after or 0.0 if isinstance(trouble, RateLimited) else 0.0
            pause = max(self.timing.jittered(delay, 0.25), asked)
            if self.timing.monotonic() + pause > until:
                raise trouble
            await self.timing.sleep(pause)
            delay = min(2 * delay, _LONGEST_DELAY)


def _client(transport: httpx.AsyncBaseTransport, timeouts: Timeouts) -> httpx.AsyncClient:
    # Compression is declined so that a cap on bytes received is a cap on bytes held; the environment's proxies and
    # credentials stay out; a redirect could lead the key or a body anywhere.
    return httpx.AsyncClient(
        transport=transport,
        timeout=timeouts.for_httpx(),
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "identity", "User-Agent": _AGENT},
    )


def _encoded(value: object) -> bytes:
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError) as error:
        raise InvalidInput(f"This has no form in JSON: {error}") from error


@contextmanager
def _translated() -> Generator[None]:
    try:
        yield
    except _NEVER_LEFT as error:
        raise NotSent from error
    except (httpx.RequestError, httpx.StreamError, TimeoutError, OSError) as error:
        raise Interrupted(f"{Interrupted.__doc__} ({type(error).__name__})") from error


async def pieces_of(response: httpx.Response) -> AsyncGenerator[bytes]:
    """The body as it was sent; raises Malformed if it is compressed, because then its size says nothing."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Malformed("ModelRunner compressed an answer although we declined that.")
    async for piece in response.aiter_bytes():
        yield piece


async def _capped(response: httpx.Response, limit: int) -> bytes:
    body = bytearray()
    async for piece in pieces_of(response):
        body += piece
        if len(body) > limit:
            raise Malformed(f"ModelRunner's answer is larger than {limit} bytes.")
    return bytes(body)
