"""Cancelling frees the machine: what nobody waits for is not drawn to its end."""

import multiprocessing

import pytest

from bot.domain.errors import UnknownOrder
from bot.domain.order import Order
from bot.domain.request import Speed, Wish
from bot.domain.result import MediaType, Picture
from bot.engines.local.engine import LocalEngine
from tests.integration.room import eventually
from tests.photos import photo


async def test_a_forgotten_order_ends_the_child_that_draws_it() -> None:
    """Without that, the next picture would wait for one that was cancelled."""
    data = photo("rocket.jpg").read_bytes()
    source = Picture(data=data, media_type=MediaType.JPEG, width=640, height=427)
    async with LocalEngine(processes=1) as engine:
        first = await engine.submit(Order(key="first", wish=Wish(prompt="poster", speed=Speed.TURBO), source=source))
        while not (await engine.wait(first)).finished:
            pass
        (drawing,) = _children()
        order = await engine.submit(
            Order(key="second", wish=Wish(prompt="oil painting", speed=Speed.QUALITY, count=4), source=source)
        )
        assert not (await engine.wait(order)).finished
        await engine.forget(order)
        await eventually(lambda: _gone(drawing))
        with pytest.raises(UnknownOrder):
            await engine.wait(order)


def _children() -> set[int | None]:
    return {child.pid for child in multiprocessing.active_children()}


async def _gone(pid: int | None) -> bool:
    return pid not in _children()
