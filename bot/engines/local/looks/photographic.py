"""Photographs of another kind: cyanotype, film noir, faded snapshot. Grades and light; the camera still draws."""

import numpy as np

from bot.engines.local.blocks.noise import cloud, grain
from bot.engines.local.blocks.pixels import (
    Frame,
    Plane,
    Shape,
    blur,
    border_distance,
    clipped,
    grid,
    luminance,
    mix,
    shape_of,
    smoothstep,
)
from bot.engines.local.blocks.tone import auto_tone, chroma, equalised, paint, ramp, s_curve, screen, soft_light
from bot.engines.local.looks.take import Take
from bot.engines.local.values import rgb

_PRUSSIAN = tuple(rgb(code) for code in ("04142e", "0b3161", "2b679c", "8fb8d0", "f1f3ea"))
_SILVER = tuple(rgb(code) for code in ("050506", "6c6a6b", "f7f3ea"))
_COTTON = paint(rgb("f1eee2"))
_TINTS = (("3b2f4a", "f6d6a2"), ("1f3b3f", "ffd9a8"), ("4a2c2a", "f0e0b0"))
_LEAK = paint(rgb("ff6a2b"))


def cyanotype(frame: Frame, take: Take) -> Frame:
    """A sun print in Prussian blue, its emulsion brushed on by hand."""
    shape, s, u, rng = shape_of(frame), take.strength, take.u, take.rng
    light = luminance(take.exposed(auto_tone(frame), 0.50, 0.7))
    light = s_curve(0.5 * light + 0.5 * equalised(light), 0.35 + 0.35 * s)
    light = light + 0.03 * grain(rng, shape, 0.7 * u) + 0.08 * s * cloud(rng, shape, 200 * u, 4)
    printed = ramp(light, _PRUSSIAN)
    if not take.framed:
        return printed
    brush = 13 * cloud(rng, shape, 110 * u, 3) + 6 * cloud(rng, shape, 5 * u, 2, aspect=24)
    return mix(printed, _COTTON, smoothstep(30, 18, border_distance(shape) / u + brush - 30 * max(0.0, s - 0.8)))


def noir(frame: Frame, take: Take) -> Frame:
    """A still from a crime film: hard light, deep blacks, the shadow of a blind across the wall."""
    shape, s, u, rng = shape_of(frame), take.strength, take.u, take.rng
    light = luminance(take.exposed(auto_tone(frame), 0.46, 0.8))
    light = s_curve(0.6 * light + 0.4 * equalised(light, 2.5), 0.5 + 0.5 * s)
    light = np.power(clipped(light), 1.15) * _spot(shape, take) * _blind(shape, take)
    light = light + 0.035 * grain(rng, shape, 0.8 * u) * (0.4 + 0.6 * light)
    return ramp(clipped(light) * (1 - (0.1 + 0.4 * s) * _corners(shape)), _SILVER)


def vintage_photo(frame: Frame, take: Take) -> Frame:
    """A snapshot that has lain in a drawer for fifty years."""
    shape, s, u, rng = shape_of(frame), take.strength, take.u, take.rng
    shadow, highlight = (paint(rgb(code)) for code in _TINTS[take.variant % len(_TINTS)])
    toned = chroma(take.exposed(auto_tone(frame, 0.5, 99.5), 0.50, 0.5), 0.72)
    warm = clipped(toned * np.array([1.04, 0.97, 0.84], np.float32) + np.array([0.05, 0.03, 0.04], np.float32))
    light = luminance(warm)
    tinted = mix(warm, soft_light(warm, mix(np.ones_like(warm) * shadow, highlight, light)), 0.4 + 0.5 * s)
    glow = blur(smoothstep(0.65, 0.95, light), 10 * u)[..., None] * np.array([1.0, 0.55, 0.35], np.float32)
    lit = screen(tinted, 0.28 * glow)
    lit = screen(lit, 0.75 * s * _leak(shape, take)[..., None] * _LEAK)
    faded = lit * (1 - 0.15 * s) + 0.09 * s
    speckled = faded + (0.016 + 0.02 * s) * grain(rng, shape, 0.8 * u)[..., None]
    return clipped(speckled * (1 - 0.35 * _corners(shape))[..., None])


def _corners(shape: Shape) -> Plane:
    """0 in the middle, 1 in the corners."""
    x, y = grid(shape)
    away = np.hypot(x / shape[1] - 0.5, y / shape[0] - 0.5)
    return smoothstep(0.28, 0.72, away)


def _spot(shape: Shape, take: Take) -> Plane:
    height, width = shape
    x, y = grid(shape)
    at_x, at_y = take.rng.uniform(0.3, 0.7) * width, take.rng.uniform(0.3, 0.5) * height
    away = np.hypot(x - at_x, 0.85 * (y - at_y)) / (0.62 * max(shape))
    return 0.56 + 0.62 * np.exp(-(away * away) * 1.6)


def _blind(shape: Shape, take: Take) -> Plane:
    """Slats of light and shadow, slanted, soft, and only as strong as the wall is wide."""
    u, rng = take.u, take.rng
    x, y = grid(shape)
    slope = float(np.tan(np.radians(rng.uniform(8, 18) * rng.choice((-1, 1)))))
    wave = np.sin(2 * np.pi * (y + slope * x) / (46 * u) + float(rng.uniform(0, 6)))
    slats = smoothstep(-0.35, 0.45, wave)
    side = x / shape[1] if rng.random() < 0.5 else 1 - x / shape[1]
    reach = smoothstep(0.25, 0.95, side)
    return 1 - (0.2 + 0.4 * take.strength) * reach * (1 - slats)


def _leak(shape: Shape, take: Take) -> Plane:
    x, y = grid(shape)
    side = x / shape[1] if take.rng.random() < 0.5 else 1 - x / shape[1]
    centre = take.rng.uniform(0.1, 0.9)
    bulge = np.exp(-(((y / shape[0] - centre) / 0.45) ** 2))
    return bulge * smoothstep(0.42, 0.0, side)
