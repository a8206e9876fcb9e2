"""Pictures made of pictures, in the sandbox: side by side above labels, and half beside half."""

from collections.abc import AsyncGenerator
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bot.domain.errors import BadPicture
from bot.domain.result import MediaType, Picture
from bot.images.intake import Intake
from bot.images.verdict import LONGEST_SIDE

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 30), (30, 30, 200), (200, 180, 20)
LABELS = ("0.3", "0.5", "0.7", "0.9")


def plain(colour: tuple[int, int, int], size: tuple[int, int] = (300, 200), kind: MediaType = MediaType.PNG) -> Picture:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind.name)
    return Picture(data=out.getvalue(), media_type=kind, width=size[0], height=size[1])


def pixels(picture: Picture) -> np.ndarray:
    with Image.open(BytesIO(picture.data)) as opened:
        return np.asarray(opened.convert("RGB"), np.int16)


@pytest.fixture
async def intake() -> AsyncGenerator[Intake]:
    async with Intake(hosts=(), workers=1) as opened:
        yield opened


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (1200, 100), (100, 1200), (64, 64)])
async def test_a_sheet_shows_each_picture_above_its_label(intake: Intake, size: tuple[int, int]) -> None:
    """In reading order, as large as fits, whatever their shape and format, with something written below each."""
    colours = (RED, GREEN, BLUE, YELLOW)
    kinds = (MediaType.PNG, MediaType.JPEG, MediaType.WEBP, MediaType.PNG)
    sheet = await intake.sheet([plain(c, size, k) for c, k in zip(colours, kinds, strict=True)], LABELS)
    shown = pixels(sheet)
    assert max(sheet.width, sheet.height) <= LONGEST_SIDE
    assert max(sheet.width, sheet.height) > LONGEST_SIDE * 0.9
    places = [np.argwhere((np.abs(shown - np.array(colour)) < 12).all(-1)) for colour in colours]
    areas = [len(place) for place in places]
    assert min(areas) > 0.9 * max(areas)
    corners = [tuple(place.min(0)) for place in places]
    assert corners == sorted(corners), "from left to right, then from top to bottom"
    assert (shown.min(-1) > 220).sum() > 4 * 50, "letters are bright on the dark ground"


async def test_half_meets_half_at_the_result_s_size(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Left of the line is the one, right of it the other, which keeps its shape; the source is cropped to it."""
    files = {"before": plain(RED, (400, 400)).data, "after": plain(BLUE, (500, 300)).data}

    async def fetched(url: str) -> bytes:
        return files[url]

    monkeypatch.setattr(intake, "fetch", fetched)
    halves = await intake.halves("before", "after")
    assert (halves.width, halves.height) == (500, 300)
    shown = pixels(halves)
    assert np.abs(shown[:, :240] - np.array(RED)).mean() < 6
    assert np.abs(shown[:, 260:] - np.array(BLUE)).mean() < 6
    assert shown[:, 249:251].min() > 200


async def test_one_bad_file_spoils_the_sheet_and_nothing_else(intake: Intake) -> None:
    """Cut off or no picture at all: the sheet is refused, and the next one is made."""
    good = plain(RED)
    for data in (good.data[:-40], b"GIF89a" + b"\0" * 60, b"", b"<html>"):
        bad = Picture(data=data, media_type=MediaType.PNG, width=300, height=200)
        with pytest.raises(BadPicture):
            await intake.sheet([good, bad], LABELS[:2])
    assert (await intake.sheet([good, good], LABELS[:2])).width > 0
