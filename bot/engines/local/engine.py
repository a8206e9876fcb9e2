"""The embedded engine: renders in child processes, one core each, and keeps results in memory until they are fetched.

Owns orders and processes. What a prompt means is in `recipe`, what a picture becomes in `render`; this process touches
no pixel.
"""

import asyncio
import multiprocessing
from collections.abc import Mapping
from concurrent.futures import TimeoutError as RenderTimeout
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from bot.domain.errors import EngineBusy, EngineFailed, UnknownOrder
from bot.domain.order import Order
from bot.domain.request import Speed, Task, Wish
from bot.domain.result import Delivery, Phase, Picture, Progress, Understanding
from bot.domain.styles import full_prompt
from bot.domain.text import said, t
from bot.engines.local.lettering import STYLES, check
from bot.engines.local.recipe import describe, read
from bot.engines.local.render import DELIVERED_SIDE
from bot.engines.local.studio import Commission, make, open_studio, warm_up
from bot.engines.local.values import Lettering, Recipe

NAME = t("local filters (offline filter engine, not a generative model)")
LIMITS: Mapping[Speed, float] = MappingProxyType({Speed.TURBO: 15.0, Speed.BALANCED: 30.0, Speed.QUALITY: 60.0})
"""Wall seconds one picture may take: several times the slowest look, because cores are shared."""
NICENESS = 5
"""So far the child processes give way to the process that answers people."""
_NEWS_WITHIN = 3.0
_FAREWELL_SECONDS = 5.0
_SKETCHED = t("Drawn by formula from the words that I know: a generated sketch, not an imagined picture.")
_FILLED = t("That part was redrawn in the style; nothing new was put into it.")


@dataclass(slots=True, kw_only=True)
class _Order:
    """Pictures being made for one job, in the order of their numbers."""

    pictures: list[asyncio.Task[Picture]] = field(repr=False)
    renders: list["ProcessFuture[Picture]"] = field(repr=False)
    """What was given to the child processes, which take one after another."""
    notes: tuple[str, ...]


