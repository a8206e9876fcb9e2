"""An engine that draws nothing, quickly, and can do everything a hosted one does wrong."""

from bot.domain.errors import NotUnderstood, UnknownOrder
from bot.domain.money import Quote
from bot.domain.order import Order
from bot.domain.request import Task, Wish
from bot.domain.result import Delivery, MediaType, Picture, Progress, Understanding
from tests.fakes.script import Script


class ScriptedEngine:
    """Keeps the `Engine` port.

    Faults and gates: `submit`, `submit.accepted` (its answer is lost), `find`, `wait`, `fetch`, `forget`.
    """

    name = "test engine"

    def __init__(self, *, repeatable: bool = True) -> None:
        self.repeatable = repeatable
        self.tasks = frozenset(Task)
        self.script = Script()
        self.accepted: list[str] = []
        """The job key of every order taken, in order."""
        self.orders: list[Order] = []
        """The same orders as they were given."""
        self.forgotten: list[str] = []
        self.trouble: str | None = None
        self.quote: Quote | None = None
        """What each picture is said to cost, and does."""
        self._orders: dict[str, Wish] = {}
        self._references: dict[str, str] = {}

    def examine(self, wish: Wish) -> Understanding:
        if "nonsense" in wish.prompt:
            raise NotUnderstood(suggestions=("poster",))
        return Understanding(summary=wish.prompt, quote=self.quote)

    async def submit(self, order: Order) -> str:
        assert (order.source is not None) == order.wish.task.has_source
        assert (order.mask is not None) == order.wish.task.has_mask
        await self.script.enter("submit")
        self.accepted.append(order.key)
        self.orders.append(order)
        reference = f"order-{len(self.accepted)}"
        self._orders[reference] = order.wish
        self._references[order.key] = reference
        await self.script.enter("submit.accepted")
        return reference

    async def find(self, key: str) -> str | None:
        await self.script.enter("find")
        return self._references.get(key)

    async def wait(self, reference: str) -> Progress:
        await self.script.enter("wait")
        self._order(reference)
        return Progress(finished=True)

    async def fetch(self, reference: str) -> Delivery:
        await self.script.enter("fetch")
        wish = self._order(reference)
        pictures = tuple(
            Picture(data=f"{wish.prompt} {shot.seed}".encode(), media_type=MediaType.PNG, width=64, height=64)
            for shot in wish.shots
        )
        return Delivery(pictures=pictures, notes=("drawn by a test",), billed=self.quote.about if self.quote else None)

    async def forget(self, reference: str) -> None:
        await self.script.enter("forget")
        self.forgotten.append(reference)
        self._orders.pop(reference, None)

    async def ping(self) -> None:
        return

    def accept_late(self, key: str, wish: Wish) -> None:
        """An order whose answer was lost long ago shows after all."""
        self._references[key] = reference = f"late-{key}"
        self._orders[reference] = wish

    def lose_orders(self) -> None:
        """Forget everything, as an embedded engine does when its process dies."""
        self._orders.clear()

    def _order(self, reference: str) -> Wish:
        if reference not in self._orders:
            raise UnknownOrder
        return self._orders[reference]
