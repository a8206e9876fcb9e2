"""The local engine with its real processes: orders, progress, pictures, and children that are slow or die."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import AsyncIterator
from io import BytesIO

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from bot.domain.errors import EngineBusy, EngineFailed, NotUnderstood, UnknownOrder
from bot.domain.order import Order
from bot.domain.request import Magic, Size, Speed, Task, Wish
from bot.domain.result import Delivery, MediaType, Picture
from bot.engines.local.engine import LocalEngine
from tests.contracts.engines.conftest import PATIENT
from tests.photos import photo

WORDS = 'travel poster that reads "VISIT MARS"'


def source(side: int = 256, name: str = "rocket.jpg") -> Picture:
    with Image.open(photo(name)) as opened:
        image = opened.convert("RGB")
    image.thumbnail((side, side))
    file = BytesIO()
    image.save(file, "JPEG", quality=92)
    return Picture(data=file.getvalue(), media_type=MediaType.JPEG, width=image.width, height=image.height)


def turbo(prompt: str, **options: object) -> Wish:
    return Wish(prompt=prompt, speed=Speed.TURBO, **options)  # pyright: ignore[reportArgumentType]


def order(key: str, wish: Wish, picture: Picture | None = None) -> Order:
    return Order(key=key, wish=wish, source=picture or source())


async def made(engine: LocalEngine, key: str, wish: Wish, picture: Picture | None = None) -> Delivery:
    """Submit and wait as the pipeline does; the order stays."""
    return await engine_made(engine, order(key, wish, picture))


async def engine_made(engine: LocalEngine, order: Order) -> Delivery:
    """The same for any order."""
    reference = await engine.submit(order)
    while not (await engine.wait(reference)).finished:
        pass
    return await engine.fetch(reference)


def processor_seconds(pid: int) -> float:
    """What a process has had of the processors, by the clock that Linux keeps of each."""
    return time.clock_gettime(~pid << 3 | 2)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def engine() -> AsyncIterator[LocalEngine]:
    async with LocalEngine(processes=2, limits=PATIENT) as opened:
        yield opened


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_order_becomes_the_pictures_that_were_asked_for(engine: LocalEngine) -> None:
    """Count, size and format are as ordered; the same order may be fetched again until it is forgotten."""
    wish = turbo(WORDS, count=2, seed=3, size=Size.SQUARE)
    delivery = await made(engine, "two", wish)
    assert [(picture.width, picture.height) for picture in delivery.pictures] == [(1024, 1024)] * 2
    for picture in delivery.pictures:
        with Image.open(BytesIO(picture.data)) as opened:
            assert opened.format == "JPEG"
            assert opened.size == (1024, 1024)
            assert not opened.getexif()
    assert delivery.pictures[0].data != delivery.pictures[1].data
    assert await engine.fetch("two") == delivery
    await engine.forget("two")
    with pytest.raises(UnknownOrder):
        await engine.fetch("two")


@pytest.mark.thorough
async def test_the_same_order_gives_the_same_bytes_in_another_process(engine: LocalEngine) -> None:
    """A seed repeats its picture across processes, and picture n of an order is the one of seed + n."""
    wish = turbo(f"{WORDS}, sunset, teal and cream", seed=7)
    first = await made(engine, "first", wish)
    async with LocalEngine(processes=1, limits=PATIENT) as fresh:
        await made(fresh, "other", turbo("comic in rain", seed=1))
        again = await made(fresh, "again", wish)
    follower = await made(engine, "count", turbo(wish.prompt, seed=6, count=2))
    assert first.pictures[0].data == again.pictures[0].data == follower.pictures[1].data


async def test_submitting_a_key_twice_makes_one_order(engine: LocalEngine) -> None:
    """A lost answer is cured by asking again: the order is the same one."""
    references = {await engine.submit(order("twice", turbo("noir"))) for _ in range(2)}
    assert len(references) == 1
    assert len((await engine.fetch(references.pop())).pictures) == 1
    assert engine.repeatable


@pytest.mark.thorough
async def test_a_small_source_is_mentioned(engine: LocalEngine) -> None:
    """The result says when it shows more pixels than it was given."""
    assert "256 px" in (await made(engine, "small", turbo("noir"))).notes[0]
    assert (await made(engine, "large", turbo("noir"), source(1024, "retina.jpg"))).notes == ()


async def test_strength_nothing_gives_the_picture_back(engine: LocalEngine) -> None:
    """At strength 0 the result is the source, resized."""
    picture = source(1024, "retina.jpg")
    result = (await made(engine, "zero", turbo("oil painting", strength=0.0), picture)).pictures[0]
    before, after = (np.asarray(Image.open(BytesIO(each.data)), int) for each in (picture, result))
    assert np.abs(before - after).mean() < 1.5


async def test_what_will_be_made_is_said_beforehand(engine: LocalEngine) -> None:
    """Examining names what is followed and what is not, tells the engine's nature, and touches no process."""
    told = engine.examine(Wish(prompt="van gogh, at night", style="poster", magic=Magic.NONE))
    assert told.summary == "vintage travel poster, at night"
    assert told.ignored == ("van gogh",)
    assert "offline filter engine, not a generative model" in engine.name


async def test_what_cannot_be_made_is_refused_beforehand(engine: LocalEngine) -> None:
    """Prompts without meaning, edits and characters without a typeface are refused before anything is reserved."""
    for prompt in ("make it cool", "remove the background", 'poster that reads "火星"'):
        with pytest.raises(NotUnderstood):
            engine.examine(Wish(prompt=prompt))
        with pytest.raises(NotUnderstood):
            await engine.submit(order("refused", Wish(prompt=prompt)))


