"""A comic panel: strong contours, spotted blacks, flat colour with dots in the shadows, and a border."""

import numpy as np

from bot.domain.request import Speed
from bot.engines.local.blocks.abstraction import calm_areas, kuwahara
from bot.engines.local.blocks.edges import Pen, contours
from bot.engines.local.blocks.pixels import (
    Frame,
    Plane,
    border_distance,
    clipped,
    from_lab,
    luminance,
    mix,
    shape_of,
    smoothstep,
    to_lab,
)
from bot.engines.local.blocks.screens import dots
from bot.engines.local.blocks.tone import auto_tone, hue_turned, paint, stepped
from bot.engines.local.looks.take import Take
from bot.engines.local.values import rgb

_INK = paint(rgb("14121a"))
_PAPER = paint(rgb("fdfaf2"))
_PEN = Pen(width=1.7, weight=16, threshold=0.6, hardness=22, reach=5, surroundings=20)


def comic(frame: Frame, take: Take) -> Frame:
    """Draw the panel."""
    s, m = take.strength, take.mark
    toned = take.subject(auto_tone(frame), 0.52)
    drawing = kuwahara(toned, 2.5 * m)
    base = kuwahara(toned, (3 + 3 * s) * m)
    if take.speed is not Speed.TURBO:
        base = kuwahara(base, (3 + 2 * s) * m)
    light = luminance(drawing)
    panel = mix(_flat_colour(base, take), _INK, 1 - _inked(light, take))
    return clipped(_bordered(panel, take) if take.framed else panel)


def _flat_colour(base: Frame, take: Take) -> Frame:
    s = take.strength
    lab = to_lab(base)
    light = lab[..., 0] / 100
    flat = stepped(light, 5 - 1.5 * s, 8 + 10 * s)
    calm = calm_areas(light, 7 * take.mark)
    tone = mix(light, flat, (0.45 + 0.45 * s) * (1 - calm))
    shade = dots(np.clip(0.85 - 1.6 * light, 0, 0.55), 5.5 * take.mark, 45 + take.rng.uniform(-10, 10))
    lab[..., 0] = 100 * clipped(0.06 + 0.96 * tone) * (1 - 0.24 * s * shade)
    return from_lab(hue_turned(lab, take.rng.uniform(-6, 6), 1.25))


def _inked(light: Plane, take: Take) -> Plane:
    lines = contours(light, _PEN, take.mark)
    black = float(np.clip(np.percentile(light[::3, ::3], 9), 0.05, 0.20))
    return np.minimum(lines, smoothstep(black - 0.02, black + 0.02, light))


def _bordered(panel: Frame, take: Take) -> Frame:
    edge = border_distance(shape_of(panel)) / take.u
    inked = mix(panel, _INK, smoothstep(15.5, 14.5, edge))
    return mix(inked, _PAPER, smoothstep(11.5, 10.5, edge))
