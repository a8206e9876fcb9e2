"""A vintage travel poster: few flat inks, airbrushed skies, worn paper and a frame."""

import numpy as np

from bot.engines.local.blocks.abstraction import calm_areas, kuwahara
from bot.engines.local.blocks.edges import Pen, contours
from bot.engines.local.blocks.noise import cloud, grain, paper_relief
from bot.engines.local.blocks.palette import (
    Colours,
    airbrushed,
    by_lightness,
    flat_shapes,
    lab_of,
    main_colours,
    pulled,
    squared_distances,
)
from bot.engines.local.blocks.pixels import (
    Frame,
    border_distance,
    clipped,
    from_lab,
    luminance,
    mix,
    shape_of,
    smoothstep,
    to_lab,
)
from bot.engines.local.blocks.tone import auto_tone, chroma, paint
from bot.engines.local.looks.palettes import POSTERS, named_scale
from bot.engines.local.looks.take import Take
from bot.engines.local.values import rgb

_PAPER = rgb("f4e8cf")
_PEN = Pen(width=1.5, weight=15, threshold=0.61, hardness=16, reach=6, surroundings=22)
_FRAME = 33.0
"""Width of the paper frame, in units."""


def poster(frame: Frame, take: Take) -> Frame:
    """Draw the poster."""
    s, m = take.strength, take.mark
    toned = take.subject(auto_tone(frame), 0.50, 0.85)
    drawing = kuwahara(toned, 2.5 * m)
    base = kuwahara(kuwahara(toned, (2 + 3 * s) * m), (3 + 3 * s) * m)
    printed = _inked(to_lab(chroma(base, 1.2)), take)
    printed = mix(printed, _darkest(_palette(take)), 0.75 * (1 - contours(luminance(drawing), _PEN, m)))
    return _on_paper(printed, take)


def _palette(take: Take) -> Colours:
    if take.colours:
        return named_scale(take.colours)
    return lab_of(POSTERS[take.variant % len(POSTERS)])


def _darkest(palette: Colours) -> Frame:
    return from_lab(palette[np.argmin(palette[:, 0])][None, None])[0, 0]


def _inked(lab: Frame, take: Take) -> Frame:
    s = take.strength
    centres = main_colours(lab, round(15 - 6 * s), take.rng)
    palette = _palette(take)
    inks = by_lightness(centres, palette) if take.colours else pulled(centres, palette, 0.3 + 0.6 * s)
    distances = squared_distances(lab, centres)
    flat = flat_shapes(distances, inks, (1.2 + 2.2 * s) * take.mark)
    soft = airbrushed(distances, inks, 15.0)
    soft[..., 0] += 1.3 * grain(take.rng, shape_of(lab), 0.6 * take.mark)
    light = lab[..., 0] / 100
    sprayed = np.maximum(calm_areas(light, 7 * take.mark), smoothstep(0.66, 0.78, light))
    return from_lab(mix(flat, soft, sprayed))


def _on_paper(printed: Frame, take: Take) -> Frame:
    u, shape = take.u, shape_of(printed)
    paper = paint(_PAPER)
    rubbed = 0.8 * grain(take.rng, shape, 0.8 * u) + 0.5 * cloud(take.rng, shape, 60 * u, 3)
    wear = 0.4 * take.strength * smoothstep(1.8, 2.8, rubbed)
    sheet = mix(printed, paper, wear)
    if take.framed:
        edge = border_distance(shape) / u
        ink = printed.reshape(-1, 3)[::97].min(0)
        sheet = mix(sheet, paper, smoothstep(_FRAME + 0.5, _FRAME - 0.5, edge))
        sheet = mix(sheet, ink, smoothstep(23.5, 24.5, edge) * smoothstep(28.5, 27.5, edge))
    return clipped(sheet + 0.016 * paper_relief(take.rng, shape, u)[..., None])
