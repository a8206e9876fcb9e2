"""The second attachment: what becomes of a mask in the sandbox, and what is said about one that cannot be used."""

import io
from collections.abc import AsyncIterator

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image, ImageDraw

from bot.domain.errors import BadPicture
from bot.domain.request import Region
from bot.domain.result import MediaType, Picture
from bot.images.intake import Intake
from bot.images.regions import rectangles
from tests.pictures import encoded, jpeg_segments, photo

pytestmark = pytest.mark.asyncio(loop_scope="module")

SIZE = (320, 240)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def intake() -> AsyncIterator[Intake]:
    async with Intake(hosts=(), decode_seconds=60) as opened:
        yield opened


def painted(size: tuple[int, int], mode: str = "L", ground: object = 0) -> Image.Image:
    """White in its left half."""
    sheet = Image.new(mode, size, ground)  # pyright: ignore[reportArgumentType]
    ImageDraw.Draw(sheet).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill="white")
    return sheet


def grey(mask: Picture) -> np.ndarray:
    with Image.open(io.BytesIO(mask.data)) as opened:
        assert opened.mode == "L"
        return np.asarray(opened, int)


def assert_left_half(mask: Picture) -> None:
    pixels = grey(mask)
    assert pixels.shape == SIZE[::-1]
    assert pixels[:, : SIZE[0] // 2 - 8].min() > 240
    assert pixels[:, SIZE[0] // 2 + 8 :].max() < 15


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [SIZE, (1280, 960), (160, 120), (322, 240)])
async def test_a_mask_comes_out_grey_at_its_pictures_size(intake: Intake, form: str, size: tuple[int, int]) -> None:
    """Whatever its format and size, as long as the proportions are the picture's to within rounding."""
    assert_left_half(await intake.mask_from(encoded(painted(size), form), SIZE))


async def test_what_nobody_painted_on_is_kept(intake: Intake) -> None:
    """White on a transparent layer is a mask too; so is one of few colours."""
    assert_left_half(await intake.mask_from(encoded(painted(SIZE, "RGBA", (255, 255, 255, 0)), "PNG"), SIZE))
    assert_left_half(await intake.mask_from(encoded(painted(SIZE).convert("P"), "PNG"), SIZE))


async def test_a_mask_is_turned_like_a_picture(intake: Intake) -> None:
    """Orientation in its metadata counts, and no metadata comes out."""
    exif = Image.Exif()
    exif[0x0112] = 8
    turned = encoded(painted(SIZE).rotate(-90, expand=True), "JPEG", exif=exif)
    mask = await intake.mask_from(turned, SIZE)
    assert_left_half(mask)
    assert jpeg_segments(mask.data)[0] == 0xE0
    assert 0xE1 not in jpeg_segments(mask.data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (encoded(Image.new("L", SIZE), "PNG"), "all black"),
        (encoded(Image.new("L", SIZE, 255), "PNG"), "all white"),
        (encoded(painted((240, 320)), "PNG"), "other proportions"),
        (encoded(painted((320, 200)), "PNG"), "other proportions"),
        (encoded(painted((40, 30)), "PNG"), "The mask: This picture is too small"),
        (encoded(painted(SIZE), "PNG")[:200], "The mask: This picture is damaged"),
        (b"no picture at all", "The mask: This file is not a picture"),
    ],
    ids=["black", "white", "turned", "cropped", "tiny", "damaged", "text"],
)
async def test_a_mask_that_says_nothing_is_refused(intake: Intake, data: bytes, words: str) -> None:
    """The text says that it is the mask, what is wrong with it, and what to do."""
    with pytest.raises(BadPicture) as refusal:
        await intake.mask_from(data, SIZE)
    assert words in refusal.value.user_text


@pytest.mark.parametrize("region", Region)
async def test_a_region_is_drawn_for_its_picture(intake: Intake, region: Region) -> None:
    """White where the region is, at the picture's size: every engine gets the same kind of mask."""
    source = Picture(data=encoded(photo(*SIZE), "JPEG"), media_type=MediaType.JPEG, width=SIZE[0], height=SIZE[1])
    pixels = grey(await intake.mask(region, source))
    assert pixels.shape == SIZE[::-1]
    expected = np.zeros(SIZE[::-1], int)
    for left, top, right, bottom in rectangles(region, SIZE):
        expected[top:bottom, left:right] = 255
    assert np.abs(pixels - expected).mean() < 3
