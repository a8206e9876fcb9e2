"""The result card in full: every button of it pressed, by anybody, in their own name, at once and after a restart."""

import asyncio
from collections import Counter
from io import BytesIO
from pathlib import Path

import aiohttp
import numpy as np
import pytest
from PIL import Image

from bot.playground.entities import Member, Message, User, walk
from bot.playground.people import Outcome, Person
from tests.acceptance.conftest import Stage, open_stage

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def press(stage: Stage, message: Message, label: str, person: str = "bob") -> Outcome:
    """Press a button; it was answered."""
    outcome = await stage.playground.person(person).click(message, label=label)
    assert outcome.acknowledged, (label, outcome.failed)
    return outcome


async def panel_of(stage: Stage, message: Message, label: str = "More", person: str = "bob") -> Message:
    """The panel behind More, or behind a picture's own button: only for whoever pressed."""
    panel = (await press(stage, message, label, person)).message
    assert panel.flags & 64
    return panel


async def pixels(stage: Stage, message: Message, name: str) -> np.ndarray:
    """The file on a message whose name begins like that."""
    attachment = next(each for each in message.attachments if each.filename.startswith(name))
    with Image.open(BytesIO(await stage.playground.file(attachment))) as opened:
        return np.asarray(opened.convert("RGB"), np.float32)


async def test_a_card_tells_what_it_came_from(shared_stage: Stage) -> None:
    """The first of a family says what was asked; each further one which version it is, of which, and how it differs."""
    first = await shared_stage.result_of(await shared_stage.ask(prompt="comic"))
    assert "Restyle for" in first.text
    second = await shared_stage.result_of((await press(shared_stage, first, "Subtler")).message)
    assert "v2 from v1, subtler for" in second.text
    third = await shared_stage.result_of((await press(shared_stage, first, "Reroll")).message)
    assert "v3 from v1, rerolled for" in third.text


async def test_a_sweep_shows_four_strengths_of_one_seed(shared_stage: Stage) -> None:
    """One sheet and four pictures for one admission of four; each further from the source, and each to be worked on."""
    first = await shared_stage.result_of(await shared_stage.ask(prompt="comic", seed=9))
    card = (await press(shared_stage, await panel_of(shared_stage, first), "Four strengths")).message
    swept = await shared_stage.result_of(card)
    assert "strengths 0.3, 0.5, 0.7, 0.9 · turbo · seed 9" in swept.text
    assert swept.buttons == ["0.3", "0.5", "0.7", "0.9", "Reroll", "Edit prompt", "More"]
    names = [attachment.filename.split("-")[0] for attachment in swept.attachments]
    assert names == ["sweep", *["restyle"] * 4, "before.jpg"]
    made = [attachment.filename for attachment in swept.attachments[1:5]]
    pictures = [await pixels(shared_stage, swept, name) for name in made]
    size = (pictures[0].shape[1], pictures[0].shape[0])
    before = Image.fromarray((await pixels(shared_stage, swept, "before")).astype(np.uint8)).resize(size)
    distances = [float(np.abs(each - np.asarray(before, np.float32)).mean()) for each in pictures]
    assert distances == sorted(distances)
    assert distances[3] > 1.5 * distances[0]

    panel = await panel_of(shared_stage, swept, "0.7")
    assert "Picture 3 of 4, strength 0.7, seed 9" in panel.text
    stronger = await shared_stage.result_of((await press(shared_stage, panel, "Stronger")).message)
    assert "#3, stronger for" in stronger.text
    assert "strength 0.85 · turbo · seed 9" in stronger.text


async def test_a_grid_has_a_button_for_each_picture(shared_stage: Stage) -> None:
    """Number two is rerolled, edited and compared alone."""
    grid = await shared_stage.result_of(await shared_stage.ask(prompt="pop art", count=2, seed=20))
    assert grid.buttons[:2] == ["#1", "#2"]
    panel = await panel_of(shared_stage, grid, "#2")
    assert "Picture 2 of 2" in panel.text
    assert "seed 21" in panel.text
    quality = await press(shared_stage, panel, "In quality")
    assert "v2 from v1 #2, with more care for" in quality.message.text
    assert "quality · seed 21" in quality.message.text
    assert "2 pictures" not in quality.message.text


@pytest.mark.thorough
async def test_a_result_becomes_a_source(shared_stage: Stage) -> None:
    """A finished picture is restyled further, and what hangs on the new card as "before" is that picture."""
    first = await shared_stage.result_of(await shared_stage.ask(prompt="watercolor"))
    panel = await panel_of(shared_stage, first)
    form = await press(shared_stage, panel, "Use as source")
    outcome = await shared_stage.playground.person("bob").submit(form, {"prompt": "noir", "strength": "0,9"})
    second = await shared_stage.result_of(outcome.message)
    assert "v2 from v1, going on from the result for" in second.text
    assert "strength 0.9" in second.text
    made, before = await pixels(shared_stage, first, "restyle"), await pixels(shared_stage, second, "before")
    assert made.shape == before.shape
    assert np.abs(made - before).mean() < 3


