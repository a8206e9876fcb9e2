"""Pictures from nothing: landscapes by formula, posters of words, plain shapes. Owns which of them a recipe means.

What is drawn is a subject like any photograph: `render` lays looks over it.
"""

from collections.abc import Callable

import numpy as np

from bot.engines.local.blocks.pixels import Picture, Shape, clipped
from bot.engines.local.invention import is_flat
from bot.engines.local.scenes.broadside import artwork, broadside
from bot.engines.local.scenes.vista import Plan, vista
from bot.engines.local.values import Mood, Recipe

LANDSCAPE, SHEET = 4 / 3, 3 / 4
WEATHER = frozenset({Mood.RAIN})
"""Moods that also fall before the finished scene; the others are in its light and on its ground."""


def own_aspect(recipe: Recipe) -> float:
    """Width over height where nobody asked for another: posters stand, landscapes lie."""
    return SHEET if is_flat(recipe) else LANDSCAPE


def drawn(
    recipe: Recipe, shape: Shape, rng: np.random.Generator, variant: int, styled: Callable[[Picture], Picture]
) -> Picture:
    """The subject of the recipe. Words stand above a look and never below it: shapes around them are `styled` first."""
    if not is_flat(recipe):
        scene = vista(Plan(motifs=frozenset(recipe.motifs), moods=recipe.moods), shape, rng, variant)
        return styled(np.rint(clipped(scene) * 255).astype(np.uint8))
    if recipe.letterings:
        return broadside(recipe, shape, rng, variant, styled)
    return styled(artwork(recipe.colours, shape, rng, variant))
