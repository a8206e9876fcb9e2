"""The engine that costs money: keeps the `Engine` port with the ModelRunner client.

Owns what a call of the port means at the service and what the service's answer means for the job. Ordering is in
`orders`, following in `watches`, results in `results`, refusing while nothing works in `breaker`.
"""

from collections.abc import Awaitable
from types import TracebackType
from typing import Self, TypeVar

import httpx

from bot.domain.errors import EngineBusy, NotUnderstood, UnknownOrder
from bot.domain.order import Order
from bot.domain.request import Task, Wish
from bot.domain.result import Delivery, Phase, Progress, Understanding
from bot.domain.text import t
from bot.engines.hosted import words
from bot.engines.hosted.breaker import Breaker, Trouble
from bot.engines.hosted.commission import quote
from bot.engines.hosted.orders import Orders
from bot.engines.hosted.results import Inspect, Remembered, Results
from bot.engines.hosted.series import Fetched, all_ended, brought_together, split
from bot.engines.hosted.terms import Account, Terms
from bot.engines.hosted.watches import Dropped, Watches
from bot.engines.modelrunner import (
    Checkup,
    ModelRunner,
    ModelRunnerError,
    Pending,
    Refusal,
    Success,
    Timing,
    Undeliverable,
)
from bot.engines.modelrunner import Phase as Seen
from bot.engines.modelrunner.errors import KeyRefused, NotFound
from bot.engines.modelrunner.schema import IMAGINE, RESTYLE, fill_expectation
from bot.ports import Events

NAME = t("Ideogram V4 on ModelRunner")
_NEWS_WITHIN = 3.0

T = TypeVar("T")


