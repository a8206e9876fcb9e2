"""What is sent for an order, and what every way of not sending it means for the job. Never a second paid request."""

import asyncio
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot.domain.errors import EngineBusy, EngineFailed, OrderUncertain
from bot.domain.money import NOTHING
from bot.domain.request import Magic, Size, Speed, Task
from bot.engines.hosted.engine import ModelRunnerEngine
from bot.engines.hosted.terms import Terms
from bot.engines.modelrunner import FillModel, Paint
from tests.fakes.events import RecordedEvents
from tests.fakes.modelrunner.schemas import FILL
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.hosted.engines import PUBLIC, finish, open_hosted, order


def sent(fake: ModelRunnerFake) -> dict[str, Any]:
    """The body of the only paid request."""
    (call,) = [seen for seen in fake.calls("POST") if not seen.path.startswith("/storage")]
    return call.body


async def test_a_restyle_is_sent_field_by_field(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """Everything whose default is not documented is said, quotes stay as they are, and the size is ours."""
    given = order(strength=0.65, speed=Speed.TURBO, magic=Magic.LARGE, count=2, seed=99)
    await engine.submit(replace(given, attempt=3))
    body = sent(fake)
    assert body.pop("metadata") == {
        "job": "job-1", "attempt": "3", "count": "2", "seed": "99", "at_most": "269716",
    }  # fmt: skip
    assert body == {
        "image_url": PUBLIC,
        "prompt": 'A poster that reads "OPEN LATE"',
        "strength": 0.65,
        "rendering_speed": "TURBO",
        "expansion_model": "Large",
        "num_images": 2,
        "seed": 99,
        "image_size": {"width": 1248, "height": 832},
    }
    lifetime = fake.calls("POST")[0].headers["x-modelrunner-object-lifecycle-preference"]
    assert lifetime == '{"expiration_duration_seconds":86400}'


async def test_words_alone_have_no_picture_and_no_strength(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """The other model has neither field; without a source the shape is square."""
    await engine.submit(order(task=Task.IMAGINE))
    body = sent(fake)
    assert {"image_url", "strength", "mask_url"}.isdisjoint(body)
    assert body["image_size"] == {"width": 1024, "height": 1024}
    assert fake.job().model == "ideogram/ideogram-v4"


@pytest.mark.parametrize("size", list(Size)[1:])
async def test_every_shape_costs_about_a_megapixel(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, size: Size
) -> None:
    """Whatever the shape, its pixels stay below what was quoted, and its proportions within a hundredth."""
    made = order()
    await engine.submit(replace(made, wish=replace(made.wish, size=size)))
    wanted = sent(fake)["image_size"]
    assert 0.9 < wanted["width"] * wanted["height"] / 1024**2 <= 1
    assert wanted["width"] / wanted["height"] == pytest.approx(size.aspect, rel=0.01)


@pytest.mark.parametrize("source", [(64, 1536), (1536, 64), (512, 512), (1536, 1024)])
async def test_a_source_of_any_shape_gives_a_size_the_model_takes(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, source: tuple[int, int]
) -> None:
    """Sides of 512 to 2048 in steps of 16; beyond 4:1 the model's bounds end it."""
    await engine.submit(order(size=source))
    wanted = sent(fake)["image_size"]
    assert all(512 <= side <= 2048 and side % 16 == 0 for side in wanted.values())
    if max(source) / min(source) < 4:
        assert wanted["width"] / wanted["height"] == pytest.approx(source[0] / source[1], rel=0.02)


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:9/x.jpg", "https://10.0.0.8/x.jpg", "https://proxy/x.jpg"])
async def test_a_picture_the_service_cannot_reach_is_uploaded(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, url: str | None
) -> None:
    """Byte for byte, under its real type, with a life as short as the result's."""
    given = order(url=url)
    await engine.submit(given)
    (file,) = fake.world.files.values()
    assert given.source is not None
    assert (file.data, file.content_type) == (given.source.data, "image/jpeg")
    assert file.lifecycle == '{"expiration_duration_seconds":86400}'
    assert sent(fake)["image_url"] == f"{fake.url}/media/{file.name}"


async def test_a_fill_names_picture_and_mask_as_its_model_does(fake: ModelRunnerFake) -> None:
    """Field names and the mask's colours are settings; a mask of the other colours has to be uploaded."""
    model = FillModel(id=FILL, paint=Paint.BLACK)
    async with open_hosted(fake, terms=Terms(fill=model)) as engine:
        await engine.submit(order(task=Task.FILL))
    body = sent(fake)
    assert body["image_url"] == PUBLIC
    (file,) = fake.world.files.values()
    assert body["mask_url"].endswith(file.name)
    assert file.data is not None
    with Image.open(BytesIO(file.data)) as mask:
        assert (mask.getpixel((10, 10)), mask.getpixel((290, 10))) == (0, 255)


async def test_a_mask_in_the_models_own_colours_is_linked(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """White means change, here and there: nothing is uploaded."""
    await engine.submit(order(task=Task.FILL))
    assert sent(fake)["mask_url"] == PUBLIC
    assert fake.world.files == {}


@pytest.mark.parametrize("kind", ["400", "404"])
async def test_what_is_refused_for_what_it_is_ends_free(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, events: RecordedEvents, kind: str
) -> None:
    """The person is told without the service's words, which may quote theirs; the operator learns status and code."""
    fake.faults.add("submit", kind)
    with pytest.raises(EngineFailed) as caught:
        await engine.submit(order())
    assert type(caught.value) is EngineFailed
    assert caught.value.billed == NOTHING
    assert "scheduled" not in caught.value.user_text
    assert events.all[0][0] == "engine.refused"
    assert events.all[0][1]["status"] == int(kind)
    assert engine.trouble is None


async def test_nothing_leaves_without_a_connection(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """A refused connection is proof: the order may be sent again, and is then taken once."""
    await fake.down()
    with pytest.raises(EngineBusy):
        await engine.submit(order())
    await fake.up()
    await engine.submit(order())
    assert fake.world.submits == {"job-1": 1}


@pytest.mark.parametrize("place", ["upload", "put"])
async def test_a_picture_that_cannot_be_uploaded_is_tried_later(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, place: str
) -> None:
    """Nothing was ordered yet, so nothing is uncertain."""
    fake.faults.add(place, "500", times=None)
    with pytest.raises(EngineBusy):
        await engine.submit(order(url=None))
    assert fake.world.submits == {}


LOST = ["stall", "close", "reset", "500", "502", "503", "504", "truncated", "html", "no_id", "307", "409", "huge",
        "stall-after", "close-after", "reset-after", "500-after", "503-after"]  # fmt: skip


@pytest.mark.parametrize("kind", LOST)
async def test_every_lost_answer_is_uncertain_and_nothing_is_sent_again(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, kind: str
) -> None:
    """One request left, and one only; where it was taken, it is found by the job's key."""
    fake.faults.add("submit", kind)
    with pytest.raises(OrderUncertain):
        await engine.submit(order())
    reference = await engine.find("job-1")
    assert fake.world.submits == {"job-1": 1}
    assert (reference is not None) == (fake.world.accepted["job-1"] == 1)
    if reference is not None:
        assert len((await finish(engine, reference)).pictures) == 1


async def test_a_submit_that_is_called_off_is_left_to_the_search(
    fake: ModelRunnerFake, engine: ModelRunnerEngine
) -> None:
    """Cancelled in the middle of the request: no second one, and the first is found."""
    fake.faults.add("submit", "stall-after")
    task = asyncio.create_task(engine.submit(order()))
    while not fake.world.accepted:  # noqa: ASYNC110 (virtual time: nobody waits)
        await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await engine.find("job-1") == fake.job().id
    assert engine.trouble is None
    assert fake.world.submits == {"job-1": 1}


async def test_a_rate_limit_is_tried_later(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """The list shows that nothing was taken, so the order may be sent again."""
    fake.faults.add("submit", "429", value=30)
    with pytest.raises(EngineBusy):
        await engine.submit(order())
    assert len(fake.calls("GET", "/requests")) == 1


async def test_a_rate_limit_that_took_the_order_is_not_paid_twice(
    fake: ModelRunnerFake, engine: ModelRunnerEngine
) -> None:
    """The list shows it, and it is adopted."""
    fake.faults.add("submit", "429-after")
    assert await engine.submit(order()) == fake.job().id


async def test_a_rate_limit_with_an_unreadable_list_is_uncertain(
    fake: ModelRunnerFake, engine: ModelRunnerEngine
) -> None:
    """That nothing was taken is then only likely, and likely is not enough to pay again."""
    fake.faults.add("submit", "429")
    fake.faults.add("list", "strange")
    with pytest.raises(OrderUncertain):
        await engine.submit(order())
