"""What a picture from words alone shows where the words leave it open, and how that is told. No pixels.

The seed decides what is not said, before anything is drawn, so that the card can tell it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.domain.errors import NotUnderstood
from bot.domain.text import Text, said, t
from bot.engines.local.values import Look, Mood, Motif, Recipe

SUGGESTIONS = (
    "watercolor mountains at dusk",
    "city skyline at night",
    "autumn forest in fog",
    'poster that reads "HELLO"',
)
"""Prompts that work, in the language that this engine reads."""

_LANDS = (
    Motif.MOUNTAINS, Motif.HILLS, Motif.FOREST, Motif.DESERT, Motif.SEA, Motif.LAKE, Motif.CITY, Motif.MEADOW,
)  # fmt: skip
_UNSAID: tuple[tuple[Motif, ...], ...] = (
    (Motif.MOUNTAINS, Motif.LAKE),
    (Motif.SEA,),
    (Motif.HILLS, Motif.FOREST),
    (Motif.MOUNTAINS,),
    (Motif.MEADOW,),
)
"""Where light or weather alone is named: each next seed goes somewhere else."""
_SEASONED: tuple[tuple[Motif, ...], ...] = (
    (Motif.HILLS, Motif.FOREST),
    (Motif.MEADOW,),
    (Motif.MOUNTAINS, Motif.FOREST),
)
"""Where a season alone is named, which is seen in trees."""
_WITHIN: Mapping[Motif, tuple[Motif, ...]] = MappingProxyType(
    {
        Motif.LAKE: (Motif.MOUNTAINS, Motif.HILLS),
        Motif.FOREST: (Motif.HILLS, Motif.MOUNTAINS),
        Motif.CITY: (Motif.SEA,),
    }
)
"""What lies around something that is named alone."""
_GROUND = frozenset({Motif.MOUNTAINS, Motif.HILLS, Motif.DESERT, Motif.SEA, Motif.MEADOW})
_AFTER_DARK = frozenset({Motif.MOON, Motif.STARS, Motif.AURORA})
_SEASONS = frozenset({Motif.AUTUMN, Motif.SPRING})
_HOURS = (Mood.GOLDEN_HOUR, Mood.SUNSET, Mood.NIGHT)

_NAMES: Mapping[Motif, Text] = MappingProxyType(
    {
        Motif.MOUNTAINS: t("mountains"),
        Motif.HILLS: t("hills"),
        Motif.MEADOW: t("a meadow"),
        Motif.FOREST: t("a forest"),
        Motif.DESERT: t("dunes"),
        Motif.LAKE: t("a lake"),
        Motif.SEA: t("the sea"),
        Motif.CITY: t("a city"),
        Motif.CLOUDS: t("clouds"),
        Motif.SUN: t("the sun"),
        Motif.MOON: t("the moon"),
        Motif.STARS: t("stars"),
        Motif.AURORA: t("northern lights"),
        Motif.AUTUMN: t("autumn colours"),
        Motif.SPRING: t("spring colours"),
        Motif.ABSTRACT: t("abstract shapes"),
    }
)


def completed(recipe: Recipe, seed: int) -> Recipe:
    """The recipe with everything a drawing needs; words and colours alone need nothing more."""
    if is_flat(recipe):
        return recipe
    motifs = list(recipe.motifs)
    if not set(motifs).intersection(_LANDS):
        places = _SEASONED if _SEASONS.intersection(motifs) else _UNSAID
        motifs += places[seed % len(places)]
    if _GROUND.isdisjoint(motifs):
        around = next(_WITHIN[motif] for motif in motifs if motif in _WITHIN)
        motifs.append(around[seed % len(around)])
    moods = recipe.moods
    if _AFTER_DARK.intersection(motifs) and not set(_HOURS).intersection(moods):
        moods = (Mood.NIGHT, *moods)
    return replace(recipe, motifs=tuple(motifs), moods=moods)


def is_flat(recipe: Recipe) -> bool:
    """True if there is no scene to draw: words, or shapes in colours."""
    return Motif.ABSTRACT in recipe.motifs or not (recipe.motifs or recipe.moods)


def is_poster(recipe: Recipe) -> bool:
    """True if the look of a poster is what is drawn already: words on paper."""
    return is_flat(recipe) and bool(recipe.letterings) and recipe.look is Look.POSTER


def subject(recipe: Recipe) -> Text:
    """What the drawing shows, e.g. `generated sketch of mountains and a lake`."""
    if is_flat(recipe):
        return t("typographic poster") if recipe.letterings else t("generated colour shapes")
    return t("generated sketch of {things}", things=listed([said(_NAMES[motif]) for motif in recipe.motifs]))


def listed(names: Sequence[str]) -> str:
    """At least one name, or all of them in one breath, e.g. `teal, cream and gold`."""
    return t("{names} and {last}", names=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else names[0]


def refusal(ignored: Sequence[str]) -> NotUnderstood:
    """Why nothing can be drawn, with what would work instead."""
    able = t(
        "I make no people, animals or things. Without a picture to work on I sketch landscapes and skylines by "
        'formula, in any light, weather and style, and set "words in double quotes" as a poster.'
    )
    told = (
        t("I cannot draw that ({words}): {able}", words=ignored[0], able=able)
        if ignored
        else t("I cannot draw that: {able}", able=able)
    )
    return NotUnderstood(told, suggestions=SUGGESTIONS)
