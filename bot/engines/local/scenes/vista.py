"""One landscape from its plan: sky, land, water, trees, houses, in this order. Deterministic per generator."""

from dataclasses import dataclass

import numpy as np

from bot.engines.local.blocks.pixels import Frame, Shape, clipped, floats, smoothstep
from bot.engines.local.scenes.ground import AUTUMN, SHAPES, SPRING, SUMMER, WINTER, Season, basin, coloured
from bot.engines.local.scenes.heavens import Heavens, sky
from bot.engines.local.scenes.light import Light, light_of
from bot.engines.local.scenes.skyline import with_city
from bot.engines.local.scenes.terrain import Noise, View, blended, seen
from bot.engines.local.scenes.trees import Wood, with_trees
from bot.engines.local.scenes.water import with_water
from bot.engines.local.values import Mood, Motif


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be seen."""

    motifs: frozenset[Motif]
    moods: tuple[Mood, ...]


def vista(plan: Plan, shape: Shape, rng: np.random.Generator, variant: int) -> Frame:
    """Draw the landscape."""
    u = max(shape) / 1024
    light = light_of(plan.moods, variant)
    view = _view(plan, shape, rng)
    side = float(rng.uniform(0.16, 0.42) if rng.random() < 0.5 else rng.uniform(0.58, 0.84))
    noise = Noise(rng)
    heaven = sky(_heavens(plan, light, side, rng), view, rng, u)
    land = next(motif for motif in (Motif.MOUNTAINS, Motif.DESERT, Motif.HILLS, Motif.SEA, Motif.MEADOW) if motif in plan.motifs)
    heights = SHAPES[land](view, noise)
    if Motif.LAKE in plan.motifs or (Motif.SEA in plan.motifs and land is not Motif.SEA):
        heights = basin(heights, view, noise)
    level = np.maximum(heights, 0) if plan.motifs & {Motif.LAKE, Motif.SEA} else heights
    sight = seen(level, view)
    season, wet_land = _season(plan), bool(plan.motifs & {Motif.LAKE, Motif.SEA})
    colours = coloured(level, view, noise, light, season, sand=land is Motif.DESERT, wet=wet_land, side=side)
    if Motif.CITY in plan.motifs:
        heaven = with_city(heaven, view, light, rng, foot=view.horizon + 2, side=side)
    picture = blended(clipped(sight.of(colours)), heaven, sight)
    wood = _wood(plan, land)
    if wood:
        picture = with_trees(picture, wood, (level, sight, view), noise, light, season, rng, from_right=side > 0.5)
    if plan.motifs & {Motif.LAKE, Motif.SEA}:
        wet = smoothstep(0.4, 0.6, sight.of(floats(heights < 0)) * sight.ground)
        picture = with_water(picture, wet, view, light, noise, waves=1.0 if land is Motif.SEA else 0.12, side=side)
    return clipped(picture)


def _view(plan: Plan, shape: Shape, rng: np.random.Generator) -> View:
    height, width = shape
    level = {Motif.DESERT: 0.50, Motif.SEA: 0.60, Motif.MEADOW: 0.55}
    share = next((level[motif] for motif in level if motif in plan.motifs), 0.62)
    return View(shape=shape, horizon=height * (share + float(rng.uniform(-0.03, 0.03))), focus=0.95 * max(width, 0.8 * height))


def _heavens(plan: Plan, light: Light, side: float, rng: np.random.Generator) -> Heavens:
    overcast = Mood.RAIN in plan.moods or Motif.CLOUDS in plan.motifs
    clouds = float(rng.uniform(0.75, 0.95) if overcast else rng.uniform(0.30, 0.62))
    return Heavens(
        light=light,
        side=side,
        clouds=clouds * (0.6 if light.dark else 1.0),
        disc=light.height < 1 and not {Mood.RAIN, Mood.FOG} & set(plan.moods),
        aurora=Motif.AURORA in plan.motifs,
    )


def _season(plan: Plan) -> Season:
    if Mood.WINTER in plan.moods:
        return WINTER
    return AUTUMN if Motif.AUTUMN in plan.motifs else SPRING if Motif.SPRING in plan.motifs else SUMMER


def _wood(plan: Plan, land: Motif) -> Wood | None:
    round_crowns = bool(plan.motifs & {Motif.AUTUMN, Motif.SPRING})
    water = bool(plan.motifs & {Motif.LAKE, Motif.SEA})
    if Motif.FOREST in plan.motifs:
        return Wood(count=2600, conifers=0.15 if round_crowns else 0.9, nearest=2.2, farthest=45, size=0.62, above=0.02, below=2.5, gaps=-0.75)
    if land is Motif.MOUNTAINS:
        return Wood(count=1500, conifers=0.3 if round_crowns else 0.95, nearest=3.2, farthest=36, size=0.42, above=0.02 if water else -1, below=1.6, gaps=0.12)
    if land in {Motif.HILLS, Motif.MEADOW}:
        return Wood(count=700, conifers=0.12, nearest=4.0, farthest=40, size=0.42, above=0.02 if water else -1, gaps=0.3)
    return None
