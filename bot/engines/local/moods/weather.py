"""Winter, fog and rain: the air between the camera and the scene, and what falls through it."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

import cv2
import numpy as np

from bot.engines.local.blocks.grading import Grade, graded
from bot.engines.local.blocks.light import vignette
from bot.engines.local.blocks.marks import dot, streak
from bot.engines.local.blocks.noise import cloud
from bot.engines.local.blocks.pixels import (
    Frame,
    Plane,
    Shape,
    blur,
    clipped,
    floats,
    grid,
    luminance,
    mix,
    shape_of,
    smoothstep,
)
from bot.engines.local.blocks.sky import Sky
from bot.engines.local.blocks.tone import chroma, paint
from bot.engines.local.moods.scene import Scene
from bot.engines.local.values import rgb

_COLD = Grade(
    gain=(0.92, 1.0, 1.12),
    lift=(0.04, 0.06, 0.11),
    gamma=0.92,
    chroma=0.62,
    contrast=0.15,
    shadow="3f67a8",
    light="eaf4ff",
    amount=0.65,
)
_WET = Grade(
    gain=(0.84, 0.93, 1.04),
    lift=(0.02, 0.03, 0.05),
    gamma=1.18,
    chroma=0.6,
    contrast=0.12,
    shadow="2b3d55",
    light="b9c8d6",
    amount=0.6,
)
_SNOW = paint(rgb("f4f8ff"))
_AIR = np.array([0.83, 0.85, 0.87], np.float32)
_CLOUDS = (paint(rgb("5d6875")), paint(rgb("a3adb8")))
_MIST = paint(rgb("a8b3bd"))
_DROPS = paint(rgb("dfe8f0"))
_FLAKES = ((900, 1.2, 0.75), (330, 2.3, 0.85), (70, 5.5, 0.55))
"""Per layer: how many, radius in units, opacity."""
_STREAKS = ((900, 40, 1.4, 0.30), (420, 84, 2.0, 0.34), (90, 185, 3.2, 0.30))
"""Per layer: how many, length and width in units, opacity."""


def winter(frame: Frame, scene: Scene) -> Frame:
    """A cold, pale day with falling snow, and some of it lying on what faces up."""
    shape, sky = shape_of(frame), scene.sky
    haze = 0.22 * smoothstep(0.7, 0.0, grid(shape)[1] / shape[0]) + 0.25 * sky.matte * sky.confidence
    hazy = mix(graded(frame, _COLD), floats([0.88, 0.93, 0.99]), haze)
    lying = mix(hazy, _SNOW, scene.strength * _lying_snow(frame, scene))
    return clipped(mix(lying, np.ones(3, np.float32), min(1.1 * scene.strength, 1.0) * _falling(shape, scene)))


def fog(frame: Frame, scene: Scene) -> Frame:
    """Banks of fog that swallow what is far away first."""
    strength, u = scene.strength, scene.u
    density = (0.5 + 1.7 * strength) * (0.7 + 0.3 * min(1.0, 2 * scene.sky.confidence))  # rooms hold less fog
    transmission = np.exp(-density * np.power(_depth(frame, scene.sky, u), 1.4))
    banks = 0.16 * strength * cloud(scene.rng, shape_of(frame), 300 * u, 5, aspect=3)
    seen = np.clip(transmission + banks * (1 - 0.5 * transmission), 0.14, 1)
    veiled = chroma(blur(frame, 0.8 * u * strength), 1 - 0.45 * strength)
    air = _AIR * (0.94 + 0.06 * blur(luminance(frame), 90 * u))[..., None]
    return clipped(mix(air, veiled, seen))


def rain(frame: Frame, scene: Scene) -> Frame:
    """A grey downpour: low clouds, slanting streaks, a ground that mirrors."""
    shape, sky, strength, u = shape_of(frame), scene.sky, scene.strength, scene.u
    clouds = smoothstep(-1.4, 1.6, cloud(scene.rng, shape, 200 * u, 5, aspect=3))
    ceiling = mix(_CLOUDS[0] * np.ones_like(frame), _CLOUDS[1], clouds)
    wet = mix(graded(frame, _WET), ceiling, 0.75 * min(1.0, 1.6 * sky.confidence) * sky.matte)
    wet = _mirrored(wet, strength, u)
    wet = mix(wet, _MIST, 0.22 * strength * smoothstep(0.95, 0.15, grid(shape)[1] / shape[0]))
    lit = (0.7 + 1.3 * blur(luminance(wet), 30 * u)) * strength
    return vignette(clipped(mix(wet, _DROPS, lit * _streaks(shape, scene))), 0.28)


def _lying_snow(frame: Frame, scene: Scene) -> Plane:
    """Where snow would settle: edges that face up, bright above and dark below, and calm ground."""
    shape, u, sky = shape_of(frame), scene.u, scene.sky
    light = blur(luminance(frame), 2.2 * u)
    below = np.roll(light, -max(1, round(5 * u)), 0)
    ledge = smoothstep(0.07, 0.24, light - below)
    ledge = blur(np.roll(ledge, round(2 * u), 0), 1.6 * u)
    calm = smoothstep(0.10, 0.02, blur(np.abs(luminance(frame) - light), 5 * u))
    patches = smoothstep(-0.2, 0.9, cloud(scene.rng, shape, 70 * u, 4, aspect=2.5))
    ground = calm * patches * smoothstep(0.62, 1.0, grid(shape)[1] / shape[0])
    open_air = 1 - sky.matte * min(1.0, 2 * sky.confidence)
    return clipped(np.maximum(0.62 * ledge, 0.34 * ground) * open_air)


def _falling(shape: Shape, scene: Scene) -> Plane:
    """Snowflakes near and far, the near ones out of focus."""
    rng, u, (height, width) = scene.rng, scene.u, shape
    sheet = np.zeros(shape, np.float32)
    for count, radius, opacity in _FLAKES:
        layer = np.zeros(shape, np.float32)
        number = _share(count, shape)
        across, down, sizes = (
            rng.uniform(0, width, number),
            rng.uniform(0, height, number),
            rng.uniform(0.6, 1.2, number),
        )
        for x, y, size in zip(across, down, sizes, strict=True):
            dot(layer, float(x), float(y), radius * u * float(size), 1.0)
        sheet = np.maximum(sheet, opacity * blur(layer, 0.35 * radius * u))
    return sheet


def _streaks(shape: Shape, scene: Scene) -> Plane:
    """Rain near and far, all of one slant."""
    rng, u, (height, width) = scene.rng, scene.u, shape
    slant = float(np.radians(rng.uniform(6, 16) * rng.choice((-1, 1))))
    sheet = np.zeros(shape, np.float32)
    for count, length, thick, opacity in _STREAKS:
        layer = np.zeros(shape, np.float32)
        number = _share(count, shape)
        across, down = rng.uniform(-0.1 * width, 1.1 * width, number), rng.uniform(-0.2 * height, height, number)
        for x, y, part in zip(across, down, rng.uniform(0.5, 1, number), strict=True):
            reach = float(part) * length * u
            end = (float(x) + reach * float(np.sin(slant)), float(y) + reach * float(np.cos(slant)))
            streak(layer, (float(x), float(y)), end, thick * u, float(part))
        sheet = sheet + opacity * blur(layer, 0.3 * thick * u)
    return clipped(sheet)


def _share(count: int, shape: Shape) -> int:
    """Of the number meant for a square, what a picture of this shape needs."""
    return round(count * min(shape) / max(shape))


def _mirrored(frame: Frame, strength: float, u: float) -> Frame:
    """The lower third smeared downwards, as wet ground reflects."""
    down = grid(shape_of(frame))[1] / frame.shape[0]
    smear = floats(cv2.GaussianBlur(frame, (0, 0), sigmaX=1.2 * u, sigmaY=22 * u, borderType=cv2.BORDER_REFLECT))
    return mix(frame, smear * 1.04, 0.5 * strength * smoothstep(0.62, 0.95, down))


def _depth(frame: Frame, sky: Sky, u: float) -> Plane:
    """0 near, 1 far: low in the picture is near, detail is near, what has a dark corner of colour is near."""
    light = luminance(frame)
    near = smoothstep(1.0, 2.6, sky.horizon) if sky.confidence > 0.2 else smoothstep(0.35, 1.0, sky.horizon * 0.35)
    detail = np.minimum(blur(np.abs(light - blur(light, 6 * u)), 14 * u) / 0.09, 1)
    side = max(3, 2 * round(6 * u) + 1)
    dark = floats(cv2.erode(floats(frame.min(-1)), np.ones((side, side), np.uint8)))
    depth = 1 - 0.75 * near - 0.25 * detail + 0.15 * dark
    depth = np.maximum(depth, 0.9 * sky.matte * min(1.0, 2 * sky.confidence))
    return np.clip(floats(cv2.ximgproc.guidedFilter(frame, floats(depth), max(4, round(24 * u)), 1e-3)), 0, 1.2)
