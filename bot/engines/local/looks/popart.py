"""Pop art: five loud inks by lightness, Ben-Day dots between them, a bold key line."""

from collections.abc import Sequence

import numpy as np

from bot.engines.local.blocks.abstraction import kuwahara
from bot.engines.local.blocks.edges import Pen, contours
from bot.engines.local.blocks.pixels import Frame, Plane, blur, clipped, luminance, mix, shape_of, smoothstep
from bot.engines.local.blocks.screens import dots
from bot.engines.local.blocks.tone import auto_tone, equalised, paint
from bot.engines.local.looks.palettes import POPARTS, popart_palette
from bot.engines.local.looks.take import Take
from bot.engines.local.values import Rgb

_CUTS = (0.16, 0.40, 0.64, 0.86)
_EDGE = 0.012
_PEN = Pen(width=1.9, weight=16, threshold=0.58, hardness=24, reach=6, surroundings=22)


def popart(frame: Frame, take: Take) -> Frame:
    """Print the picture."""
    s, m = take.strength, take.mark
    toned = take.subject(auto_tone(frame), 0.56)
    shapes = kuwahara(kuwahara(toned, (4 + 3 * s) * m), (4 + 4 * s) * m)
    light = blur(luminance(shapes), 1.5 * m)
    tone = _stretched(0.75 * light + 0.25 * equalised(light, 1.5, 4))
    inks = popart_palette(take.colours) if take.colours else POPARTS[take.variant % len(POPARTS)]
    printed = mix(_dotted(tone, inks, take), paint(inks[0]), 1 - contours(luminance(kuwahara(toned, 2.5 * m)), _PEN, m))
    return clipped(printed)


def _stretched(tone: Plane) -> Plane:
    low, high = np.percentile(tone[::3, ::3], (1, 99))
    return clipped((tone - np.float32(low)) / np.float32(max(high - low, 0.15)))


def _dotted(tone: Plane, inks: Sequence[Rgb], take: Take) -> Frame:
    """Flat inks, lightest first; each of the two middle ones is shaded with dots of the next darker."""
    size = (5 + 4 * take.strength) * take.mark
    angle = float(take.rng.choice((15, 30, 45, 60)))
    sheet = np.ones((*shape_of(tone), 3), np.float32) * paint(inks[4])
    for index in (3, 2, 1, 0):
        cut = _CUTS[index]
        sheet = mix(sheet, paint(inks[index]), smoothstep(cut + _EDGE, cut - _EDGE, tone))
        if index in (3, 2):
            floor = _CUTS[index - 1]
            shade = clipped((cut - tone) / (cut - floor)) * smoothstep(cut + _EDGE, cut - _EDGE, tone)
            spots = dots(0.62 * shade, size, angle + 30 * (3 - index))
            sheet = mix(sheet, paint(inks[index - 1]), 0.95 * spots)
    return sheet
