"""Light, hour and weather over the same scene, and the colours somebody named. Layout is never changed.

Moods come before the look, colours after it. Owns which mood is which function; `hours` and `weather` make them.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from bot.engines.local.blocks.palette import lab_of
from bot.engines.local.blocks.pixels import Frame, clipped, floats, from_lab, to_lab
from bot.engines.local.blocks.sky import find_sky
from bot.engines.local.moods.hours import golden_hour, night, sunset
from bot.engines.local.moods.scene import Scene
from bot.engines.local.moods.weather import fog, rain, winter
from bot.engines.local.values import Colour, Mood, Recipe

_MOODS: Mapping[Mood, Callable[[Frame, Scene], Frame]] = MappingProxyType(
    {
        Mood.GOLDEN_HOUR: golden_hour,
        Mood.SUNSET: sunset,
        Mood.NIGHT: night,
        Mood.WINTER: winter,
        Mood.FOG: fog,
        Mood.RAIN: rain,
    }
)


def apply_moods(frame: Frame, recipe: Recipe, strength: float, rng: np.random.Generator, u: float) -> Frame:
    """The frame in every mood of the recipe, one after the other, at full effect."""
    if not recipe.moods:
        return frame
    scene = Scene(sky=find_sky(frame, u), strength=strength, rng=rng, u=u)
    for mood in recipe.moods:
        frame = clipped(floats(_MOODS[mood](frame, scene)))
    return frame


def apply_colours(frame: Frame, colours: Sequence[Colour]) -> Frame:
    """The frame in the named colours: each tone takes the hue of the colour that is as light as it.

    Hues are replaced and not averaged: an average of opposite hues is grey.
    """
    lab = to_lab(frame)
    named = lab_of([colour.rgb for colour in colours])
    named = named[np.argsort(named[:, 0])]
    marks = named[:, 0] if len(named) > 1 else np.array([0.0, 100.0])
    table = named if len(named) > 1 else np.repeat(named, 2, 0)
    light = lab[..., 0]
    target_a, target_b = (floats(np.interp(light, marks, table[:, axis])) for axis in (1, 2))
    own = np.hypot(lab[..., 1], lab[..., 2])
    wanted = np.hypot(target_a, target_b) + 1e-3
    amount = 0.85 + 0.5 * np.minimum(1, own / 45)
    if len(named) == 1:
        amount = amount * np.sqrt(np.maximum(4 * (light / 100) * (1 - light / 100), 0))
    near = np.clip((lab[..., 1] * target_a + lab[..., 2] * target_b) / (own * wanted + 1e-3), 0, 1)
    kept = 0.22 * near * np.minimum(1, wanted / 12)
    lab[..., 1] = target_a * amount * (1 - kept) + lab[..., 1] * kept
    lab[..., 2] = target_b * amount * (1 - kept) + lab[..., 2] * kept
    return from_lab(lab)
