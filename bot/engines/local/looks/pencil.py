"""A pencil drawing: contour lines, four directions of hatching that build up the shadows, and white paper."""

import numpy as np

from bot.engines.local.blocks.abstraction import kuwahara
from bot.engines.local.blocks.edges import Pen, contours
from bot.engines.local.blocks.flow import Field, along, tangents
from bot.engines.local.blocks.noise import cloud, grain, paper_relief
from bot.engines.local.blocks.pixels import (
    Frame,
    Plane,
    border_distance,
    clipped,
    luminance,
    mix,
    shape_of,
    smoothstep,
)
from bot.engines.local.blocks.screens import hatching
from bot.engines.local.blocks.tone import auto_tone, equalised
from bot.engines.local.looks.take import Take

_PAPER = np.array([0.972, 0.965, 0.945], np.float32)
_GRAPHITE = np.array([0.13, 0.13, 0.15], np.float32)
_FINE = Pen(width=1.15, weight=16, threshold=0.62, hardness=9, reach=4, surroundings=18)
_BROAD = Pen(width=2.4, weight=12, threshold=0.5, hardness=7, reach=5, surroundings=30)
_ANGLES = (38.0, 45.0, 52.0, -45.0)
_LAYERS = ((0.80, 0.0, 0.34), (0.58, 8.0, 0.36), (0.38, 70.0, 0.40), (0.22, -20.0, 0.50))
"""Each hatching: luminance below which it starts, degrees from the hand's own angle, weight."""


def pencil(frame: Frame, take: Take) -> Frame:
    """Make the drawing."""
    m, shape = take.mark, shape_of(frame)
    light = luminance(kuwahara(take.subject(auto_tone(frame, 0.5, 99.5), 0.55, 0.9), 2.5 * m))
    light = 0.62 * light + 0.38 * equalised(light)
    field = tangents(light, fine=1.5 * m, smooth=4 * m)
    graphite = 1 - (1 - _shading(light, field, take)) * _contours(light, field, m)
    graphite *= 1 + 0.45 * grain(take.rng, shape, 0.7 * m) * (1 - graphite)
    if take.framed:
        edge = border_distance(shape) / take.u + 16 * cloud(take.rng, shape, 80 * take.u, 4)
        graphite *= smoothstep(4, 46, edge)
    sheet = mix(np.broadcast_to(_PAPER, frame.shape), _GRAPHITE, clipped(graphite))
    return clipped(sheet * (1 + 0.025 * paper_relief(take.rng, shape, take.u)[..., None]))


def _shading(light: Plane, field: Field, take: Take) -> Plane:
    m, rng, shape = take.mark, take.rng, shape_of(light)
    base = _ANGLES[take.variant % 4]
    shade = (0.10 + 0.10 * along(grain(rng, shape, 0.8 * m), field, (1.5 * m, 4.5 * m))) * (1 - light) ** 2
    for index, (start, turn, weight) in enumerate(_LAYERS):
        strokes = hatching(rng, shape, degrees=base + turn, length=(60 - 6 * index) * m, width=0.6 * m)
        reach = smoothstep(start, start - 0.34, light)
        shade += weight * reach * np.clip(0.55 + 0.5 * strokes, 0, 1.6)
    return clipped(shade)


def _contours(light: Plane, field: Field, m: float) -> Plane:
    fine, broad = contours(light, _FINE, m, field), contours(light, _BROAD, m, field)
    return (1 - 0.85 * (1 - fine)) * (1 - 0.5 * (1 - broad))
