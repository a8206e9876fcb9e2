"""Moods and named colours: visible, within range, repeatable, and without a seam where a sky is replaced."""

import numpy as np
import pytest

from bot.engines.local.blocks.pixels import Frame, clipped, floats, grid, mix, smoothstep, to_lab
from bot.engines.local.blocks.sky import find_sky
from bot.engines.local.moods import apply_colours, apply_moods
from bot.engines.local.reading.colours import COLOURS
from bot.engines.local.values import Mood, Recipe
from tests.matrices import matrix
from tests.unit.local.subjects import SUBJECTS, frame

SIDE = 360
U = SIDE / 1024


def in_mood(picture: Frame, *moods: Mood, strength: float = 0.8, seed: int = 1) -> Frame:
    return apply_moods(picture, Recipe(moods=moods), strength, np.random.default_rng(seed), U)


def difference(one: Frame, other: Frame) -> float:
    """Mean dE of two frames."""
    return float(np.linalg.norm(to_lab(one) - to_lab(other), axis=-1).mean())


def landscape() -> Frame:
    """A blue sky over a dark, rugged ridge."""
    height, width = 240, SIDE
    x, y = grid((height, width))
    sky = np.stack([0.45 + 0.35 * y / height, 0.62 + 0.25 * y / height, np.full_like(y, 0.92)], -1)
    ridge = 120 + 14 * np.sin(x / 23) + 9 * np.sin(x / 7 + 1)
    land = np.array([0.2, 0.3, 0.18]) + 0.03 * np.random.default_rng(1).standard_normal((height, width, 1))
    return floats(clipped(mix(floats(sky), floats(land), smoothstep(-1, 1, y - ridge))))


@pytest.mark.parametrize("mood", Mood)
@pytest.mark.parametrize("name", matrix(SUBJECTS, plain={"coffee.png", "black", "3:1"}))
def test_a_mood_keeps_any_picture_sound(mood: Mood, name: str) -> None:
    """Every mood on every photo gives numbers from 0 to 1 in the same shape, and keeps a share of its contrast."""
    picture = frame(name, SIDE)
    made = in_mood(picture, mood)
    assert made.shape == picture.shape
    assert made.dtype == np.float32
    assert np.all(np.isfinite(made))
    assert made.min() >= 0
    assert made.max() <= 1
    if name != "black":
        assert 0.02 < made.mean() < 0.97
        assert made.std() > 0.1 * picture.std()


@pytest.mark.parametrize("mood", Mood)
@pytest.mark.parametrize(
    "name", matrix(["astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg"], plain={"coffee.png", "rocket.jpg"})
)
def test_a_mood_is_seen(mood: Mood, name: str) -> None:
    """At default strength a mood moves the picture by at least 5 dE."""
    picture = frame(name, SIDE)
    assert difference(in_mood(picture, mood), picture) >= 5


@pytest.mark.parametrize("mood", Mood)
def test_the_same_seed_gives_the_same_mood_and_another_one_does_not(mood: Mood) -> None:
    """All chance in a mood comes from the generator it is given."""
    picture = frame("rocket.jpg", SIDE)
    one, again, other = (in_mood(picture, mood, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_no_mood_is_the_picture_itself() -> None:
    """Without a mood nothing is computed."""
    picture = frame("coffee.png", SIDE)
    assert in_mood(picture) is picture


@pytest.mark.parametrize("mood", [Mood.SUNSET, Mood.NIGHT])
def test_a_replaced_sky_shows_no_step_above_a_lit_horizon(mood: Mood) -> None:
    """On the rocket photo, whose sky fades into light, no row differs from the next by much more than in the photo."""
    picture = frame("rocket.jpg", SIDE)
    own, made = (np.abs(np.diff(to_lab(each)[:, :, 0].mean(1))) for each in (picture, in_mood(picture, mood)))
    lower = slice(len(own) // 2, None)
    assert made[lower].max() <= own[lower].max() + 2.0


def test_the_sky_is_found_where_it_is() -> None:
    """Above a ridge the matte is 1, below it 0, and the edge between them is sharp."""
    sky = find_sky(landscape(), U)
    assert sky.confidence > 0.8
    assert sky.matte[:80].min() > 0.9
    assert sky.matte[160:].max() < 0.1
    assert np.mean((sky.matte > 0.2) & (sky.matte < 0.8)) < 0.04


@pytest.mark.parametrize("name", ["coffee.png", "chelsea.png", "black"])
def test_no_sky_is_invented_indoors(name: str) -> None:
    """Where there is no sky, confidence is low enough for none to be painted."""
    assert find_sky(frame(name, SIDE), U).confidence <= 0.3


def test_the_land_keeps_its_shapes_under_another_sky() -> None:
    """Sunset and night change light, not layout: the ridge stays where it was."""
    picture = landscape()
    for mood in (Mood.SUNSET, Mood.NIGHT):
        made = in_mood(picture, mood)
        step = np.abs(np.diff(to_lab(made)[..., 0], axis=0))[100:150].argmax(0) + 100
        own = np.abs(np.diff(to_lab(picture)[..., 0], axis=0)).argmax(0)
        assert np.median(np.abs(step - own)) <= 3


@pytest.mark.parametrize("names", [("teal",), ("teal", "cream"), ("red",), ("navy", "gold"), ("black", "white")])
@pytest.mark.parametrize("name", ["astronaut.png", "coffee.png", "rocket.jpg"])
def test_named_colours_are_the_ones_seen(names: tuple[str, ...], name: str) -> None:
    """What colour is left has the hue of one of the named colours or lies between them; none named leaves grey."""
    made = to_lab(apply_colours(frame(name, SIDE), [COLOURS[each] for each in names]))
    wanted = to_lab(floats([[np.array(COLOURS[each].rgb) / 255 for each in names]]))[0]
    colourful = made[np.hypot(made[..., 1], made[..., 2]) > 12]
    if names == ("black", "white"):
        assert len(colourful) == 0
        return
    ends = wanted[:, 1:] / np.maximum(np.hypot(wanted[:, 1], wanted[:, 2]), 1e-3)[:, None]
    own = colourful[:, 1:] / np.hypot(colourful[:, 1], colourful[:, 2])[:, None]
    nearest = (own @ ends.T).max(1)
    assert len(colourful) > 0
    assert np.median(nearest) > np.cos(np.radians(20))


def test_a_colour_foreign_to_the_photo_is_seen() -> None:
    """Teal over a red cup changes the picture by at least 5 dE and keeps its lightness."""
    picture = frame("coffee.png", SIDE)
    made = apply_colours(picture, [COLOURS["teal"]])
    assert difference(made, picture) >= 5
    assert np.abs(to_lab(made)[..., 0] - to_lab(picture)[..., 0]).mean() < 4
