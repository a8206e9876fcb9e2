"""From an order to a reference, paid at most once: what is sent, and what every way of not being accepted means.

Nothing here sends twice. What was proven not accepted is the caller's to send again; what is uncertain is searched for.
"""

from datetime import UTC, datetime

from bot.domain.errors import EngineBusy, EngineFailed, OrderUncertain
from bot.domain.order import Order
from bot.domain.result import Picture
from bot.engines.hosted import words
from bot.engines.hosted.breaker import Breaker, Trouble
from bot.engines.hosted.commission import Commission, commission, painted_for
from bot.engines.hosted.results import Remembered
from bot.engines.hosted.series import Part, joined, parts_of
from bot.engines.hosted.terms import Terms
from bot.engines.modelrunner import (
    Lifecycle,
    ModelRunner,
    ModelRunnerError,
    Record,
    SubmitOptions,
    Timing,
    reconcile,
)
from bot.engines.modelrunner.addresses import is_public
from bot.engines.modelrunner.errors import (
    BalanceTooLow,
    Declined,
    KeyRefused,
    Malformed,
    RateLimited,
    ServiceFailed,
    Uncertain,
    Unreachable,
)
from bot.ports import Events

_LAG = 1.0
"""Seconds given to the list after a rate limit, before it is asked whether the order was taken after all."""
_NEVER = datetime.max.replace(tzinfo=UTC)


class Orders:
    """The way in to the service."""

    def __init__(self, runner: ModelRunner, *, terms: Terms, breaker: Breaker, events: Events, timing: Timing) -> None:
        self._runner = runner
        self._terms = terms
        self._breaker = breaker
        self._events = events
        self._timing = timing
        self._lifecycle = Lifecycle(seconds=terms.media_seconds)

    async def place(self, order: Order) -> str:
        """Send the order, once, and return the reference for it; raises as the port's `submit`.

        Of several requests those that were accepted are the order, as soon as one was: another try would pay twice.
        """
        accepted = list[str]()
        for part in parts_of(order):
            try:
                accepted.append(await self._place(part))
            except OrderUncertain:
                # Whoever looks for it finds those before it as well.
                raise
            except EngineFailed:
                if not accepted:
                    raise
                break
        return joined(accepted)

    async def _place(self, part: Part) -> str:
        if (trouble := self._breaker.trouble) is not None:
            raise EngineBusy(trouble.told)
        with self._breaker.attempt():
            sent = await self._commission(part)
            try:
                accepted = await self._runner.queue.submit(
                    sent.model, sent.body, metadata=sent.tags, options=SubmitOptions(lifecycle=self._lifecycle)
                )
            except Uncertain as error:
                self._breaker.failed(Trouble.OUTAGE)
                raise OrderUncertain from error
            except RateLimited as error:
                self._breaker.failed(Trouble.OUTAGE)
                return await self._taken_after_all(part, error)
            except ModelRunnerError as error:
                raise self._not_accepted(error, part.order.key) from error
        self._breaker.passed()
        return accepted.id

    async def find(self, key: str) -> str | None:
        """The requests that carry a job's key, searched for as long as lists are known to lag.

        Of two for the same part the older is taken, with an alarm: it finishes first, and a later search comes to the
        same answer.
        """
        try:
            found = await reconcile(self._runner.queue, {"job": key}, timing=self._timing)
            if found and len(found) < Remembered.of(found[0].metadata).parts:
                # Sent one after the other: the last ones may lag a little more.
                await self._timing.sleep(_LAG)
                found = await self._runner.queue.find({"job": key}) or found
        except ModelRunnerError as error:
            raise EngineBusy from error
        return self._adopted(key, found) if found else None

    async def _commission(self, part: Part) -> Commission:
        """What is sent for a part; raises EngineBusy if its pictures cannot be brought to where the service reads."""
        order = part.order
        try:
            source_url = await self._readable(order.source, order.source_url)
            mask, mask_url, fill = order.mask, order.mask_url, self._terms.fill
            if mask is not None and fill is not None and (painted := painted_for(fill, mask)) is not mask:
                mask, mask_url = painted, None
            mask_url = await self._readable(mask, mask_url)
        except ModelRunnerError as error:
            raise self._not_accepted(error, order.key) from error
        return commission(part, self._terms, source_url=source_url, mask_url=mask_url)

    async def _readable(self, picture: Picture | None, url: str | None) -> str | None:
        """An address at which the service can read a picture: the one it has, or that of an upload."""
        if picture is None or (url is not None and is_public(url)):
            return url
        return await self._runner.storage.upload(
            picture.data,
            content_type=picture.media_type.value,
            file_name=f"picture.{picture.media_type.extension}",
            lifecycle=self._lifecycle,
        )

    def _not_accepted(self, error: ModelRunnerError, key: str) -> EngineFailed:
        """What a refusal before anything was accepted means: later, or never."""
        if isinstance(error, KeyRefused | BalanceTooLow):
            trouble = Trouble.KEY if isinstance(error, KeyRefused) else Trouble.BALANCE
            self._breaker.failed(trouble)
            return EngineBusy(trouble.told)
        if isinstance(error, Unreachable | RateLimited | ServiceFailed | Malformed):
            self._breaker.failed(Trouble.OUTAGE)
            return EngineBusy()
        status, code = (error.status, error.problem.code) if isinstance(error, Declined) else (None, "")
        self._events("engine.refused", job=key, status=status, code=code)
        return words.not_accepted(error)

    async def _taken_after_all(self, part: Part, refused: RateLimited) -> str:
        """That a rate limit takes nothing is likely, not documented: look before anybody sends the order again."""
        await self._timing.sleep(_LAG)
        key, tags = part.order.key, {"job": part.order.key}
        if part.of > 1:
            tags["part"] = str(part.number)
        try:
            found = await self._runner.queue.find(tags)
        except ModelRunnerError as error:
            raise OrderUncertain from error
        if found:
            return self._adopted(key, found)
        raise EngineBusy from refused

    def _adopted(self, key: str, found: tuple[Record, ...]) -> str:
        parts = dict[int, list[Record]]()
        for record in found:
            parts.setdefault(Remembered.of(record.metadata).part, []).append(record)
        return joined([self._only(key, parts[number]) for number in sorted(parts)])

    def _only(self, key: str, found: list[Record]) -> str:
        """The one request for a part."""
        if len(found) > 1:
            self._events("engine.two_orders", job=key, references=[record.id for record in found])
        # Newest first, as the service lists them: of two from the same moment the last one is the older.
        return min(reversed(found), key=lambda record: record.created_at or _NEVER).id
