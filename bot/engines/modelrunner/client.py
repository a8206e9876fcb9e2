"""The client: one account at ModelRunner, its parts opened together and closed together.

    async with ModelRunner(key) as runner:
        made = await runner.subscribe(RESTYLE_MODEL, RestyleInput(...), metadata={"job": "..."}, seconds=300)
        picture = await runner.media.fetch(made.output.urls[0])

Owns the wiring and `subscribe`; everything else is a part with a file of its own.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self, TypeAlias

import httpx
from pydantic import SecretStr

from bot.engines.modelrunner.addresses import API_URL, MEDIA_HOSTS, QUEUE_URL, Addresses
from bot.engines.modelrunner.bounds import Caps, Timeouts
from bot.engines.modelrunner.catalog import Catalog
from bot.engines.modelrunner.checkup import Checkup, check_up
from bot.engines.modelrunner.errors import GenerationRefused, InvalidInput, NothingToDeliver
from bot.engines.modelrunner.http import Http
from bot.engines.modelrunner.inputs import ModelInput
from bot.engines.modelrunner.media import Media
from bot.engines.modelrunner.options import SubmitOptions
from bot.engines.modelrunner.ordering import place
from bot.engines.modelrunner.pace import Pace
from bot.engines.modelrunner.poller import OnTrouble, OnUpdate, Poller
from bot.engines.modelrunner.queue import Accepted, Handle, Queue
from bot.engines.modelrunner.schema import IMAGINE, RESTYLE, Expectation
from bot.engines.modelrunner.settling import Refusal, Success
from bot.engines.modelrunner.storage import Storage
from bot.engines.modelrunner.timing import Timing
from bot.engines.modelrunner.webhooks import Webhooks

OnEnqueue: TypeAlias = Callable[[Handle], Awaitable[None]]


class ModelRunner:
    """One account at ModelRunner. Enter it to start its poller; leave it to close its connections."""

    def __init__(
        self,
        key: SecretStr | str,
        *,
        queue_url: str = QUEUE_URL,
        api_url: str = API_URL,
        catalog_url: str | None = None,
        media_hosts: Collection[str] = MEDIA_HOSTS,
        timeouts: Timeouts | None = None,
        caps: Caps | None = None,
        timing: Timing | None = None,
        pace: Pace | None = None,
        polls_at_once: int = 8,
        on_trouble: OnTrouble | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`key` goes to the hosts of `queue_url` and `api_url` only. `media_hosts` are `name` or `name:port`.

        `polls_at_once` of 8 follow about a hundred running requests without delay. `on_trouble` hears of every look at
        a watched request that failed. `transport` replaces the network. Raises
        InvalidInput for an unusable key and ValueError for an address that is neither https nor loopback.
        """
        self._timing = timing or Timing()
        addresses = Addresses(queue_url=queue_url, api_url=api_url, catalog_url=catalog_url, media_hosts=media_hosts)
        self._http = Http(
            key=_usable(key),
            addresses=addresses,
            timeouts=timeouts or Timeouts(),
            caps=caps or Caps(),
            timing=self._timing,
            transport=transport,
        )
        self.queue = Queue(self._http)
        self.storage = Storage(self._http)
        self.media = Media(self._http)
        self.webhooks = Webhooks(self._http)
        self.catalog = Catalog(self._http)
        self.poller = Poller(self.queue, timing=self._timing, pace=pace, width=polls_at_once, on_trouble=on_trouble)
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._opened.enter_async_context(self._http)
        await self._opened.enter_async_context(self.poller)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._opened.__aexit__(kind, error, trace)

    async def subscribe(
        self,
        model: str,
        body: ModelInput | Mapping[str, object],
        *,
        metadata: Mapping[str, str],
        seconds: float,
        options: SubmitOptions | None = None,
        on_enqueue: OnEnqueue | None = None,
        on_update: OnUpdate | None = None,
    ) -> Success:
        """Submit a request, paid at most once, and wait for what it makes; both callbacks are awaited.

        `seconds` bound the whole of it. `metadata` should hold a `job` that no other request has: a lost answer is
        found again by it, and without it ends as Uncertain. Raises GenerationRefused (not billed), NothingToDeliver,
        DeadlinePassed (runs on and is billed), or what `place` raises.
        """
        until = self._timing.monotonic() + seconds
        placed = await place(
            self.queue, model, body, metadata=metadata, seconds=seconds, timing=self._timing, options=options
        )
        handle = placed.handle if isinstance(placed, Accepted) else placed
        if on_enqueue is not None:
            await on_enqueue(handle)
        left = until - self._timing.monotonic()
        ending = await self.poller.wait(handle, seconds=left, on_update=on_update)
        if isinstance(ending, Success):
            return ending
        raise GenerationRefused(ending) if isinstance(ending, Refusal) else NothingToDeliver(ending)

    async def check_up(self, expected: Sequence[Expectation] = (RESTYLE, IMAGINE)) -> Checkup:
        """Ask for free whether the key works and whether the models still take what we send. Never raises."""
        return await check_up(self.queue, self.catalog, expected, timing=self._timing)


def _usable(key: SecretStr | str) -> SecretStr:
    """The key, kept out of sight; one that could not stand in a header is refused without being shown."""
    secret = key if isinstance(key, SecretStr) else SecretStr(key)
    text = secret.get_secret_value()
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise InvalidInput("The key is empty or holds characters that no key has.")
    return secret
