"""Apps > Restyle this image and Restyle avatar: from what somebody points at to the picture."""

from pathlib import Path

import pytest

from bot.playground.entities import Message, walk
from bot.playground.people import Outcome
from tests.acceptance.conftest import Stage, open_stage
from tests.photos import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")

MENU = "Restyle this image"
WORDS = {"prompt": "comic", "speed": ["TURBO"]}


async def asked(stage: Stage, message: Message, person: str = "alice") -> Outcome:
    """The form that the menu of a message opens."""
    outcome = await stage.playground.person(person).context_menu(message, MENU)
    assert outcome.acknowledged, outcome.failed
    return outcome


async def made(stage: Stage, form: Outcome, person: str = "alice", **values: object) -> Message:
    """The result of a form that was handed in."""
    outcome = await stage.playground.person(person).submit(form, WORDS | values)
    assert outcome.acknowledged, outcome.failed
    assert not outcome.message.flags & 64, outcome.message.text
    return await stage.result_of(outcome.message)


def fields(form: Outcome) -> list[str]:
    """The custom ids of a form's inputs."""
    return [part["custom_id"] for part in walk((form.modal.modal or {})["components"]) if "custom_id" in part]


async def test_a_picture_of_somebody_else_is_restyled(shared_stage: Stage) -> None:
    """Alice points at Bob's message; it is made in her name, with what the form said."""
    message = await shared_stage.playground.person("bob").say("general", "look", files=[photo("coffee.png")])
    form = await asked(shared_stage, message)
    assert fields(form) == ["prompt", "style", "strength", "speed"]
    result = await made(shared_stage, form, style=["noir"], strength=["0.5"])
    alice = shared_stage.playground.person("alice")
    assert f"Restyle for <@{alice.id}> · strength 0.5 · turbo" in result.text
    assert "Film noir: comic" in result.text
    assert "before.jpg" in [attachment.filename for attachment in result.attachments]


async def test_of_several_one_is_picked(shared_stage: Stage) -> None:
    """The form names them; what is picked is what is read."""
    files = [photo("coffee.png"), photo("astronaut.png"), ("notes.txt", b"no picture")]
    message = await shared_stage.playground.person("bob").say("general", "two", files=files)
    form = await asked(shared_stage, message)
    assert fields(form)[0] == "picture"
    result = await made(shared_stage, form, picture=["2"])
    before = next(each for each in result.attachments if each.filename == "before.jpg")
    assert before.width == before.height, "the astronaut is square, the coffee is not"


async def test_a_style_alone_is_enough(shared_stage: Stage) -> None:
    """No words, but a style; and the style says how strong."""
    message = await shared_stage.playground.person("bob").say("general", "", files=[photo("coffee.png")])
    result = await made(shared_stage, await asked(shared_stage, message), prompt="", style=["pencil"])
    assert "strength 0.85" in result.text


async def test_a_forward_and_a_sticker_have_pictures_too(shared_stage: Stage) -> None:
    """What a forwarded message carried, and a sticker as it is drawn."""
    bob = shared_stage.playground.person("bob")
    message = await bob.say("general", "", files=[photo("coffee.png")])
    forwarded = await bob.forward(message, "showcase")
    await made(shared_stage, await asked(shared_stage, forwarded))
    stickers = next(iter(shared_stage.playground.world.guilds.values())).stickers.values()
    stuck = await bob.say("general", "", stickers=list(stickers)[:1])
    await made(shared_stage, await asked(shared_stage, stuck))


async def test_a_result_of_ours_is_a_picture_too(shared_stage: Stage) -> None:
    """The pictures of a result and what it was made from are offered, each once."""
    result = await shared_stage.result_of(await shared_stage.ask(prompt="comic"))
    form = await asked(shared_stage, result)
    select = next(part for part in walk((form.modal.modal or {})["components"]) if part.get("custom_id") == "picture")
    assert len(select["options"]) == 2


async def test_a_message_without_a_picture_is_refused(shared_stage: Stage) -> None:
    """At once, and only to whoever asked."""
    message = await shared_stage.playground.person("bob").say("general", "only words")
    outcome = await shared_stage.playground.person("alice").context_menu(message, MENU)
    assert outcome.message.flags & 64
    assert "no picture in this message" in outcome.message.text


@pytest.mark.parametrize("person", ["bob", "mod"], ids=["own", "default"])
async def test_an_avatar_is_restyled(shared_stage: Stage, person: str) -> None:
    """The one they chose, or the one Discord gave them."""
    whom = shared_stage.playground.person(person)
    form = await shared_stage.playground.person("alice").context_menu(whom, "Restyle avatar")
    assert fields(form) == ["prompt", "style", "strength", "speed"]
    await made(shared_stage, form)


@pytest.mark.thorough
async def test_a_form_is_for_whoever_opened_it_and_outlives_a_restart(tmp_path: Path) -> None:
    """Its links are kept in a row, so that nothing is lost with the process."""
    async with open_stage(tmp_path) as stage:
        message = await stage.playground.person("bob").say("general", "", files=[photo("coffee.png")])
        form = await asked(stage, message)
        await stage.restart()
        await made(stage, form)