class ModelRunnerEngine:
    """The port `Engine`, kept by an account at ModelRunner. Enter it to open its connections."""

    def __init__(
        self,
        account: Account,
        *,
        inspect: Inspect,
        events: Events,
        timing: Timing | None = None,
        terms: Terms | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`inspect` looks at results before they are passed on; `transport` replaces the network.

        Raises InvalidInput for an unusable key and ValueError for an address that is neither https nor loopback.
        """
        self._timing = timing or Timing()
        self._terms = terms or Terms()
        self._events = events
        self.runner = ModelRunner(
            account.key,
            queue_url=account.queue_url,
            api_url=account.api_url,
            media_hosts=account.media_hosts,
            timing=self._timing,
            on_trouble=self._hear,
            transport=transport,
        )
        self._queue = self.runner.queue
        self._breaker = Breaker(self._queue.check_key, events=events, timing=self._timing)
        self._orders = Orders(self.runner, terms=self._terms, breaker=self._breaker, events=events, timing=self._timing)
        self._watches = Watches(self.runner, timing=self._timing, deadline=self._terms.deadline)
        self._results = Results(self.runner, inspect)

    async def __aenter__(self) -> Self:
        await self.runner.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._breaker.close()
        await self._watches.close()
        await self.runner.__aexit__(kind, error, trace)

    @property
    def name(self) -> str:
        """What results call it."""
        return NAME

    @property
    def repeatable(self) -> bool:
        """Never: what is sent twice is paid twice."""
        return False

    @property
    def tasks(self) -> frozenset[Task]:
        """Restyling and imagining; filling where a model for it is set."""
        return frozenset(Task) if self._terms.fill else frozenset(Task) - {Task.FILL}

    @property
    def trouble(self) -> str | None:
        """Why it would take no order now: no answer, no balance, no valid key."""
        trouble = self._breaker.trouble
        return None if trouble is None else trouble.told

    def examine(self, wish: Wish) -> Understanding:
        """The price. Whatever the words say is for the model to understand; it has no list to check them against."""
        if wish.task not in self.tasks:
            raise NotUnderstood(words.NO_FILL)
        return Understanding(summary="", quote=quote(wish, self._terms))

    async def submit(self, order: Order) -> str:
        """Send the order, once, and return the service's id for it."""
        reference = await self._orders.place(order)
        for each in split(reference):
            self._watches.begin(each)
        return reference

    async def find(self, key: str) -> str | None:
        """The request that carries a job's key, searched for as long as lists are known to lag."""
        return await self._orders.find(key)

    async def wait(self, reference: str) -> Progress:
        """Return when the order has ended or a few seconds have passed."""
        return Progress(finished=await all_ended(reference, self._has_ended), phase=self._phase(reference))

    def _phase(self, reference: str) -> Phase | None:
        """What the service does with an order: the furthest that one of its requests is."""
        seen = {self._watches.phase(each) for each in split(reference)}
        if Seen.IN_PROGRESS in seen:
            return Phase.DRAWING
        return Phase.QUEUED if Seen.IN_QUEUE in seen else None

    async def _has_ended(self, reference: str) -> bool:
        try:
            ending = await self._watches.news(reference, within=_NEWS_WITHIN)
        except Dropped:
            raise UnknownOrder from None
        except ModelRunnerError as error:
            raise words.not_followed(error) from error
        if isinstance(ending, Refusal):
            self._tell_refusal(reference, ending)
            raise words.refused(ending)
        if isinstance(ending, Undeliverable):
            raise words.undeliverable(ending)
        return ending is not None

    async def fetch(self, reference: str) -> Delivery:
        """The pictures, with what the service billed for them."""
        return await brought_together(reference, self._fetched)

    async def _fetched(self, reference: str) -> Fetched:
        outcome = await self._asked(self._queue.result(reference))
        match outcome:
            case Refusal():
                raise words.refused(outcome)
            case Undeliverable():
                raise words.undeliverable(outcome)
            case Pending():
                await self._asked(self._queue.record(reference))
                raise EngineBusy
            case Success():
                delivery = await self._results.delivery(outcome)
        self._compare(outcome, delivery)
        tags = Remembered.of(outcome.record.metadata)
        return Fetched(delivery=delivery, number=tags.part, of=tags.parts)

    async def forget(self, reference: str) -> None:
        """Delete what the service keeps of a finished order. Nothing stops a running one: it is billed anyway."""
        for each in split(reference):
            await self._forget(each)

    async def _forget(self, reference: str) -> None:
        self._watches.drop(reference)
        if not self._terms.deletes_payloads:
            return
        try:
            deletion = await self._queue.delete_payloads(reference, key=reference)
        except NotFound:
            return
        except ModelRunnerError as error:
            raise EngineBusy from error
        if not deletion.payloads_deleted or any(file.exception for file in deletion.files):
            raise EngineBusy(t("The service still keeps files of this picture."))

    async def ping(self) -> None:
        """Raise EngineBusy if orders are refused, or the key cannot be shown to work."""
        if (trouble := self.trouble) is not None:
            raise EngineBusy(trouble)
        await self._asked(self._queue.check_key())

    async def check_up(self) -> Checkup:
        """Ask for free whether the key works and every model that is used still takes what it is sent. Never raises."""
        fill = self._terms.fill
        return await self.runner.check_up([RESTYLE, IMAGINE, *([fill_expectation(fill)] if fill else [])])

    async def _asked(self, question: Awaitable[T]) -> T:
        """The answer to something that is free to ask."""
        try:
            return await question
        except NotFound as error:
            raise UnknownOrder from error
        except ModelRunnerError as error:
            self._hear("", error)
            raise EngineBusy(self.trouble) from error

    def _hear(self, _reference: str, error: ModelRunnerError) -> None:
        """Whatever is being asked: a refused key needs a person, and no order would be taken either."""
        if isinstance(error, KeyRefused):
            self._breaker.failed(Trouble.KEY)

    def _compare(self, success: Success, delivery: Delivery) -> None:
        """What the operator should know of a delivery: a wrong price table, or that lost orders cannot be found."""
        if "job" not in (success.record.metadata or {}):
            self._events("engine.untagged", reference=success.record.id)
        at_most = Remembered.of(success.record.metadata).at_most
        if delivery.billed is not None and at_most.micros and delivery.billed > at_most:
            self._events(
                "engine.price_differs",
                reference=success.record.id,
                billed=str(delivery.billed),
                at_most=str(at_most),
            )

    def _tell_refusal(self, reference: str, refusal: Refusal) -> None:
        # Its words may quote the prompt, so they are not told.
        self._events(
            "engine.refused", reference=reference, content_policy=refusal.content_policy, code=refusal.problem.code
        )
