"""What is refused: clearly, for the person alone where nothing was reserved, and at no cost."""

from pathlib import Path

import pytest

from tests.acceptance.conftest import Stage, open_stage
from tests.photos import photo
from tests.pictures import blank_png

pytestmark = pytest.mark.asyncio(loop_scope="module")

BAD_FILES = {
    "not an image": (("notes.png", b"Dear diary, this is no picture at all."), "not a picture"),
    "truncated": (("half.png", photo("coffee.png").read_bytes()[:40_000]), "damaged"),
    "too small": (("tiny.png", blank_png(40, 40)), "64"),
    "bomb": (("bomb.png", blank_png(8000, 8000)), "pixels"),
}


@pytest.mark.parametrize("name", BAD_FILES)
async def test_a_bad_file_ends_with_a_clear_text(shared_stage: Stage, name: str) -> None:
    """The card says what is wrong with the file, and nothing is counted."""
    file, words = BAD_FILES[name]
    card = await shared_stage.ended(await shared_stage.ask(image=file), "Nothing was counted")
    assert words in card.text.replace("\\", "")


async def test_what_filters_cannot_do_is_refused_before_anything_is_counted(shared_stage: Stage) -> None:
    """A prompt that the engine does not understand is refused with suggestions, privately."""
    text = await shared_stage.refusal(prompt="put a hat on him")
    assert "Try" in text or "try" in text


@pytest.mark.thorough
async def test_a_spent_allowance_explains_itself(tmp_path: Path) -> None:
    """The refusal names the rule, what is used, and when it resets; another person is not affected."""
    async with open_stage(tmp_path, settings={"RESTYLE_DAILY_PICTURES": "2"}) as stage:
        await stage.ask(count=2)
        text = await stage.refusal()
        assert "2 pictures a day" in text
        assert "Used: 2 of 2" in text
        assert "<t:" in text
        await stage.ask("bob")


async def test_an_unknown_style_is_refused(shared_stage: Stage) -> None:
    """A style typed by hand that does not exist is named in the refusal."""
    assert "there is no style" in (await shared_stage.refusal(style="sparkle")).lower()