async def test_before_and_after_are_compared_in_one_picture(shared_stage: Stage) -> None:
    """The left half is the source's and the right half the result's; only who asked sees it."""
    first = await shared_stage.result_of(await shared_stage.ask(prompt="noir", strength=1.0))
    seen = (await press(shared_stage, await panel_of(shared_stage, first), "Compare")).message
    await shared_stage.playground.until(lambda _: seen.attachments, timeout=60)
    assert seen.flags & 64
    half = await pixels(shared_stage, seen, "compared")
    after = await pixels(shared_stage, first, "restyle")
    assert half.shape == after.shape
    middle = half.shape[1] // 2
    assert np.abs(half[:, middle + 10 :] - after[:, middle + 10 :]).mean() < 4
    assert np.abs(half[:, : middle - 10] - after[:, : middle - 10]).mean() > 20


async def test_settings_files_and_family_are_shown(shared_stage: Stage) -> None:
    """The command to copy, links that lead to the files, and which came from which."""
    first = await shared_stage.result_of(await shared_stage.ask(prompt="comic", seed=31))
    second = await shared_stage.result_of((await press(shared_stage, first, "Reroll")).message)
    panel = await panel_of(shared_stage, second)
    command = (await press(shared_stage, panel, "As a command")).message.text
    assert "/restyle prompt:comic strength:0.8 speed:TURBO seed:32" in command
    files = (await press(shared_stage, panel, "Full resolution")).message
    await shared_stage.playground.until(lambda _: "links work" in files.text, timeout=60)
    [url] = [part["url"] for part in walk(files.components) if part.get("url")]
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert await answer.read() == await shared_stage.playground.file(second.attachments[0])
    tree = (await press(shared_stage, await panel_of(shared_stage, second), "Family")).message.text
    assert "  - **[v2](" in tree


async def test_a_form_outlives_a_restart(tmp_path: Path) -> None:
    """Opened before the bot dies and handed in after it came back, it makes what was written in it."""
    async with open_stage(tmp_path) as stage:
        first = await stage.result_of(await stage.ask(prompt="comic"))
        form = await press(stage, first, "Edit prompt")
        await stage.restart()
        outcome = await stage.playground.person("bob").submit(form, {"prompt": "watercolor", "strength": ""})
        assert outcome.acknowledged, outcome.failed
        second = await stage.result_of(outcome.message)
        assert "watercolor" in second.text
        assert "v2 from v1, in other words for" in second.text


async def test_what_a_form_says_wrong_is_answered(shared_stage: Stage) -> None:
    """A strength that is none is told, privately, and nothing is begun."""
    first = await shared_stage.result_of(await shared_stage.ask(prompt="comic"))
    form = await press(shared_stage, first, "Edit prompt")
    outcome = await shared_stage.playground.person("bob").submit(form, {"strength": "much"})
    assert outcome.message.flags & 64
    assert "number from 0 to 1" in outcome.message.text


async def test_fifty_clicks_of_ten_people_give_what_limits_allow(tmp_path: Path) -> None:
    """Five presses each, with three pictures a day left: three cards for each, and two refusals that say why."""
    async with open_stage(tmp_path, settings={"RESTYLE_DAILY_PICTURES": "3"}) as stage:
        first = await stage.result_of(await stage.ask(prompt="comic"))
        people = [_somebody(stage, number) for number in range(10)]
        labels = ("Reroll", "Stronger", "Subtler", "Reroll", "Reroll")
        outcomes = await asyncio.gather(*(person.click(first, label=each) for person in people for each in labels))
        assert all(outcome.acknowledged for outcome in outcomes)
        refused = Counter(each.interaction.user_id for each in outcomes if each.message.flags & 64)
        made = Counter(
            each.interaction.user_id for each in outcomes if f"for <@{each.interaction.user_id}>" in each.message.text
        )
        assert made == dict.fromkeys([person.id for person in people], 3)
        assert refused == dict.fromkeys([person.id for person in people], 2)
        assert all("3 of 3" in each.message.text for each in outcomes if each.message.flags & 64)


def _somebody(stage: Stage, number: int) -> Person:
    """Somebody new in the server."""
    world = stage.playground.world
    user = User(id=world.snowflakes.next(), username=f"guest{number}")
    world.users[user.id] = user
    guild = next(iter(world.guilds.values()))
    guild.members[user.id] = Member(user_id=user.id, role_ids=[], joined_at="2026-01-01T00:00:00+00:00")
    return stage.playground.person(user)
