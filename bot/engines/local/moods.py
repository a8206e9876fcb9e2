"""Light, hour and weather over the same scene, and the colours somebody named. Layout is never changed.

Moods come before the look, colours after it. Owns the order and the hours of the day; `weather` owns the rest.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

import cv2
import numpy as np

from bot.engines.local.blocks.grading import Grade, graded
from bot.engines.local.blocks.light import bloom, disc, vignette
from bot.engines.local.blocks.noise import cloud
from bot.engines.local.blocks.palette import lab_of
from bot.engines.local.blocks.pixels import (
    Frame,
    blur,
    clipped,
    floats,
    from_lab,
    grid,
    luminance,
    mix,
    shape_of,
    smoothstep,
    to_lab,
)
from bot.engines.local.blocks.sky import Sky, find_sky
from bot.engines.local.blocks.tone import chroma, paint, ramp, rgb, screen, soft_light
from bot.engines.local.values import Colour, Look, Mood, Recipe
from bot.engines.local.weather import fog, rain, winter

Air: TypeAlias = Callable[[Frame, Sky, float, np.random.Generator, float], Frame]
"""A mood: frame, its sky, strength 0..1, chance, and the unit in pixels."""

_DUSKS = (
    ("2b1a54", "7a2f7a", "e0526b", "ff9a56", "ffd58a"),
    ("16244f", "5b3a86", "d65d7a", "f7a35c", "ffe3a3"),
    ("3a0f2e", "8e1e3c", "e4572e", "ffae42", "ffe29a"),
)
_NIGHT_SKY = ("030614", "0b1a44", "27427f")


def apply_moods(frame: Frame, recipe: Recipe, strength: float, rng: np.random.Generator, u: float) -> Frame:
    """The frame in every mood of the recipe, one after the other, at full effect."""
    if not recipe.moods:
        return frame
    sky = find_sky(frame, u)
    for mood in recipe.moods:
        frame = clipped(floats(_MOODS[mood](frame, sky, strength, rng, u)))
    return frame


def apply_colours(frame: Frame, colours: Sequence[Colour], strength: float, look: Look | None) -> Frame:
    """The frame in the named colours: each tone takes the hue of the colour that is as light as it.

    Hues are replaced and not averaged: an average of opposite hues is grey.
    """
    lab = to_lab(frame)
    named = lab_of([colour.rgb for colour in colours])
    named = named[np.argsort(named[:, 0])]
    marks = named[:, 0] if len(named) > 1 else np.array([0.0, 100.0])
    table = named if len(named) > 1 else np.repeat(named, 2, 0)
    light = lab[..., 0]
    target_a, target_b = (floats(np.interp(light, marks, table[:, axis])) for axis in (1, 2))
    own = np.hypot(lab[..., 1], lab[..., 2])
    wanted = np.hypot(target_a, target_b) + 1e-3
    amount = 0.85 + 0.5 * np.minimum(1, own / 45)
    if len(named) == 1:
        amount = amount * np.sqrt(np.maximum(4 * (light / 100) * (1 - light / 100), 0))
    near = np.clip((lab[..., 1] * target_a + lab[..., 2] * target_b) / (own * wanted + 1e-3), 0, 1)
    kept = 0.22 * near * np.minimum(1, wanted / 12)
    lab[..., 1] = target_a * amount * (1 - kept) + lab[..., 1] * kept
    lab[..., 2] = target_b * amount * (1 - kept) + lab[..., 2] * kept
    return from_lab(lab)


def golden_hour(frame: Frame, sky: Sky, strength: float, rng: np.random.Generator, u: float) -> Frame:
    """The last hour of sun: low, warm, from one side."""
    shape = shape_of(frame)
    warm = graded(frame, Grade(gain=(1.10, 0.98, 0.78), lift=(0.05, 0.02, 0.0), gamma=0.95, chroma=1.15, contrast=0.25,
                               shadow="5a3b6e", light="ffb347", amount=0.75))  # fmt: skip
    lab = to_lab(warm)
    lab[..., 1] += 4 * lab[..., 0] / 100
    lab[..., 2] += 12 * lab[..., 0] / 100
    side = 0.06 if rng.random() < 0.5 else 0.94
    sun = disc(shape, side, rng.uniform(0.12, 0.3), 0.38)[..., None]
    lit = screen(from_lab(lab), 0.62 * sun * paint(rgb("ffb658")))
    down = grid(shape)[1] / shape[0]
    lit = mix(lit, paint(rgb("ffcf8a")), 0.16 * smoothstep(0.6, 0.0, down))
    return vignette(bloom(clipped(lit), 26 * u, 0.30), 0.22)


def sunset(frame: Frame, sky: Sky, strength: float, rng: np.random.Generator, u: float) -> Frame:
    """The sun at the horizon: a burning sky, or its light on everything where no sky is seen."""
    shape = shape_of(frame)
    stops = tuple(rgb(code) for code in _DUSKS[int(rng.integers(len(_DUSKS)))])
    land = graded(frame, Grade(gain=(1.05, 0.80, 0.76), lift=(0.06, 0.0, 0.06), gamma=1.12, chroma=1.1, contrast=0.25,
                               shadow="3a1c5c", light="ff9a56", amount=0.9))  # fmt: skip
    side = rng.uniform(0.2, 0.8)
    if sky.confidence <= 0.4:
        tinted = mix(land, soft_light(land, ramp(grid(shape)[1] / shape[0], stops)), 0.6)
        return vignette(clipped(screen(tinted, 0.5 * disc(shape, side, 0.0, 0.34)[..., None] * paint(stops[3]))), 0.25)
    clouds = smoothstep(0.2, 1.8, cloud(rng, shape, 150 * u, 5, aspect=3))
    heaven = ramp(np.minimum(sky.horizon, 1.0), stops)
    heaven = mix(heaven, paint(rgb("ff9e7a")), 0.45 * clouds)
    light = luminance(frame)
    heaven = clipped(heaven + 0.9 * (light - blur(light, 30 * u))[..., None])
    low = float((sky.matte.mean(1) > 0.05).nonzero()[0].max(initial=1)) / shape[0]
    sun = disc(shape, side, 0.82 * low, 0.26)[..., None]
    lit = screen(mix(land, heaven, 0.92 * sky.matte), 0.55 * sun * paint(rgb("ffc070")))
    afterglow = np.exp(-(((sky.horizon - 0.98) / 0.20) ** 2))[..., None]
    lit = screen(clipped(lit), 0.34 * afterglow * paint(stops[3]))
    return vignette(bloom(clipped(lit), 30 * u, 0.18), 0.18)


def night(frame: Frame, sky: Sky, strength: float, rng: np.random.Generator, u: float) -> Frame:
    """A clear night: blue and dark, small lights glowing, stars and a moon where there is a sky."""
    shape = shape_of(frame)
    light = luminance(frame)
    day = chroma(frame, 0.6)
    dark = day * floats([0.34, 0.46, 0.80]) * (0.35 + 0.65 * light)[..., None] + 0.6 * paint(rgb("070d24"))
    lamps = smoothstep(0.16, 0.36, light - blur(light, 16 * u)) * (1 - 0.7 * sky.matte)
    glow = 0.8 * lamps + 1.4 * blur(lamps, 9 * u) + 0.8 * blur(lamps, 28 * u)
    dark = screen(clipped(dark), clipped(glow[..., None] * floats([1.0, 0.72, 0.36])) * (0.35 + 0.65 * day))
    if sky.confidence > 0.3:
        heaven = _stars(ramp(np.minimum(sky.horizon, 1.0), tuple(rgb(code) for code in _NIGHT_SKY)), sky, rng, u)
        dark = mix(dark, heaven, sky.matte * smoothstep(0.3, 0.5, floats(sky.confidence)))
    return vignette(clipped(dark), 0.4)


def _stars(heaven: Frame, sky: Sky, rng: np.random.Generator, u: float) -> Frame:
    """Stars, a trace of the Milky Way, and a crescent in the open part of the sky."""
    shape = height, width = shape_of(heaven)
    nebula = smoothstep(0.4, 2.2, cloud(rng, shape, 240 * u, 5, aspect=1.6))
    heaven = screen(heaven, 0.22 * nebula[..., None] * paint(rgb("6d7fd0")))
    field = np.zeros(shape, np.float32)
    for x, y, size in zip(
        rng.uniform(0, width, 420), rng.uniform(0, height, 420) * 0.9, rng.power(0.35, 420), strict=True
    ):
        cv2.circle(field, (round(x * 16), round(y * 16)), round((0.7 + 1.3 * size) * u * 16), 0.4 + 0.6 * size, -1,
                   cv2.LINE_AA, 4)  # fmt: skip
    fading = smoothstep(1.0, 0.55, sky.horizon)
    heaven = clipped(heaven + (field * fading + 0.7 * blur(field, 2.5 * u) * fading)[..., None])
    moon = _crescent(sky, rng, u)
    heaven = screen(
        heaven, clipped(0.5 * blur(moon, 26 * u) + 0.5 * blur(moon, 8 * u))[..., None] * floats([0.85, 0.9, 1.0])
    )
    return mix(heaven, floats([0.98, 0.96, 0.88]), moon)


def _crescent(sky: Sky, rng: np.random.Generator, u: float) -> Frame:
    """A crescent moon where the sky is widest open."""
    shape = height, width = sky.matte.shape
    radius = 31 * u
    room = blur(sky.matte, 60 * u) * smoothstep(0.04, 0.12, grid(shape)[1] / height)
    room = room + 0.10 * floats(rng.random((1, width)))
    at = int(np.argmax(room[:: max(1, round(8 * u)), :: max(1, round(8 * u))]))
    rows, columns = room[:: max(1, round(8 * u)), :: max(1, round(8 * u))].shape
    y, x = at // columns * height / rows, at % columns * width / columns
    moon, shade = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    cv2.circle(moon, (round(x * 16), round(y * 16)), round(radius * 16), 1.0, -1, cv2.LINE_AA, 4)
    cv2.circle(shade, (round((x + 0.42 * radius) * 16), round((y - 0.22 * radius) * 16)), round(0.9 * radius * 16), 1.0,
               -1, cv2.LINE_AA, 4)  # fmt: skip
    return clipped(moon - shade)


_MOODS: Mapping[Mood, Air] = MappingProxyType(
    {
        Mood.GOLDEN_HOUR: golden_hour,
        Mood.SUNSET: sunset,
        Mood.NIGHT: night,
        Mood.WINTER: winter,
        Mood.FOG: fog,
        Mood.RAIN: rain,
    }
)
