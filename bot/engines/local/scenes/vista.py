"""One landscape from its plan: sky, city, land, trees, water, in this order. Deterministic per generator."""

from dataclasses import dataclass

import numpy as np

from bot.engines.local.blocks.pixels import Frame, Shape, clipped, floats, smoothstep
from bot.engines.local.scenes.ground import SHAPES, basin, coloured
from bot.engines.local.scenes.heavens import Heavens, sky
from bot.engines.local.scenes.light import light_of
from bot.engines.local.scenes.setting import AUTUMN, SPRING, SUMMER, WINTER, Season, Setting
from bot.engines.local.scenes.skyline import with_city
from bot.engines.local.scenes.terrain import Noise, View, blended, seen
from bot.engines.local.scenes.trees import Wood, with_trees
from bot.engines.local.scenes.water import with_water
from bot.engines.local.values import Mood, Motif

_LANDS = (Motif.MOUNTAINS, Motif.DESERT, Motif.HILLS, Motif.SEA, Motif.MEADOW)
"""What the ground is shaped by, the mightiest first."""
_HORIZONS = {Motif.DESERT: 0.50, Motif.SEA: 0.60, Motif.MEADOW: 0.55}
_CALM, _BREEZY = 0.12, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be seen; at least one land is among the motifs."""

    motifs: frozenset[Motif]
    moods: tuple[Mood, ...]

    @property
    def land(self) -> Motif:
        """What shapes the ground."""
        return next(motif for motif in _LANDS if motif in self.motifs)

    @property
    def wet(self) -> bool:
        """True if there is water."""
        return bool(self.motifs & {Motif.LAKE, Motif.SEA})


def vista(plan: Plan, shape: Shape, rng: np.random.Generator, variant: int) -> Frame:
    """Draw the landscape; `variant` counts rerolls."""
    setting = _setting(plan, shape, rng, variant)
    heaven = sky(_heavens(plan, setting), setting)
    if Motif.CITY in plan.motifs:
        heaven = with_city(heaven, setting, foot=setting.view.horizon + 2)
    bed = SHAPES[plan.land](setting.view, setting.noise)
    if plan.wet and plan.land is not Motif.SEA:
        bed = basin(bed, setting.view, setting.noise)
    heights = floats(np.maximum(bed, 0)) if plan.wet else bed
    sight = seen(heights, setting.view)
    colours = coloured(heights, setting, sand=plan.land is Motif.DESERT, wet=plan.wet)
    picture = blended(clipped(sight.of(colours)), heaven, sight)
    wood = _wood(plan)
    if wood:
        picture = with_trees(picture, wood, heights, sight, setting)
    if plan.wet:
        water = smoothstep(0.4, 0.6, sight.of(floats(bed < 0)) * sight.ground)
        picture = with_water(picture, water, setting, waves=_BREEZY if plan.land is Motif.SEA else _CALM)
    return clipped(picture)


def _setting(plan: Plan, shape: Shape, rng: np.random.Generator, variant: int) -> Setting:
    height, width = shape
    share = next((level for motif, level in _HORIZONS.items() if motif in plan.motifs), 0.62)
    horizon = height * (share + float(rng.uniform(-0.03, 0.03)))
    side = float(rng.uniform(0.16, 0.42))
    return Setting(
        view=View(shape=shape, horizon=horizon, focus=0.95 * max(width, 0.8 * height)),
        light=light_of(plan.moods, variant),
        season=_season(plan),
        side=side if rng.random() < 0.5 else 1 - side,
        noise=Noise(rng),
        rng=rng,
    )


def _heavens(plan: Plan, setting: Setting) -> Heavens:
    overcast = Mood.RAIN in plan.moods or Motif.CLOUDS in plan.motifs
    clouds = float(setting.rng.uniform(0.75, 0.95) if overcast else setting.rng.uniform(0.30, 0.62))
    hidden = not {Mood.RAIN, Mood.FOG}.isdisjoint(plan.moods)
    return Heavens(
        clouds=clouds * (0.6 if setting.light.dark else 1.0),
        disc=setting.light.height < 1 and not hidden,
        aurora=Motif.AURORA in plan.motifs,
    )


def _season(plan: Plan) -> Season:
    if Mood.WINTER in plan.moods:
        return WINTER
    return AUTUMN if Motif.AUTUMN in plan.motifs else SPRING if Motif.SPRING in plan.motifs else SUMMER


def _wood(plan: Plan) -> Wood | None:
    """The trees that belong to the land, or a whole forest."""
    broad = not plan.motifs.isdisjoint({Motif.AUTUMN, Motif.SPRING})
    shore = 0.02 if plan.wet else -1.0
    if Motif.FOREST in plan.motifs:
        conifers = 0.15 if broad else 0.9
        return Wood(
            count=2600, conifers=conifers, nearest=2.2, farthest=45, size=0.62, above=shore, below=2.5, gaps=-0.75
        )
    if plan.land is Motif.MOUNTAINS:
        conifers = 0.3 if broad else 0.95
        return Wood(
            count=1500, conifers=conifers, nearest=3.2, farthest=36, size=0.42, above=shore, below=1.6, gaps=0.12
        )
    if plan.land in {Motif.HILLS, Motif.MEADOW}:
        return Wood(count=700, conifers=0.12, nearest=4.0, farthest=40, size=0.42, above=shore, gaps=0.3)
    return None
