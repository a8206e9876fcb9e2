"""Every button below a result, in every kind of place, long after the interaction's token is over."""

from collections.abc import Awaitable, Callable

import pytest

from bot.playground.entities import Message
from bot.playground.people import Place
from tests.acceptance.conftest import PATIENCE, Stage
from tests.acceptance.test_cards import press
from tests.acceptance.test_elsewhere import HARBOUR
from tests.matrices import matrix

pytestmark = pytest.mark.asyncio(loop_scope="module")

SERVER, THREAD, DIRECT, GUEST = "server", "thread", "direct messages", "guest"
PLACES = (SERVER, THREAD, DIRECT, GUEST)
_results = dict[tuple[int, str], Message]()
"""By stage and place, because one result serves all buttons but the one that deletes it."""


async def channel_of(stage: Stage, place: str) -> Place:
    """Where somebody asks."""
    if place == THREAD:
        opened = await stage.result_of(await stage.ask(prompt="comic"))
        return stage.playground.world.channel(opened.channel_id)
    return {
        SERVER: "general",
        DIRECT: await stage.playground.person("alice").open_dm(),
        GUEST: HARBOUR,
    }[place]


async def new_result(stage: Stage, place: str) -> Message:
    """A result whose interaction's token is over."""
    result = await stage.result_of(await stage.ask("alice", await channel_of(stage, place), prompt="comic", seed=5))
    await stage.playground.until(lambda world: result.attachments and result.id in world.messages, timeout=PATIENCE)
    await stage.playground.fault("tokens")
    return result


async def result_in(stage: Stage, place: str) -> Message:
    """The result of that place."""
    key = (id(stage), place)
    if key not in _results:
        _results[key] = await new_result(stage, place)
    return _results[key]


async def panel_of(stage: Stage, result: Message) -> Message:
    """What is behind More, for whoever pressed."""
    panel = (await press(stage, result, "More", "alice")).message
    assert panel.flags & 64
    return panel


async def reroll(stage: Stage, result: Message) -> None:
    """Another one."""
    made = await stage.result_of((await press(stage, result, "Reroll", "alice")).message)
    assert "v1, rerolled for" in made.text


async def edit_prompt(stage: Stage, result: Message) -> None:
    """In other words."""
    form = await press(stage, result, "Edit prompt", "alice")
    outcome = await stage.playground.person("alice").submit(form, {"prompt": "noir", "strength": ""})
    assert "in other words for" in (await stage.result_of(outcome.message)).text


async def stronger(stage: Stage, result: Message) -> None:
    """Further from its source."""
    made = await stage.result_of((await press(stage, result, "Stronger", "alice")).message)
    assert "v1, stronger for" in made.text


async def more(stage: Stage, result: Message) -> None:
    """Everything else, for a result of which nothing can be read but by the press."""
    assert {"Compare", "Full resolution", "As a command", "Family"} <= set((await panel_of(stage, result)).buttons)


async def in_quality(stage: Stage, result: Message) -> None:
    """With the most care."""
    made = await stage.result_of((await press(stage, await panel_of(stage, result), "In quality", "alice")).message)
    assert "with more care for" in made.text


async def sweep(stage: Stage, result: Message) -> None:
    """Four strengths on one sheet."""
    card = (await press(stage, await panel_of(stage, result), "Four strengths", "alice")).message
    swept = await stage.result_of(card)
    assert swept.attachments[0].filename.startswith("sweep")


async def compare(stage: Stage, result: Message) -> None:
    """Half and half."""
    seen = (await press(stage, await panel_of(stage, result), "Compare", "alice")).message
    await stage.playground.until(lambda _: seen.attachments or ("…" not in seen.text and seen.text), timeout=PATIENCE)
    assert [each.filename.partition(".")[0] for each in seen.attachments] == ["compared"], seen.text


async def use_as_source(stage: Stage, result: Message) -> None:
    """Going on from what was made."""
    form = await press(stage, await panel_of(stage, result), "Use as source", "alice")
    outcome = await stage.playground.person("alice").submit(form, {"prompt": "noir", "strength": "0.9"})
    assert "going on from the result for" in (await stage.result_of(outcome.message)).text


async def settings(stage: Stage, result: Message) -> None:
    """The command to copy."""
    said = (await press(stage, await panel_of(stage, result), "As a command", "alice")).message.text
    assert "/restyle prompt:comic" in said


async def full_resolution(stage: Stage, result: Message) -> None:
    """Links to the files."""
    shown = (await press(stage, await panel_of(stage, result), "Full resolution", "alice")).message
    await stage.playground.until(lambda _: shown.text, timeout=PATIENCE)
    assert "links work" in shown.text


async def family(stage: Stage, result: Message) -> None:
    """Which came from which."""
    assert "v1" in (await press(stage, await panel_of(stage, result), "Family", "alice")).message.text


Step = Callable[[Stage, Message], Awaitable[None]]
STEPS: tuple[Step, ...] = (
    reroll,
    edit_prompt,
    stronger,
    more,
    in_quality,
    sweep,
    compare,
    use_as_source,
    settings,
    full_resolution,
    family,
)


@pytest.mark.parametrize("place", matrix(PLACES, plain={GUEST}))
@pytest.mark.parametrize("step", matrix(STEPS, plain={reroll, more, compare}), ids=lambda step: step.__name__)
async def test_every_button_works_everywhere(shared_stage: Stage, place: str, step: Step) -> None:
    """Whatever is offered does what it says, whoever the bot is there."""
    await step(shared_stage, await result_in(shared_stage, place))


@pytest.mark.parametrize("place", [SERVER, THREAD])
async def test_a_picture_is_reported_where_there_are_moderators(shared_stage: Stage, place: str) -> None:
    """In channels and threads of a server."""
    bob = shared_stage.playground.person("bob")
    panel = (await bob.click(await result_in(shared_stage, place), label="More")).message
    thanks = await bob.submit(await bob.click(panel, label="Report"), {"reason": "it shows me"})
    assert "Thank you" in thanks.message.text


@pytest.mark.parametrize("place", [DIRECT, GUEST])
async def test_where_nobody_decides_nothing_can_be_reported(shared_stage: Stage, place: str) -> None:
    """A button that could only refuse is not offered."""
    assert "Report" not in (await panel_of(shared_stage, await result_in(shared_stage, place))).buttons


@pytest.mark.parametrize("place", matrix(PLACES, plain={GUEST}))
async def test_a_result_is_deleted_everywhere(shared_stage: Stage, place: str) -> None:
    """By its owner: from the panel, and where the bot is a guest by a button on the message itself."""
    result = await new_result(shared_stage, place)
    where = result if place == GUEST else await panel_of(shared_stage, result)
    await press(shared_stage, where, "Delete", "alice")
    await shared_stage.playground.until(lambda world: result.id not in world.messages, timeout=PATIENCE)
