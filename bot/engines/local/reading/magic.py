"""Enriching a recipe beyond what was asked ("Magic Prompt"): offline, repeatable, and shown to the user as any recipe.

MEDIUM adds a fitting mood and a finish, LARGE a palette as well. What the prompt says is never changed.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.domain.request import Magic
from bot.engines.local.reading.colours import COLOURS
from bot.engines.local.values import Look, Mood, Recipe

_MOODS: Mapping[Look | None, tuple[Mood, ...]] = MappingProxyType(
    {
        Look.POSTER: (Mood.GOLDEN_HOUR, Mood.SUNSET, Mood.NIGHT),
        Look.WATERCOLOR: (Mood.GOLDEN_HOUR, Mood.SUNSET),
        Look.COMIC: (Mood.SUNSET, Mood.NIGHT, Mood.RAIN),
        Look.PENCIL: (),
        Look.RISO: (Mood.SUNSET, Mood.GOLDEN_HOUR),
        Look.CYANOTYPE: (Mood.FOG, Mood.WINTER),
        Look.POPART: (),
        Look.NOIR: (Mood.RAIN, Mood.FOG),
        Look.VINTAGE_PHOTO: (Mood.GOLDEN_HOUR, Mood.FOG),
        Look.OIL: (Mood.GOLDEN_HOUR, Mood.SUNSET),
        None: (Mood.GOLDEN_HOUR, Mood.SUNSET),
    }
)
_FINISHES: Mapping[Look, Look] = MappingProxyType(
    {
        Look.POSTER: Look.VINTAGE_PHOTO,
        Look.WATERCOLOR: Look.PENCIL,
        Look.COMIC: Look.VINTAGE_PHOTO,
        Look.PENCIL: Look.VINTAGE_PHOTO,
        Look.RISO: Look.VINTAGE_PHOTO,
        Look.OIL: Look.VINTAGE_PHOTO,
    }
)
_PALETTES = (("teal", "cream"), ("navy", "gold"), ("burgundy", "peach"), ("forest green", "sand"), ("indigo", "coral"))
_ONE_INK = frozenset({Look.PENCIL, Look.CYANOTYPE, Look.NOIR, Look.POPART})
"""Looks with inks of their own, which a palette would spoil."""


def enriched(recipe: Recipe, magic: Magic, seed: int) -> Recipe:
    """`recipe` with what `magic` allows to add; another seed may add something else."""
    if magic is Magic.NONE:
        return recipe
    moods = _MOODS[recipe.look]
    if moods and not recipe.moods:
        recipe = replace(recipe, moods=(moods[seed % len(moods)],))
    if recipe.look and not recipe.finish:
        recipe = replace(recipe, finish=_FINISHES.get(recipe.look))
    if magic is Magic.LARGE and recipe.look and recipe.look not in _ONE_INK and not recipe.colours:
        recipe = replace(recipe, colours=tuple(COLOURS[name] for name in _PALETTES[seed % len(_PALETTES)]))
    return recipe
