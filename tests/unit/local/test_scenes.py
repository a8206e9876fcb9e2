"""Pictures from nothing: made of what they say, the same for a seed, another for another, in every shape and look."""

import numpy as np
import pytest

from bot.domain.request import Speed, Task
from bot.engines.local.blocks.pixels import Picture
from bot.engines.local.recipe import LOOK_NAMES, read
from bot.engines.local.render import imagine
from tests.matrices import matrix

SCENES = (
    "mountains", "mountains and a lake at sunset", "the sea at night", "desert at golden hour", "autumn forest in fog",
    "meadow in spring", "city in rain", "northern lights over a lake in winter", '"HELLO WORLD"', "teal and cream",
)  # fmt: skip


def made(prompt: str, seed: int = 1, aspect: float | None = None) -> Picture:
    recipe = read(prompt, task=Task.IMAGINE, seed=seed)
    return imagine(recipe, speed=Speed.TURBO, seed=seed, aspect=aspect)


def thumbnail(picture: Picture) -> np.ndarray:
    height, width = (side // 16 * 16 for side in picture.shape[:2])
    return picture[:height, :width].reshape(16, height // 16, 16, width // 16, 3).mean((1, 3))


@pytest.mark.parametrize("prompt", matrix(SCENES, plain={"mountains", "city in rain", "teal and cream"}))
def test_a_drawing_is_a_picture(prompt: str) -> None:
    """Neither blank nor black nor white, 1024 px on the long side, lying or standing as suits it."""
    picture = made(prompt)
    assert picture.dtype == np.uint8
    assert max(picture.shape) == 1024
    assert (picture.shape[0] > picture.shape[1]) == prompt.startswith(('"', "teal"))
    assert 10 < picture.mean() < 242
    assert picture.std() > 12


@pytest.mark.parametrize("prompt", matrix(SCENES, plain={"meadow in spring", '"HELLO WORLD"'}))
def test_a_seed_repeats_and_its_neighbour_differs(prompt: str) -> None:
    """The same bytes for the same seed; a reroll is another picture at a glance."""
    first = made(prompt, 7)
    assert np.array_equal(first, made(prompt, 7))
    assert np.abs(thumbnail(first) - thumbnail(made(prompt, 8))).mean() > 6


@pytest.mark.parametrize("look", matrix(LOOK_NAMES.values(), plain={"film noir"}))
def test_every_look_can_be_drawn_in(look: str) -> None:
    """A look on a drawing changes it as it changes a photo."""
    plain, styled = made("mountains at sunset"), made(f"mountains at sunset, {look}")
    assert np.abs(thumbnail(plain) - thumbnail(styled)).mean() > 4


@pytest.mark.parametrize("aspect", matrix([9 / 16, 3 / 4, 1.0, 16 / 9], plain={9 / 16}))
@pytest.mark.parametrize("prompt", ["mountains and a lake", 'poster that reads "A LONG EVENING OF CHAMBER MUSIC"'])
def test_every_shape_can_be_had(prompt: str, aspect: float) -> None:
    """Scenes and posters are composed for the shape that was asked for."""
    height, width = made(prompt, aspect=aspect).shape[:2]
    assert width / height == pytest.approx(aspect, abs=0.01)


@pytest.mark.thorough
def test_light_and_season_are_seen() -> None:
    """Night is dark, winter white, autumn warm, fog pale in the distance."""
    day, night = made("mountains"), made("mountains at night")
    assert night.mean() < 0.55 * day.mean()
    winter = made("meadow in winter")
    assert winter[-150:].mean() > made("meadow")[-150:].mean() + 30
    autumn, summer = (made(words, 3)[-300:].mean((0, 1)) for words in ("autumn forest", "forest"))
    assert autumn[0] - autumn[2] > summer[0] - summer[2] + 30
    fog = made("mountains in fog")
    assert fog[200:400].std() < 0.6 * day[200:400].std()


@pytest.mark.parametrize("position", matrix(["top", "bottom"], plain={"top"}))
def test_words_stand_where_they_were_asked_for(position: str) -> None:
    """The words of a poster are the part of it with nothing but ink and ground."""
    picture = made(f'"HELLO" at the {position}', 2)
    near = picture[80:260] if position == "top" else picture[-260:-80]
    assert len(np.unique(near.reshape(-1, 3) // 64, axis=0)) < len(np.unique(picture.reshape(-1, 3) // 64, axis=0))
