"""The hosted engine on a fake of the service, and the orders it is given."""

import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageStat
from pydantic import SecretStr

from bot.domain.order import Order
from bot.domain.request import Wish
from bot.domain.result import Delivery, Inspected, MediaType, Picture
from bot.engines.hosted.engine import ModelRunnerEngine
from bot.engines.hosted.terms import Account, Terms
from bot.engines.modelrunner import FillModel, Timing
from bot.ports import Engine
from tests.fakes.events import RecordedEvents
from tests.fakes.modelrunner.schemas import FILL
from tests.fakes.modelrunner_server import KEY, ModelRunnerFake
from tests.pictures import encoded, photo

FILLING = Terms(fill=FillModel(id=FILL))
PUBLIC = "https://cdn.discordapp.com/attachments/1/2/source.jpg?ex=1&hm=2"
WISH = Wish(prompt='A poster that reads "OPEN LATE"', seed=7)


@cache
def picture(width: int = 300, height: int = 200) -> Picture:
    """A clean source, as intake makes them; drawn once, because storms ask for hundreds."""
    return Picture(data=encoded(photo(width, height), "JPEG"), media_type=MediaType.JPEG, width=width, height=height)


def order(key: str = "job-1", *, url: str | None = PUBLIC, size: tuple[int, int] = (300, 200), **changes: Any) -> Order:
    """An order, by default for a restyle of a picture that the service can read by itself; `changes` are the wish's."""
    wish = replace(WISH, **changes)
    made = Order(key=key, wish=wish)
    if wish.task.has_source:
        made = replace(made, source=picture(*size), source_url=url)
    if wish.task.has_mask:
        half = Image.new("L", size)
        half.paste(255, (0, 0, size[0] // 2, size[1]))
        mask = Picture(data=encoded(half, "JPEG"), media_type=MediaType.JPEG, width=size[0], height=size[1])
        made = replace(made, mask=mask, mask_url=url)
    return made


async def look(data: bytes) -> Inspected:
    """What the sandbox would say, without a sandbox: results of the fake are ours."""
    with Image.open(BytesIO(data)) as opened:
        uniform = max(ImageStat.Stat(opened.convert("RGB")).stddev) < 1
        return Inspected(width=opened.width, height=opened.height, uniform=uniform)


@asynccontextmanager
async def open_hosted(
    fake: ModelRunnerFake, *, events: RecordedEvents | None = None, **changes: Any
) -> AsyncGenerator[ModelRunnerEngine]:
    """The engine with the fake's key, in the loop's time; `changes` are the engine's own arguments."""
    account = Account(key=SecretStr(KEY), queue_url=fake.url, api_url=fake.url, media_hosts={fake.host})
    arguments: dict[str, Any] = {
        "inspect": look,
        "events": events or RecordedEvents(),
        "timing": Timing(unix=fake.world.unix, dice=random.Random(5).random),
    }
    async with ModelRunnerEngine(account, **(arguments | changes)) as engine:
        yield engine


async def finish(engine: Engine, reference: str) -> Delivery:
    """Wait for an order as the pipeline does, and fetch it."""
    while not (await engine.wait(reference)).finished:
        pass
    return await engine.fetch(reference)
