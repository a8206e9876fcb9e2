"""`/imagine` and `/fill`, from the command to the picture in its thread, and on to the next one."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bot.playground.entities import Message
from tests.acceptance.conftest import Stage
from tests.photos import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOURCE = "coffee.png"


async def ask(stage: Stage, command: str, person: str = "alice", **options: object) -> Message:
    """A command of any name; returns what it was answered with."""
    outcome = await stage.playground.person(person).slash("general", command, **{"speed": "TURBO", **options})
    assert outcome.acknowledged, outcome.failed
    return outcome.message


async def pixels(stage: Stage, message: Message, number: int = 0) -> np.ndarray:
    """A picture that hangs on a message."""
    data = await stage.playground.file(message.attachments[number])
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"), np.float32)


def ellipse(size: tuple[int, int]) -> tuple[str, bytes]:
    """A mask: white in the middle, black around."""
    sheet, out = Image.new("L", size), BytesIO()
    ImageDraw.Draw(sheet).ellipse((size[0] // 4, size[1] // 4, 3 * size[0] // 4, 3 * size[1] // 4), fill=255)
    sheet.save(out, "PNG")
    return "mask.png", out.getvalue()


async def test_words_alone_become_a_picture(shared_stage: Stage) -> None:
    """The card and the result show no source, say what is drawn, and offer what helps: another one, or none."""
    card = await ask(shared_stage, "imagine", prompt="watercolor mountains at dusk", seed=5)
    assert "Imagine for" in card.text
    assert "generated sketch of mountains" in card.text
    assert "strength" not in card.text
    result = await shared_stage.result_of(card)
    assert result.buttons == ["Reroll", "Edit prompt", "More"]
    assert "not an imagined picture" in result.text
    assert [attachment.filename.split("-")[0] for attachment in result.attachments] == ["restyle"]
    assert (await pixels(shared_stage, result)).shape == (768, 1024, 3)
    done = await shared_stage.ended(card, "Done")
    assert done.attachments == []


async def test_an_imagined_picture_is_rerolled_without_a_source(shared_stage: Stage) -> None:
    """The next one is another place, in the name of whoever pressed."""
    first = await shared_stage.result_of(await ask(shared_stage, "imagine", prompt='poster that reads "HELLO"'))
    outcome = await shared_stage.playground.person("bob").click(first, label="Reroll")
    second = await shared_stage.result_of(outcome.message)
    assert np.abs(await pixels(shared_stage, first) - await pixels(shared_stage, second)).mean() > 10


async def test_what_cannot_be_drawn_is_refused_with_suggestions(shared_stage: Stage) -> None:
    """People and things are refused before anything is counted, privately."""
    answer = await ask(shared_stage, "imagine", prompt="a dragon fighting a robot")
    assert answer.flags & 64
    assert "Try: `watercolor mountains at dusk`" in answer.text


async def test_a_named_region_is_filled(shared_stage: Stage) -> None:
    """Half of the picture changes and the other half is the source's; the card shows which."""
    card = await ask(shared_stage, "fill", image=photo(SOURCE), prompt="noir", region="left", strength=1.0)
    assert "Fill for" in card.text
    assert "left only" in card.text
    result = await shared_stage.result_of(card)
    assert [attachment.filename.split("-")[0] for attachment in result.attachments] == [
        "restyle",
        "before.jpg",
        "mask.jpg",
    ]
    assert result.buttons == ["Reroll", "Subtler", "Stronger", "Edit prompt", "More"]
    after = await pixels(shared_stage, result)
    before = np.asarray(Image.open(photo(SOURCE)).convert("RGB").resize(after.shape[1::-1]), np.float32)
    change, middle = np.abs(after - before).mean(2), after.shape[1] // 2
    assert change[:, : middle - 20].mean() > 20
    assert change[:, middle + 20 :].mean() < 4


@pytest.mark.thorough
async def test_a_mask_is_kept_on_the_card_for_the_next_one(shared_stage: Stage) -> None:
    """A reroll reads source and mask from the message before it; nobody attaches them again."""
    with Image.open(photo(SOURCE)) as opened:
        mask = ellipse(opened.size)
    card = await ask(shared_stage, "fill", image=photo(SOURCE), prompt="pop art", mask=mask)
    assert "inside a mask" in card.text
    first = await shared_stage.result_of(card)
    second = await shared_stage.result_of(
        (await shared_stage.playground.person("bob").click(first, label="Reroll")).message
    )
    for result in (first, second):
        shown = await pixels(shared_stage, result, 2)
        assert shown[shown.shape[0] // 2, shown.shape[1] // 2].min() > 240
        assert shown[4, 4].max() < 15
    one, other = await pixels(shared_stage, first), await pixels(shared_stage, second)
    assert np.abs(one - other)[:80].mean() < 1
    assert np.abs(one - other)[300:400, 450:600].mean() > 10


@pytest.mark.parametrize(
    ("options", "words"),
    [({}, "attach a `mask`"), ({"region": "top", "mask": ellipse((600, 400))}, "not both")],
    ids=["neither", "both"],
)
async def test_the_part_is_told_in_one_way(shared_stage: Stage, options: dict[str, Any], words: str) -> None:
    """Without a mask or a region, and with both, nothing is begun."""
    answer = await ask(shared_stage, "fill", image=photo(SOURCE), prompt="noir", **options)
    assert answer.flags & 64
    assert words in answer.text


@pytest.mark.thorough
async def test_a_mask_of_another_shape_ends_with_a_clear_text(shared_stage: Stage) -> None:
    """The card says what is wrong with the mask, and nothing is counted."""
    card = await ask(shared_stage, "fill", image=photo(SOURCE), prompt="noir", mask=ellipse((300, 600)))
    ended = await shared_stage.ended(card, "Nothing was counted")
    assert "other proportions" in ended.text
