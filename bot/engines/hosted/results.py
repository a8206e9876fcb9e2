"""From a finished request to a delivery: downloaded, looked at, told about. The bytes pass through unchanged.

Looking is done by whoever reads foreign pictures in this program; here they are only counted.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.errors import BadPicture, EngineBusy, EngineFailed, IntakeBusy
from bot.domain.money import NOTHING, Money
from bot.domain.result import Delivery, Inspected, MediaType, Picture
from bot.domain.text import t, tn
from bot.engines.hosted import words
from bot.engines.modelrunner import ModelRunner, ModelRunnerError, Success

Inspect: TypeAlias = Callable[[bytes], Awaitable[Inspected]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What the tags of a request say about its order; zeros for a request without tags."""

    count: int = 0
    seed: int = 0
    at_most: Money = NOTHING
    part: int = 1
    parts: int = 1
    """Which of how many requests of its order it is."""

    @classmethod
    def of(cls, tags: Mapping[str, str] | None) -> "Remembered":
        """Read the tags; what is no number there was not ours."""
        numbers = {name: int(text) for name, text in (tags or {}).items() if text.isascii() and text.isdecimal()}
        return cls(
            count=numbers.get("count", 0),
            seed=numbers.get("seed", 0),
            at_most=Money(numbers.get("at_most", 0)),
            part=numbers.get("part", 1),
            parts=numbers.get("parts", 1),
        )


class Results:
    """The way out of the service."""

    def __init__(self, runner: ModelRunner, inspect: Inspect) -> None:
        """`inspect` decodes a picture where that can do no harm; raises BadPicture for what is none."""
        self._runner = runner
        self._inspect = inspect

    async def delivery(self, success: Success) -> Delivery:
        """The pictures of a request; raises EngineFailed if there is none to show, or EngineBusy."""
        order = Remembered.of(success.record.metadata)
        urls = success.output.urls[: order.count or None]
        pictures = list[Picture]()
        for number, url in enumerate(urls):
            flagged = number < len(success.output.flagged) and success.output.flagged[number]
            picture = None if flagged else await self._picture(url, words.price_of(success.price))
            if picture is not None:
                pictures.append(picture)
        billed = await self._billed(success)
        if not pictures:
            raise EngineFailed(words.BLOCKED, billed=billed)
        notes = list(_notes(success, order, made=len(urls), shown=len(pictures)))
        if billed is not None and NOTHING < order.at_most < billed:
            notes.append(
                t("It cost {price}, more than was said beforehand. Whoever runs me has been told.", price=billed)
            )
        return Delivery(pictures=tuple(pictures), notes=tuple(notes), billed=billed)

    async def _picture(self, url: str, billed: Money | None) -> Picture | None:
        """One picture; None if it shows nothing."""
        try:
            fetched = await self._runner.media.fetch(url)
        except ModelRunnerError as error:
            raise words.not_fetched(error, billed) from error
        try:
            seen = await self._inspect(fetched.data)
        except IntakeBusy as error:
            raise EngineBusy from error
        except BadPicture as error:
            raise words.unreadable(billed) from error
        if seen.uniform:
            return None
        kind = MediaType(fetched.content_type)
        return Picture(data=fetched.data, media_type=kind, width=seen.width, height=seen.height)

    async def _billed(self, success: Success) -> Money | None:
        """The price; one that was not known with the result is asked for once more, now that some time has passed."""
        if success.price is None:
            try:
                again = await self._runner.queue.result(success.record.id)
            except ModelRunnerError:
                return None
            success = again if isinstance(again, Success) else success
        return words.price_of(success.price)


def _notes(success: Success, order: Remembered, *, made: int, shown: int) -> tuple[str, ...]:
    notes = list[str]()
    if success.fallback:
        notes.append(t("Another model made this: `{model}`.", model=success.model))
    if made < order.count:
        notes.append(
            tn(
                "The service made {made} of the {n} picture.",
                "The service made {made} of the {n} pictures.",
                order.count,
                made=made,
            )
        )
    if shown < made:
        notes.append(
            tn(
                "{count} of {n} picture held back: the service's filter probably blocked it.",
                "{count} of {n} pictures held back: the service's filter probably blocked them.",
                made,
                count=made - shown,
            )
        )
    if order.count > 1:
        # One paid request makes them all, and takes one seed: further ones cannot have the next numbers.
        notes.append(
            t("All of them come from seed {seed}; only the first is made again by that seed alone.", seed=order.seed)
        )
    return tuple(notes)
