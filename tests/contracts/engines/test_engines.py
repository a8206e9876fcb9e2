"""What the `Engine` port promises, asked of every engine."""

import asyncio
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bot.domain.errors import EngineBusy, EngineFailed, UnknownOrder
from bot.domain.money import NOTHING
from bot.domain.request import Size, Speed, Task
from bot.ports import Engine
from tests.integration.hosted.engines import WISH, finish, order

QUICK = {"prompt": 'watercolor mountains that reads "HI"', "speed": Speed.TURBO}


async def dropped(engine: Engine, reference: str) -> None:
    """Forget an order, as often as it takes."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await engine.forget(reference)
            except EngineBusy:
                await engine.wait(reference)


async def test_it_says_what_it_is(engine: Engine) -> None:
    """A name for results, tasks it can do, and no trouble while all is well."""
    assert engine.name
    assert Task.RESTYLE in engine.tasks
    assert engine.trouble is None
    await engine.ping()


@pytest.mark.parametrize("task", Task)
async def test_an_order_becomes_pictures(engine: Engine, task: Task) -> None:
    """For every task that it names: real pictures of the size that is told, in their own format."""
    assert task in engine.tasks
    reference = await engine.submit(order(task=task, **QUICK))
    delivery = await finish(engine, reference)
    (picture,) = delivery.pictures
    with Image.open(BytesIO(picture.data)) as opened:
        opened.load()
        assert (opened.width, opened.height) == (picture.width, picture.height)
        assert opened.get_format_mimetype() == picture.media_type


async def test_a_sweep_is_one_order_of_several_strengths(engine: Engine) -> None:
    """One reference; a picture for each strength, in their order, told by number; all of it can be forgotten."""
    reference = await engine.submit(order(strengths=(0.3, 0.9), count=2, **QUICK))
    delivery = await finish(engine, reference)
    assert [number for number, _ in delivery.numbered] == [1, 2]
    assert len(delivery.pictures) == 2
    await dropped(engine, reference)


@pytest.mark.parametrize("task", Task)
async def test_an_examination_is_quick_pure_and_honest_about_money(engine: Engine, task: Task) -> None:
    """Twice the same; a quote exactly where orders cost something, its worst at least what is told."""
    wish = order(task=task, **QUICK).wish
    understanding = engine.examine(wish)
    assert understanding == engine.examine(wish)
    assert (understanding.quote is None) == engine.repeatable
    if understanding.quote is not None:
        assert NOTHING < understanding.quote.about <= understanding.quote.at_most


async def test_two_pictures_cost_twice_as_much(engine: Engine) -> None:
    """Where they cost something."""
    one, two = (engine.examine(order(count=count, **QUICK).wish).quote for count in (1, 2))
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        assert two.about == one.about * 2


async def test_as_many_pictures_come_as_were_asked_for(engine: Engine) -> None:
    """All different, and a bill where there is one that stays within the quote."""
    given = order(count=3, **QUICK)
    delivery = await finish(engine, await engine.submit(given))
    assert len({picture.data for picture in delivery.pictures}) == 3
    quote = engine.examine(given.wish).quote
    assert (delivery.billed is None) == (quote is None)
    if delivery.billed is not None and quote is not None:
        assert delivery.billed <= quote.at_most


@pytest.mark.parametrize("size", [Size.SQUARE, Size.TALL, Size.WIDE])
async def test_the_wanted_shape_is_kept(engine: Engine, size: Size) -> None:
    """Within a hundredth."""
    given = order(**QUICK)
    shaped = replace(given, wish=replace(given.wish, size=size))
    (picture,) = (await finish(engine, await engine.submit(shaped))).pictures
    assert picture.width / picture.height == pytest.approx(size.aspect, rel=0.01)


async def test_a_finished_order_may_be_fetched_again(engine: Engine) -> None:
    """Until it is forgotten, and by anybody who has its reference."""
    reference = await engine.submit(order(**QUICK))
    first = await finish(engine, reference)
    assert await engine.fetch(reference) == first
    assert (await engine.wait(reference)).finished


async def test_waiting_returns_although_nothing_has_happened(engine: Engine) -> None:
    """So that a caller can look whether it is still wanted."""
    reference = await engine.submit(order(**QUICK))
    async with asyncio.timeout(20):
        progress = await engine.wait(reference)
    assert progress.fraction is None or 0 <= progress.fraction <= 1


async def test_an_order_is_found_by_its_key(engine: Engine) -> None:
    """The job's key is enough to find the reference; of another key there is none."""
    reference = await engine.submit(order("this", **QUICK))
    assert await engine.find("this") == reference
    assert await engine.find("that") is None


async def test_a_forgotten_order_is_unknown(engine: Engine) -> None:
    """Nothing is kept, and forgetting twice is fine."""
    reference = await engine.submit(order(**QUICK))
    await finish(engine, reference)
    await dropped(engine, reference)
    await engine.forget(reference)
    with pytest.raises(UnknownOrder):
        await engine.fetch(reference)


async def test_a_running_order_can_be_forgotten(engine: Engine) -> None:
    """Now, or as soon as it has finished."""
    reference = await engine.submit(order(**QUICK))
    await dropped(engine, reference)
    with pytest.raises(UnknownOrder):
        await engine.fetch(reference)


async def test_an_unheard_of_reference_is_unknown(engine: Engine) -> None:
    """To whoever fetches at once, and to whoever waits before long."""
    with pytest.raises(UnknownOrder):
        await engine.fetch("neverWas")
    with pytest.raises(UnknownOrder):
        await asyncio.wait_for(finish(engine, "neverWas"), 30)


async def test_orders_run_side_by_side(engine: Engine) -> None:
    """And do not get mixed up."""
    orders = [order(f"job-{number}", **QUICK | {"task": Task.IMAGINE, "seed": number}) for number in (1, 2)]
    references = await asyncio.gather(*(engine.submit(each) for each in orders))
    deliveries = await asyncio.gather(*(finish(engine, each) for each in references))
    assert len({delivery.pictures[0].data for delivery in deliveries}) == 2
    assert deliveries[1] == await engine.fetch(references[1])


async def test_repeating_is_promised_only_where_it_is_free(engine: Engine) -> None:
    """The same key again is the same order; an engine that charges does not promise that."""
    if engine.repeatable:
        assert await engine.submit(order(**QUICK)) == await engine.submit(order(**QUICK))
        assert engine.examine(WISH).quote is None
    else:
        assert engine.examine(WISH).quote is not None


async def test_errors_carry_words_for_people(engine: Engine) -> None:
    """Whoever asks for what is gone is told in a sentence."""
    with pytest.raises(EngineFailed) as caught:
        await engine.fetch("neverWas")
    assert caught.value.user_text.endswith(".")
