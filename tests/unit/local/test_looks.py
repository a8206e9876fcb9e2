"""Every look by itself: registered, sane on any photo, and within 0..1."""

from dataclasses import replace

import numpy as np
import pytest

from bot.domain.request import Speed
from bot.engines.local.blocks.pixels import UNIT_SIDE, luminance, to_lab
from bot.engines.local.looks import LOOKS
from bot.engines.local.looks.strength import blended
from bot.engines.local.looks.take import Take
from bot.engines.local.values import Look
from tests.matrices import matrix
from tests.unit.local.subjects import SUBJECTS, frame

SIDE = 360
RED, CREAM = (200, 36, 43), (246, 234, 208)


def a_take(seed: int = 1, strength: float = 0.8) -> Take:
    return Take(strength=strength, rng=np.random.default_rng(seed), u=SIDE / UNIT_SIDE, speed=Speed.BALANCED)


def test_every_look_is_registered() -> None:
    """The table of looks has exactly one row for each member of `Look`."""
    assert set(LOOKS) == set(Look)


@pytest.mark.parametrize("name", matrix(SUBJECTS, plain={"coffee.png", "3:1"}))
@pytest.mark.parametrize("look", Look)
def test_a_look_is_sane_on_any_photo(look: Look, name: str) -> None:
    """A drawn frame keeps its size, holds no NaN, stays in range, and is neither black, white nor empty."""
    source = frame(name, SIDE)
    drawn = LOOKS[look].draw(source, a_take())

    assert drawn.shape == source.shape
    assert drawn.dtype == np.float32
    assert np.isfinite(drawn).all()
    assert drawn.min() >= -1e-4
    assert drawn.max() <= 1.0001
    if name != "black":
        assert 0.04 < luminance(drawn).mean() < 0.95
        assert drawn.std() >= 0.05


@pytest.mark.parametrize("look", Look)
def test_a_look_without_a_frame_reaches_the_border(look: Look) -> None:
    """Without frame or margin, as on a result restyled again, the outermost pixels vary like a picture does."""
    source = frame("coffee.png", SIDE)
    bare = LOOKS[look].draw(source, replace(a_take(), framed=False))
    assert bare[2:4].std() > 0.05


@pytest.mark.parametrize("look", [Look.NOIR, Look.CYANOTYPE])
def test_a_one_ink_look_keeps_no_source_colour(look: Look) -> None:
    """At strength .8 the mean chroma error against the full effect is at most 0.5."""
    source, take = frame("coffee.png", SIDE), a_take()
    full = LOOKS[look].draw(source, take)
    shown = blended(source, full, take, LOOKS[look])

    error = np.linalg.norm(to_lab(shown)[..., 1:] - to_lab(full)[..., 1:], axis=-1)
    assert error.mean() <= 0.5


@pytest.mark.parametrize("look", [look for look, technique in LOOKS.items() if technique.own_palette])
def test_named_colours_become_the_inks(look: Look) -> None:
    """A look with its own palette prints a blue sky in the colours that were named instead."""
    source = frame("rocket.jpg", SIDE)
    plain = LOOKS[look].draw(source, a_take())
    named = LOOKS[look].draw(source, replace(a_take(), colours=(RED, CREAM)))

    assert np.linalg.norm(to_lab(named) - to_lab(plain), axis=-1).mean() >= 5
    assert to_lab(named)[..., 1].mean() > 5, "the sky is still blue"


def test_a_mood_keeps_its_light() -> None:
    """What a mood has darkened is not exposed back to daylight."""
    night = frame("coffee.png", SIDE) * np.float32(0.3)
    usual = LOOKS[Look.POSTER].draw(night, a_take())
    lit = LOOKS[Look.POSTER].draw(night, replace(a_take(), lit=True))
    assert luminance(lit).mean() < luminance(usual).mean()