class LocalEngine:
    """The port `Engine`, kept by this machine's own processor. Enter it to start its processes."""

    def __init__(
        self,
        *,
        processes: int = 2,
        limits: Mapping[Speed, float] = LIMITS,
        warm: bool = True,
        niceness: int = NICENESS,
    ) -> None:
        """`limits` are the wall seconds a picture may take; a child that takes longer is ended, and its job with it.

        `warm` starts the processes before the first order; without it they take no memory until there is one.
        `niceness` is how far they give way to others, 0..19.
        """
        self._niceness = niceness
        self._limits = limits
        self._warm = warm
        self._orders: dict[str, _Order] = {}
        self._processes = processes
        self._pool = self._new_pool()
        self._replacing = asyncio.Lock()
        self._closed = False

    async def __aenter__(self) -> Self:
        for look, style in STYLES.items():
            check([Lettering(text=style.type.faces[0].file)], look)  # typefaces are read now, not at somebody's request
        if self._warm:
            self._pool.schedule(warm_up)  # processes start with the first task; let that not be somebody's picture
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        for key in list(self._orders):
            await self.forget(key)
        self._pool.stop()
        await asyncio.to_thread(self._pool.join)

    @property
    def name(self) -> str:
        """What results call it."""
        return NAME

    @property
    def repeatable(self) -> bool:
        """Always: it costs nothing but time."""
        return True

    @property
    def tasks(self) -> frozenset[Task]:
        """All of them, each as far as formulas go."""
        return frozenset(Task)

    @property
    def trouble(self) -> None:
        """Never: there is nobody to be out of reach."""

    async def find(self, key: str) -> str | None:
        """The order of that key, while this process lives."""
        return key if key in self._orders else None

    def examine(self, wish: Wish) -> Understanding:
        """What will be made of `wish`; raises NotUnderstood if nothing can be, or a character cannot be drawn."""
        recipe = _recipe(wish)
        return Understanding(summary=describe(recipe, wish.task), ignored=recipe.ignored)

    async def submit(self, order: Order) -> str:
        """Start making the pictures; the same `key` again returns the order that is there already."""
        key, wish = order.key, order.wish
        if key not in self._orders:
            recipe = _recipe(wish)
            commissions = [
                Commission(
                    source=order.source.data if order.source else None,
                    mask=order.mask.data if order.mask else None,
                    recipe=recipe,
                    strength=shot.strength,
                    speed=wish.speed,
                    seed=shot.seed,
                    aspect=wish.size.aspect,
                    framed=wish.framed,
                )
                for shot in wish.shots
            ]
            await self.ping()
            renders = list["ProcessFuture[Picture]"]()
            pictures = [asyncio.create_task(self._rendered(commission, renders)) for commission in commissions]
            self._orders[key] = _Order(pictures=pictures, renders=renders, notes=_notes(order))
        return key

    async def wait(self, reference: str) -> Progress:
        """Return when a picture is finished or a few seconds have passed."""
        order = self._order(reference)
        pictures = order.pictures
        pending = [picture for picture in pictures if not picture.done()]
        if pending:
            await asyncio.wait(pending, timeout=_NEWS_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        done = [picture for picture in pictures if picture.done()]
        for picture in done:
            _result(picture)
        begun = bool(done) or any(render.running() for render in order.renders)
        return Progress(
            finished=len(done) == len(pictures),
            phase=Phase.DRAWING if begun else Phase.QUEUED,
            fraction=len(done) / len(pictures),
        )

    async def fetch(self, reference: str) -> Delivery:
        """The pictures, once all are finished."""
        order = self._order(reference)
        await asyncio.wait(order.pictures)
        return Delivery(pictures=tuple(_result(picture) for picture in order.pictures), notes=order.notes)

    async def forget(self, reference: str) -> None:
        """End the order's renders, if they run, and drop its pictures."""
        order = self._orders.pop(reference, None)
        if order is not None:
            for picture in order.pictures:
                picture.cancel()
            await asyncio.wait(order.pictures)

    async def ping(self) -> None:
        """Raise EngineBusy if the engine is closed. Processes that are not there any more are replaced."""
        if self._closed:
            raise EngineBusy
        async with self._replacing:
            if not self._pool.active:
                # A child that is killed at a bad moment leaves a lock behind, and its pool gives up.
                self._pool.stop()
                with suppress(TimeoutError):
                    async with asyncio.timeout(_FAREWELL_SECONDS):
                        await asyncio.to_thread(self._pool.join)
                self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._processes,
            initializer=open_studio,
            initargs=(self._niceness,),
            context=multiprocessing.get_context("spawn"),
        )

    def _order(self, reference: str) -> _Order:
        try:
            return self._orders[reference]
        except KeyError:
            raise UnknownOrder from None

    async def _rendered(self, commission: Commission, renders: list["ProcessFuture[Picture]"]) -> Picture:
        """One picture, made in a child; a child that dies or is too slow ends only this."""
        render = self._pool.schedule(make, args=(commission,), timeout=self._limits[commission.speed])
        renders.append(render)
        future = asyncio.wrap_future(render)
        try:
            await asyncio.wait([future])
        finally:
            future.cancel()  # forgotten while it is drawn: its child is ended, and the core free for the next
        error = future.exception()
        if isinstance(error, RenderTimeout):
            raise EngineFailed(t("This picture took the engine too long. Try it with speed TURBO.")) from error
        if isinstance(error, ProcessExpired | MemoryError):
            raise EngineFailed(t("The engine ran out of room for this picture. Try it with speed TURBO.")) from error
        if error is not None:
            raise EngineFailed from error
        return future.result()


def _recipe(wish: Wish) -> Recipe:
    """What `wish` means; raises NotUnderstood for nothing, and for characters that no typeface here can draw."""
    prompt = full_prompt(wish.prompt, wish.style)
    recipe = read(prompt, task=wish.task, magic=wish.magic, seed=wish.seed)
    check(recipe.letterings, recipe.look)
    return recipe


def _result(picture: asyncio.Task[Picture]) -> Picture:
    """The finished picture; raises EngineFailed as its render did, UnknownOrder if it was forgotten."""
    if picture.cancelled():
        raise UnknownOrder
    return picture.result()


def _notes(order: Order) -> tuple[str, ...]:
    if order.source is None:
        return (said(_SKETCHED),)
    notes = () if order.mask is None else (said(_FILLED),)
    side, delivered = max(order.source.width, order.source.height), DELIVERED_SIDE[order.wish.speed]
    if side < delivered:
        enlarged = t(
            "The picture you gave is {side} px on its long side; the result was enlarged to {enlarged} px.",
            side=side,
            enlarged=delivered,
        )
        notes = (*notes, enlarged)
    return notes
