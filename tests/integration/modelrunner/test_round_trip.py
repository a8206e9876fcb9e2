"""The whole way of one request, over real sockets."""

import io

from PIL import Image

from bot.engines.modelrunner import (
    IMAGINE_MODEL,
    RESTYLE_MODEL,
    Handle,
    ImagineInput,
    ModelRunner,
    Phase,
    Sighting,
    Success,
)
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.modelrunner.clients import JOB, restyle


async def test_a_restyle_is_uploaded_submitted_followed_and_fetched(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """One subscribe makes one POST, tells its progress, and ends with pictures that open."""
    source = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(source, "PNG")
    url = await runner.storage.upload(source.getvalue(), content_type="image/png", file_name="card.png")
    told: list[Handle | Phase] = []

    async def on_enqueue(handle: Handle) -> None:
        told.append(handle)

    async def on_update(sighting: Sighting) -> None:
        told.append(sighting.phase)

    made = await runner.subscribe(
        RESTYLE_MODEL,
        restyle(image_url=url, num_images=2),
        metadata=JOB,
        seconds=120,
        on_enqueue=on_enqueue,
        on_update=on_update,
    )
    assert fake.world.submits == {"c0ffee": 1}
    assert made.price == fake.world.billed > 0
    assert (made.fallback, len(made.output.urls)) == (False, 2)
    assert isinstance(told[0], Handle)
    assert told[1] in {Phase.IN_QUEUE, Phase.IN_PROGRESS}
    assert told[-1] is Phase.COMPLETED
    fetched = [await runner.media.fetch(one) for one in made.output.urls]
    assert {one.content_type for one in fetched} == {"image/jpeg"}
    assert {Image.open(io.BytesIO(one.data)).size for one in fetched} == {(300, 200)}
    assert fetched[0].data != fetched[1].data


async def test_what_is_sent_is_the_input_flat_beside_the_tags(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Every field whose default is not documented is sent; the safety checker is not touched."""
    await runner.queue.submit(RESTYLE_MODEL, restyle(strength=0.65), metadata=JOB)
    (posted,) = fake.calls("POST")
    assert posted.body == {
        "image_url": "https://media.modelrunner.ai/in.png",
        "prompt": 'A poster "OPEN LATE"',
        "strength": 0.65,
        "image_size": "auto",
        "rendering_speed": "BALANCED",
        "expansion_model": "None",
        "num_images": 1,
        "seed": 7,
        "metadata": JOB,
    }
    assert posted.headers["authorization"].startswith("Key ")


async def test_a_picture_is_made_from_words_alone(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The text-to-image model gets no picture, no strength and an explicit size."""
    made = await runner.subscribe(IMAGINE_MODEL, ImagineInput(prompt="a fox", seed=3), metadata=JOB, seconds=60)
    assert made.model == IMAGINE_MODEL
    (posted,) = fake.calls("POST")
    assert posted.body.keys() == {
        "prompt", "expansion_model", "rendering_speed", "num_images", "seed", "image_size", "metadata",
    }  # fmt: skip


async def test_a_stored_id_is_enough_to_go_on_after_a_restart(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """With the model its progress is visible, without it the end still is."""
    accepted = await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
    for handle in (runner.queue.handle(accepted.id, model=RESTYLE_MODEL), runner.queue.handle(accepted.id)):
        ending = await runner.poller.wait(handle, seconds=60)
        assert isinstance(ending, Success)
        assert ending.record.id == accepted.id
    assert fake.world.submits == {"c0ffee": 1}


async def test_cancelling_stops_nothing(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The service answers with the status, and the request is finished and billed all the same."""
    accepted = await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
    assert (await runner.queue.cancel(accepted.handle)).status is Phase.IN_QUEUE
    await runner.poller.wait(accepted.handle, seconds=60)
    assert fake.world.billed > 0
    assert "NOT stop" in (type(runner.queue).cancel.__doc__ or "")
