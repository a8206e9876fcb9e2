"""One part of a picture in a look: nothing outside changes, edges are soft, words find room inside."""

import cv2
import numpy as np
import pytest

from bot.domain.request import Speed, Task
from bot.engines.local.blocks.pixels import Picture
from bot.engines.local.filling import cover, room_for_words
from bot.engines.local.recipe import LOOK_NAMES, read
from bot.engines.local.render import fill
from tests.matrices import matrix
from tests.unit.local.subjects import photo


def masked(shape: tuple[int, ...]) -> Picture:
    """An ellipse in the middle."""
    mask = np.zeros(shape[:2], np.uint8)
    cv2.ellipse(mask, (shape[1] // 2, shape[0] // 2), (shape[1] // 4, shape[0] // 4), 0, 0, 360, 255, -1)
    return mask


def filled(source: Picture, mask: Picture, prompt: str, strength: float = 0.8, speed: Speed = Speed.TURBO) -> Picture:
    return fill(source, mask, read(prompt, task=Task.FILL), strength=strength, speed=speed, seed=3)


LARGE = np.asarray(cv2.resize(photo("coffee.png"), (1536, 1024), interpolation=cv2.INTER_CUBIC), np.uint8)


@pytest.mark.parametrize(
    "look", matrix(LOOK_NAMES.values(), plain={"film noir", "comic book art", "watercolor painting"})
)
def test_outside_the_mask_every_pixel_is_the_sources(look: str) -> None:
    """Bit for bit, in every look, at the source's own size; inside it is another picture."""
    mask = masked(LARGE.shape)
    made = filled(LARGE, mask, look)
    assert made.shape == LARGE.shape
    assert np.array_equal(made[mask == 0], LARGE[mask == 0])
    assert np.abs(made[mask > 0].astype(int) - LARGE[mask > 0]).mean() > 4


def test_a_mask_that_was_a_lossy_file_leaks_nothing() -> None:
    """What is nearly black is black."""
    mask = masked(LARGE.shape)
    noisy = np.clip(mask.astype(int) + np.random.default_rng(1).integers(-12, 12, mask.shape), 0, 255).astype(np.uint8)
    outside = cv2.dilate(mask, np.ones((9, 9), np.uint8)) == 0
    assert np.array_equal(filled(LARGE, noisy, "noir")[outside], LARGE[outside])


def test_edges_are_soft_and_the_pictures_own_border_is_none() -> None:
    """The part fades in over some pixels within its edge, and runs to the border where the mask does."""
    mask = np.zeros((512, 512), np.uint8)
    mask[:, :256] = 255
    shown = cover(mask, (512, 512))
    assert (shown[:, 256:] == 0).all()
    assert shown[:, 0].min() > 0.99
    ramp = shown[256, 230:256]
    assert (np.diff(ramp) <= 0).all()
    assert np.abs(np.diff(ramp)).max() < 0.5


def test_a_mask_of_another_size_is_fitted() -> None:
    """A part that was painted on a smaller copy covers the same part."""
    small, large = (masked((side, side)) for side in (128, 512))
    assert np.abs(cover(small, (512, 512)) - cover(large, (512, 512))).mean() < 0.02


def test_a_small_source_is_enlarged_as_anywhere() -> None:
    """A picture below the delivered size gets the pixels that the look needs."""
    source = photo("coffee.png", 300)
    assert max(filled(source, masked(source.shape), "noir").shape) == 1024


def test_at_strength_nothing_all_is_the_source() -> None:
    """Nothing asked, nothing changed."""
    assert np.array_equal(filled(LARGE, masked(LARGE.shape), "oil painting", strength=0), LARGE)


def test_words_stand_inside_the_part() -> None:
    """Outside it the picture is untouched, and inside, the words make a difference."""
    mask = masked(LARGE.shape)
    plain, lettered = (filled(LARGE, mask, words) for words in ("noir", 'noir that reads "OPEN"'))
    assert np.array_equal(lettered[mask == 0], LARGE[mask == 0])
    assert (np.abs(plain.astype(int) - lettered) > 60).sum() > 2000


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [((0, 100), (0, 400), (0, 0, 400, 100)), ((200, 400), (100, 200), (100, 200, 200, 400))],
)
def test_the_room_is_the_largest_rectangle(
    rows: tuple[int, int], columns: tuple[int, int], expected: tuple[int, int, int, int]
) -> None:
    """Of a part that is a rectangle it is the part itself, to within a cell of the search."""
    shown = np.zeros((400, 400), np.float32)
    shown[slice(*rows), slice(*columns)] = 1
    shown[390:, 390:] = 1
    box = room_for_words(shown)
    assert np.abs(np.array([box.left, box.top, box.right, box.bottom]) - expected).max() <= 6


def test_without_any_part_there_is_still_room() -> None:
    """A mask that shows nothing after fading breaks nothing."""
    box = room_for_words(np.zeros((40, 60), np.float32))
    assert (box.left, box.top, box.right, box.bottom) == (0, 0, 60, 40)
