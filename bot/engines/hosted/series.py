"""Orders that take several requests: a sweep is one for each strength, because a request has one.

They carry one job's key and a part each, and are known to the house by one reference. Those that were accepted are
followed and fetched together; one that ends badly takes nothing from the others.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.domain.errors import EngineFailed
from bot.domain.money import Money
from bot.domain.order import Order
from bot.domain.result import Delivery
from bot.domain.text import tn
from bot.domain.variation import only

_BETWEEN = ","


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One request of an order."""

    order: Order
    number: int = 1
    """From 1, as the wish numbers its pictures."""
    of: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What one request came to."""

    delivery: Delivery
    number: int
    of: int


def parts_of(order: Order) -> tuple[Part, ...]:
    """The requests that an order takes."""
    count = len(order.wish.strengths)
    if not count:
        return (Part(order=order),)
    numbers = range(1, count + 1)
    return tuple(Part(order=replace(order, wish=only(order.wish, n)), number=n, of=count) for n in numbers)


def joined(references: Sequence[str]) -> str:
    """One reference for all."""
    return _BETWEEN.join(references)


def split(reference: str) -> list[str]:
    """Those that one reference stands for."""
    return reference.split(_BETWEEN)


async def all_ended(reference: str, has_ended: Callable[[str], Awaitable[bool]]) -> bool:
    """Whether every request has ended; raises what one ended with only where none ended well."""
    ends = await asyncio.gather(*(has_ended(each) for each in split(reference)), return_exceptions=True)
    errors = _failures(ends)
    if errors and len(errors) == len(ends):
        raise errors[0]
    return all(end is not False for end in ends)


async def brought_together(reference: str, fetch: Callable[[str], Awaitable[Fetched]]) -> Delivery:
    """The pictures of every request that brought some; raises what the first ended with if none did."""
    ends = await asyncio.gather(*(fetch(each) for each in split(reference)), return_exceptions=True)
    errors = _failures(ends)
    fetched = sorted((end for end in ends if isinstance(end, Fetched)), key=lambda each: each.number)
    if not fetched:
        raise errors[0]
    if fetched[0].of == 1:
        return fetched[0].delivery
    missing = fetched[0].of - len(fetched)
    notes = tuple(note for each in fetched for note in each.delivery.notes)
    if missing:
        told = tn(
            "The service made {made} of the {n} strength.",
            "The service made {made} of the {n} strengths.",
            fetched[0].of,
            made=len(fetched),
        )
        notes = (*notes, told)
    # Of a request that is not among them nobody can say whether it was taken, and billed.
    bills = [each.delivery.billed for each in fetched] + [error.billed for error in errors]
    unsure = len(ends) < fetched[0].of
    return Delivery(
        pictures=tuple(picture for each in fetched for picture in each.delivery.pictures[:1]),
        numbers=tuple(each.number for each in fetched),
        notes=tuple(dict.fromkeys(notes)),
        billed=None if unsure else _sum(bills),
    )


def _failures(ends: Sequence[object]) -> list[EngineFailed]:
    """How requests ended that did not end well; whatever may be asked again, or is a bug, is raised."""
    for end in ends:
        if isinstance(end, BaseException) and not (isinstance(end, EngineFailed) and not end.retryable):
            raise end
    return [end for end in ends if isinstance(end, EngineFailed)]


def _sum(bills: Sequence[Money | None]) -> Money | None:
    known = [bill for bill in bills if bill is not None]
    return Money(sum(bill.micros for bill in known)) if len(known) == len(bills) else None
