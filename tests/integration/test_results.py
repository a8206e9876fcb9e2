"""Finished pictures through the real sandbox: what is passed on, what shows nothing, what is no picture."""

import io
from collections.abc import AsyncIterator

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image, ImageDraw

from bot.domain.errors import BadPicture, IntakeBusy
from bot.images.intake import Intake
from tests.fakes.modelrunner.pictures import draw
from tests.photos import photo
from tests.pictures import encoded

pytestmark = pytest.mark.asyncio(loop_scope="module")

SIDE = 1024


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def intake() -> AsyncIterator[Intake]:
    async with Intake(hosts=(), decode_seconds=60) as opened:
        yield opened


def plain(colour: tuple[int, int, int], noise: float = 0.0) -> Image.Image:
    """One colour, and the grain that a camera or a codec puts on it."""
    grain = np.random.default_rng(1).normal(0, noise, (SIDE, SIDE, 1))
    return Image.fromarray(np.uint8(np.clip(np.array(colour) + grain, 0, 255)), "RGB")


def fading() -> Image.Image:
    """A grey panel that darkens a little towards its edges."""
    y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    return Image.fromarray(np.uint8(128 - 6 * np.hypot(x, y)), "L").convert("RGB")


def dimmed(name: str, light: float, base: int = 0) -> Image.Image:
    """A real photo at a fraction of its light: night, or fog if there is a base."""
    with Image.open(photo(name)) as opened:
        return opened.convert("RGB").point(lambda value: int(base + value * light))


def poster(words: str) -> Image.Image:
    """Plain paper with one small thing on it."""
    sheet = Image.new("RGB", (SIDE, SIDE), (240, 230, 210))
    ImageDraw.Draw(sheet).text((SIDE // 2, SIDE // 2), words, fill=(40, 40, 40), anchor="mm", font_size=60)
    return sheet


def stars() -> Image.Image:
    """A night sky of single pixels."""
    chance = np.random.default_rng(1).random((SIDE, SIDE))
    return Image.fromarray(np.where(chance > 0.9995, 255, 4).astype(np.uint8), "L").convert("RGB")


BLANK = {
    "black": plain((0, 0, 0)),
    "grey": plain((128, 128, 128)),
    "grainy grey": plain((128, 128, 128), 4),
    "grainy black": plain((6, 6, 6), 3),
    "white": plain((255, 255, 255)),
    "fading": fading(),
}
SHOWING = {
    "night": dimmed("astronaut.png", 0.06),
    "dusk": dimmed("rocket.jpg", 0.1),
    "fog": dimmed("coffee.png", 0.1, 225),
    "snow": dimmed("motorcycle_left.png", 0.08, 234),
    "poster": poster("hi"),
    "stars": stars(),
    "photo": dimmed("chelsea.png", 1.0),
}
FORMS = {"JPEG": {"quality": 60}, "PNG": {}, "WEBP": {"quality": 60}}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", BLANK)
async def test_a_panel_instead_of_a_picture_is_seen(intake: Intake, name: str, form: str) -> None:
    """One colour is no picture, with whatever grain the codec put on it."""
    seen = await intake.inspect(encoded(BLANK[name], form, **FORMS[form]))
    assert (seen.width, seen.height, seen.uniform) == (SIDE, SIDE, True)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SHOWING)
async def test_dark_pale_and_plain_pictures_are_pictures(intake: Intake, name: str, form: str) -> None:
    """Night, fog, snow, a star field and a nearly empty poster show something."""
    seen = await intake.inspect(encoded(SHOWING[name], form, **FORMS[form]))
    assert not seen.uniform
    assert (seen.width, seen.height) == SHOWING[name].size


async def test_the_panel_of_the_fake_counts_as_blank_and_its_pictures_do_not(intake: Intake) -> None:
    """The stand-in for the service draws what the rule is about."""
    wish = {"prompt": "ink", "seed": 1}
    assert (await intake.inspect(draw(wish, 0, None, grey=True)[0])).uniform
    assert not (await intake.inspect(draw(wish, 0, None)[0])).uniform


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("damage", ["cut", "another file behind", "too small"])
async def test_what_is_not_one_whole_picture_is_refused(intake: Intake, form: str, damage: str) -> None:
    """It is passed on byte for byte, so every byte has to belong to the picture."""
    data = encoded(SHOWING["photo"], form, **FORMS[form])
    data = {
        "cut": data[: len(data) * 2 // 3],
        "another file behind": data + b"PK\x03\x04 an archive",
        "too small": encoded(SHOWING["photo"].resize((20, 20)), form),
    }[damage]
    with pytest.raises(BadPicture) as caught:
        await intake.inspect(data)
    assert not isinstance(caught.value, IntakeBusy)


async def test_words_are_no_picture(intake: Intake) -> None:
    """A page instead of a file is refused without a child having seen it."""
    with pytest.raises(BadPicture):
        await intake.inspect(b"<html>not a picture</html>")


async def test_inspecting_leaves_admitting_as_it_was(intake: Intake) -> None:
    """A child that judged one file is gone; the next one cleans another."""
    data = encoded(SHOWING["photo"], "PNG")
    await intake.inspect(data)
    cleaned = (await intake.sanitise(data)).picture
    with Image.open(io.BytesIO(cleaned.data)) as opened:
        assert opened.size == SHOWING["photo"].size