@pytest.mark.thorough
async def test_words_alone_become_pictures(engine: LocalEngine) -> None:
    """Without a source the engine draws, says so, and repeats itself for a seed."""
    wish = turbo("watercolor hills at dusk", task=Task.IMAGINE, seed=4, count=2)
    told = engine.examine(wish)
    assert told.summary == "generated sketch of hills, watercolor painting, at sunset"
    first = await engine_made(engine, Order(key="words", wish=wish))
    again = await engine_made(engine, Order(key="words again", wish=wish))
    assert first == again
    assert first.pictures[0].data != first.pictures[1].data
    assert "not an imagined picture" in first.notes[0]
    with pytest.raises(NotUnderstood):
        engine.examine(turbo("a dragon", task=Task.IMAGINE))


async def test_a_part_of_a_picture_is_changed(engine: LocalEngine) -> None:
    """With a mask the rest of the picture is what it was, as far as a JPEG can say."""
    picture, mask = source(1024, "retina.jpg"), BytesIO()
    sheet = Image.new("L", (picture.width, picture.height))
    sheet.paste(255, (0, 0, picture.width // 2, picture.height))
    sheet.save(mask, "JPEG")
    given = Picture(data=mask.getvalue(), media_type=MediaType.JPEG, width=picture.width, height=picture.height)
    wish = turbo("comic", task=Task.FILL, strength=1.0)
    delivery = await engine_made(engine, Order(key="part", wish=wish, source=picture, mask=given))
    before, after = (np.asarray(Image.open(BytesIO(each.data)), int) for each in (picture, delivery.pictures[0]))
    change, middle = np.abs(before - after).mean(2), picture.width // 2
    assert change[:, middle + 8 :].mean() < 1.5
    assert change[:, : middle - 8].mean() > 5
    assert "nothing new was put into it" in delivery.notes[0]


async def test_an_order_nobody_gave_is_unknown(engine: LocalEngine) -> None:
    """After a restart no order is known; forgetting one is never an error."""
    with pytest.raises(UnknownOrder):
        await engine.wait("never")
    with pytest.raises(UnknownOrder):
        await engine.fetch("never")
    await engine.forget("never")


async def test_a_source_that_is_no_picture_fails_its_own_order(engine: LocalEngine) -> None:
    """An error in the child becomes EngineFailed; the engine goes on."""
    broken = Picture(data=b"not a picture", media_type=MediaType.JPEG, width=64, height=64)
    reference = await engine.submit(order("broken", turbo("noir"), broken))
    with pytest.raises(EngineFailed):
        await engine.fetch(reference)
    assert len((await made(engine, "sound", turbo("noir"))).pictures) == 1


async def test_a_picture_that_takes_too_long_ends_alone() -> None:
    """The child is ended at the wall limit; its order fails with advice, and the next order is served."""
    async with LocalEngine(processes=1, limits={**PATIENT, Speed.QUALITY: 0.05}) as impatient:
        reference = await impatient.submit(order("slow", Wish(prompt="oil painting", speed=Speed.QUALITY)))
        with pytest.raises(EngineFailed, match="TURBO"):
            await impatient.fetch(reference)
        assert len((await made(impatient, "next", turbo("noir"))).pictures) == 1


async def test_a_child_that_dies_ends_only_its_own_order() -> None:
    """Killing the process under a render fails that order and no other."""
    others = set(multiprocessing.active_children())
    async with LocalEngine(processes=1, limits=PATIENT) as struck:
        reference = await struck.submit(order("dying", turbo("oil painting", count=2)))
        while not (await struck.wait(reference)).fraction:
            pass
        (child,) = set(multiprocessing.active_children()) - others
        assert child.pid is not None
        # The first picture is finished; once the child has worked on, it draws the second and holds no lock.
        begun = processor_seconds(child.pid)
        while processor_seconds(child.pid) < begun + 0.3:  # noqa: ASYNC110 (a clock tells nobody)
            await asyncio.sleep(0.02)
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(EngineFailed):
            await struck.fetch(reference)
        assert len((await made(struck, "after", turbo("noir"))).pictures) == 1


async def test_a_pool_that_gave_up_is_replaced() -> None:
    """However its processes ended, the engine takes the next order."""
    async with LocalEngine(processes=1, limits=PATIENT) as engine:
        await made(engine, "before", turbo("noir"))
        engine._pool.stop()
        assert not engine._pool.active
        assert len((await made(engine, "after", turbo("noir"))).pictures) == 1


async def test_forgetting_stops_the_work() -> None:
    """A forgotten order's child is ended at once: the only process is free for the next order."""
    async with LocalEngine(processes=1, limits=PATIENT) as engine:
        await engine.submit(order("unwanted", Wish(prompt="oil painting", speed=Speed.QUALITY, count=4), source(512)))
        await engine.forget("unwanted")
        assert len((await made(engine, "wanted", turbo("noir"))).pictures) == 1


async def test_a_closed_engine_takes_no_orders() -> None:
    """Ping and submit tell that nothing was accepted."""
    async with LocalEngine(processes=1, limits=PATIENT) as engine:
        await made(engine, "only", turbo("noir"))
        await engine.ping()
    with pytest.raises(EngineBusy):
        await engine.ping()
    with pytest.raises(EngineBusy):
        await engine.submit(order("late", turbo("noir")))
