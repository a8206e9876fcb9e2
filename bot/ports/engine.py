"""Who makes pictures."""

from typing import Protocol

from bot.domain.order import Order
from bot.domain.request import Task, Wish
from bot.domain.result import Delivery, Progress, Understanding


class Engine(Protocol):
    """Makes pictures. `local` is embedded and free; hosted ones cost money."""

    @property
    def name(self) -> str:
        """What results call it, e.g. `local filters`."""
        ...

    @property
    def repeatable(self) -> bool:
        """True if submitting the same order twice costs nothing, so that a lost answer is cured by asking again."""
        ...

    @property
    def tasks(self) -> frozenset[Task]:
        """What it can do at all; anything else is refused before it is examined."""
        ...

    @property
    def trouble(self) -> str | None:
        """Why it would take no order now, in words for people; None while all is well."""
        ...

    def examine(self, wish: Wish) -> Understanding:
        """What will be made of `wish`, and what it will cost; raises NotUnderstood before anything is reserved.

        Pure and quick (< 5 ms).
        """
        ...

    async def submit(self, order: Order) -> str:
        """Start making the `order.wish.count` pictures; returns the engine's reference for the order at once.

        Raises EngineFailed (proven refused), EngineBusy (proven not accepted, may be tried again) or OrderUncertain,
        after which nobody may submit this key again unless the engine is repeatable.
        """
        ...

    async def find(self, key: str) -> str | None:
        """The reference of the order that was submitted by this key; None if the engine says there is none.

        It may take minutes, since an order may show late. Raises EngineBusy if the engine cannot tell.
        """
        ...

    async def wait(self, reference: str) -> Progress:
        """Return when the order has moved on or a few seconds have passed; raises EngineFailed when it ended badly.

        Raises UnknownOrder if the engine has no such order (any more).
        """
        ...

    async def fetch(self, reference: str) -> Delivery:
        """The finished pictures; may be asked again until `forget`. Raises EngineFailed or UnknownOrder."""
        ...

    async def forget(self, reference: str) -> None:
        """The order is of no more interest: stop working on it if possible, drop what is kept.

        Raises EngineBusy if something is still kept there and may be dropped later; repeating it is safe.
        """
        ...

    async def ping(self) -> None:
        """Raise EngineBusy if no order could be taken now."""
        ...
