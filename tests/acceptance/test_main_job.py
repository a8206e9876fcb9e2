"""From `/restyle` to the picture in its thread, and on to the next one, by a bot that was started as people do it."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.playground.keeper import Spawn, spawn
from tests.acceptance.conftest import Stage

pytestmark = pytest.mark.asyncio(loop_scope="module")

POSTER = 'vintage travel poster that reads "VISIT MARS"'


@pytest.fixture(scope="module")
def start() -> Spawn:
    """As people start it."""
    return spawn


def _picture(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def _difference(one: bytes, other: bytes) -> float:
    """Mean difference of two pictures at thumbnail size, 0..255."""
    small = [_picture(data).resize((64, 64)) for data in (one, other)]
    return sum(ImageStat.Stat(ImageChops.difference(*small)).mean) / 3


async def test_a_photo_becomes_a_poster_in_a_thread(shared_stage: Stage) -> None:
    """The card names prompt, settings and place in line; the thread holds the picture, its source and the buttons."""
    card = await shared_stage.ask(prompt=POSTER, strength=0.7, seed=42)
    assert "VISIT MARS" in card.text
    assert "in line" in card.text
    assert "strength 0.7" in card.text
    assert card.buttons == ["Cancel"]

    result = await shared_stage.result_of(card)
    thread = shared_stage.playground.world.channel(result.channel_id)
    assert thread.id == card.id
    assert thread.name.startswith("vintage travel poster")
    assert [attachment.filename.split("-")[0] for attachment in result.attachments] == ["restyle", "before.jpg"]
    assert result.buttons == ["Reroll", "Subtler", "Stronger", "Edit prompt", "More"]
    assert "not a generative model" in result.text
    after = _picture(await shared_stage.playground.file(result.attachments[0]))
    assert max(after.size) == 1024

    done = await shared_stage.ended(card, "Done")
    assert f"<#{thread.id}>" in done.text
    assert done.buttons == []
    assert [attachment.filename for attachment in done.attachments] == ["before.jpg"]


async def test_a_reroll_is_visibly_different(shared_stage: Stage) -> None:
    """Reroll answers in the same thread, in the name of whoever pressed it, with a picture that differs at a glance."""
    first = await shared_stage.result_of(await shared_stage.ask(prompt=POSTER))
    outcome = await shared_stage.playground.person("bob").click(first, label="Reroll")
    assert outcome.acknowledged
    second = await shared_stage.result_of(outcome.message)
    assert second.channel_id == first.channel_id
    bob = shared_stage.playground.world.people["bob"]
    assert f"<@{bob.id}>" in second.text
    assert _difference(*[await shared_stage.playground.file(each.attachments[0]) for each in (first, second)]) > 4


async def test_stronger_and_subtler_change_the_strength(shared_stage: Stage) -> None:
    """Each is one step from the picture it was pressed on."""
    first = await shared_stage.result_of(await shared_stage.ask(strength=0.5))
    alice = shared_stage.playground.person("alice")
    stronger = await shared_stage.result_of((await alice.click(first, label="Stronger")).message)
    subtler = await shared_stage.result_of((await alice.click(first, label="Subtler")).message)
    assert "strength 0\\.65" in stronger.text or "strength 0.65" in stronger.text
    assert "strength 0.35" in subtler.text


async def test_several_pictures_come_in_one_message(shared_stage: Stage) -> None:
    """`count` pictures have consecutive seeds and hang on one result."""
    result = await shared_stage.result_of(await shared_stage.ask(count=3, seed=7))
    assert len(result.attachments) == 4
    assert "seed 7" in result.text


async def test_a_thread_is_answered_in_that_thread(shared_stage: Stage) -> None:
    """Asked in a thread, the card and the result stay there."""
    first = await shared_stage.result_of(await shared_stage.ask())
    thread = shared_stage.playground.world.channel(first.channel_id)
    card = await shared_stage.ask("bob", str(thread.id))
    assert card.channel_id == thread.id
    assert (await shared_stage.result_of(card)).channel_id == thread.id


async def test_without_the_right_to_open_threads_it_answers_in_place(shared_stage: Stage) -> None:
    """Where the bot may not create threads the result follows in the channel."""
    card = await shared_stage.ask(channel="no-threads")
    assert (await shared_stage.result_of(card)).channel_id == card.channel_id


async def test_styles_complete(shared_stage: Stage) -> None:
    """`style` offers the presets, best match first."""
    alice = shared_stage.playground.person("alice")
    everything = await alice.autocomplete("general", "restyle", focused=("style", ""))
    assert len(everything) == 10
    assert (await alice.autocomplete("general", "restyle", focused=("style", "water")))[0][1] == "watercolor"


@pytest.mark.parametrize(("person", "deleted"), [("alice", True), ("bob", False), ("mod", True)])
async def test_a_result_is_deleted_by_its_owner_or_a_moderator(shared_stage: Stage, person: str, deleted: bool) -> None:
    """Anybody else is told why not, and the picture stays."""
    result = await shared_stage.result_of(await shared_stage.ask())
    presser = shared_stage.playground.person(person)
    panel = (await presser.click(result, label="More")).message
    outcome = await presser.click(panel, label="Delete")
    if deleted:
        await shared_stage.playground.until(lambda world: result.id not in world.messages)
    else:
        refusal = await shared_stage.playground.until(
            lambda world: next((m for m in world.messages.values() if m.flags & 64 and "moderator" in m.text), None)
        )
        assert outcome.acknowledged
        assert refusal is not None
        assert result.id in shared_stage.playground.world.messages
