"""A watercolour: washes that bleed and pool, pigment darkening at their edges, ragged paper around."""

import numpy as np

from bot.engines.local.blocks.abstraction import kuwahara
from bot.engines.local.blocks.edges import Pen, contours
from bot.engines.local.blocks.noise import cloud, grain, paper_relief
from bot.engines.local.blocks.pixels import (
    Frame,
    Plane,
    Shape,
    blur,
    border_distance,
    clipped,
    displaced,
    from_lab,
    luminance,
    mix,
    shape_of,
    smoothstep,
    to_lab,
)
from bot.engines.local.blocks.tone import auto_tone, hue_turned, stepped
from bot.engines.local.looks.take import Take

_PEN = Pen(width=1.1, weight=16, threshold=0.55, hardness=9, reach=3, surroundings=18)
_PAPER = np.array([0.985, 0.975, 0.95], np.float32)
_BROWN = np.array([0.20, 0.13, 0.10], np.float32)


def watercolor(frame: Frame, take: Take) -> Frame:
    """Paint the watercolour."""
    s, m, shape = take.strength, take.mark, shape_of(frame)
    toned = take.subject(auto_tone(frame, 1, 98), 0.56, 0.7)
    drawing = kuwahara(toned, 2.5 * m)
    base = kuwahara(toned, (3 + 5 * s) * m)
    sway = (1.2 + 2.6 * s) * m
    base = displaced(base, sway * cloud(take.rng, shape, 70 * m, 4), sway * cloud(take.rng, shape, 70 * m, 4))
    light, edge = luminance(base), _ragged_edge(shape, take)
    density = _density(light, take) + 0.36 * s * smoothstep(60, 0, edge)
    painted = np.power(np.maximum(_washes(base, take), 0.02), density[..., None])
    painted = mix(painted, _BROWN, (0.35 + 0.4 * s) * (1 - contours(luminance(drawing), _PEN, m)))
    bare = np.maximum(0.8 * smoothstep(0.86, 0.97, light), smoothstep(20, 10, edge))
    relief = paper_relief(take.rng, shape, take.u)[..., None]
    return clipped(mix(painted, _PAPER, bare) * (1 + 0.028 * relief))


def _washes(base: Frame, take: Take) -> Frame:
    s = take.strength
    lab = to_lab(base)
    light = lab[..., 0] / 100
    light = mix(light, stepped(light, 6 + 6 * (1 - s), 14), 0.55 * s)
    lab[..., 0] = 14 + 84 * (1 - np.power(1 - clipped(light), 1.3))
    lab = hue_turned(lab, take.rng.uniform(-5, 5), 1.15)
    for band in (1, 2):
        lab[..., band] += 3.6 * s * cloud(take.rng, shape_of(base), 220 * take.mark, 2)
    return from_lab(lab)


def _density(light: Plane, take: Take) -> Plane:
    """How thick the pigment lies: 1 is the wash as mixed; backruns, pooled edges and grain make it more or less."""
    s, m, rng, shape = take.strength, take.mark, take.rng, shape_of(light)
    backruns = np.exp(-((cloud(rng, shape, 130 * m, 3) / 0.06) ** 2))
    pools = 0.30 * cloud(rng, shape, 190 * m, 5) + 0.16 * cloud(rng, shape, 42 * m, 4) + 0.22 * backruns
    soft = blur(light, 0.9 * m)
    slope = np.hypot(np.gradient(soft, axis=0), np.gradient(soft, axis=1)) * (8 * m / 0.22)
    rims = clipped(slope - 0.6 * blur(slope, 5 * m))
    speckle = 0.10 * grain(rng, shape, 0.8 * m) * (0.4 + 2.4 * light * (1 - light))
    return np.clip(1 + s * pools + 0.9 * s * rims + speckle, 0.25, 2.6)


def _ragged_edge(shape: Shape, take: Take) -> Plane:
    """Distance from where the brush stopped, in units; far inside everywhere if the take has no margin."""
    if not take.framed:
        return np.full(shape, 1000, np.float32)
    wander = 9 * cloud(take.rng, shape, 60 * take.u, 4)
    return border_distance(shape) / take.u + wander - 6 * take.strength
