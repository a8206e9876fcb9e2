"""The sky: a gradient, clouds in perspective, sun or moon, stars, northern lights."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.local.blocks.marks import dot
from bot.engines.local.blocks.noise import cloud
from bot.engines.local.blocks.pixels import Frame, Plane, blur, clipped, floats, grid, mix, smoothstep
from bot.engines.local.blocks.tone import paint, ramp, screen
from bot.engines.local.scenes.light import Light
from bot.engines.local.scenes.setting import Setting, paints
from bot.engines.local.scenes.terrain import Noise

_STARS = 900
_MOON = paint((250, 245, 226))
_AURORAS = paints("38e0a0 4fd6c0 7a6ff0 d060c0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heavens:
    """What is asked of a sky."""

    clouds: float
    """0 clear, 1 overcast."""
    disc: bool = True
    """True if sun or moon are seen."""
    aurora: bool = False


def sky(asked: Heavens, setting: Setting) -> Frame:
    """The whole canvas as sky; below the horizon it goes on as the horizon's colour."""
    view, light, rng, u = setting.view, setting.light, setting.rng, setting.u
    x, y = grid(view.shape)
    down = clipped(y / np.float32(view.horizon))
    base = ramp(np.power(down, np.float32(1.15)), light.sky)
    centre = (setting.side * view.shape[1], view.horizon * (1 - min(light.height, 0.85)))
    away = np.hypot(x - centre[0], (y - centre[1]) * 1.15) / max(view.shape)
    if asked.disc:
        base = screen(base, _glow(away, light))
    if light.dark:
        base = _with_stars(base, down, rng, u)
    if asked.aurora:
        base = _with_aurora(base, down, rng)
    if asked.disc:
        base = _with_disc(base, centre, light, u)
    clouded = _with_clouds(base, away, asked.clouds, setting)
    if light.air == 1:
        return clouded
    return mix(clouded, paint(light.haze), 0.45 + 0.55 * smoothstep(0.15, 0.9, down))


def _glow(away: Plane, light: Light) -> Frame:
    wide, near = (0.30, 0.18) if light.dark else (0.45, 0.42)
    strength = wide * np.exp(-((away / 0.42) ** 2)) + near * np.exp(-((away / 0.12) ** 2))
    return floats(strength[..., None] * paint(light.sun))


def _with_disc(base: Frame, centre: tuple[float, float], light: Light, u: float) -> Frame:
    """The sun, or the moon with its shadows."""
    radius = (34 if light.dark else 38) * u
    plane = np.zeros(base.shape[:2], np.float32)
    dot(plane, centre[0], centre[1], radius, 1.0)
    plane = blur(plane, 0.9 * u)
    if not light.dark:
        core = mix(np.ones(3, np.float32), paint(light.sun), 0.12)
        return clipped(mix(screen(base, 0.8 * blur(plane, 9 * u)[..., None] * paint(light.sun)), core, plane))
    x, y = grid(base.shape[:2])
    seas = 0.5 + 0.5 * np.sin((x - centre[0]) / (0.42 * radius) + 1.3) * np.cos((y - centre[1]) / (0.5 * radius) - 0.6)
    face = _MOON * (0.86 + 0.14 * smoothstep(0.25, 0.6, floats(seas)))[..., None]
    return clipped(mix(screen(base, 0.5 * blur(plane, 14 * u)[..., None] * _MOON), face, plane))


def _with_stars(base: Frame, down: Plane, rng: np.random.Generator, u: float) -> Frame:
    height, width = base.shape[:2]
    band = cloud(rng, (height, width), 260 * u, 5, aspect=1.5)
    x, y = grid((height, width))
    lean = rng.uniform(-0.7, 0.7)
    across = (x / width - rng.uniform(0.3, 0.7)) + lean * (y / height - 0.3)
    milk = np.exp(-((across / 0.16) ** 2)) * smoothstep(-0.8, 1.8, band)
    base = screen(base, 0.30 * milk[..., None] * paint((150, 165, 215)))
    field = np.zeros((height, width), np.float32)
    places, sizes = rng.random((_STARS, 2)) * (width, height), rng.power(0.28, _STARS)
    for (star_x, star_y), size in zip(places, sizes, strict=True):
        dot(field, float(star_x), float(star_y), (0.45 + 1.25 * float(size)) * u, 0.35 + 0.65 * float(size))
    field = field * smoothstep(1.0, 0.6, down)
    return clipped(base + (field + 0.8 * blur(field, 2.4 * u))[..., None])


def _with_aurora(base: Frame, down: Plane, rng: np.random.Generator) -> Frame:
    """Curtains of light: bands that sway, drawn out upwards."""
    noise = Noise(rng)
    x = np.linspace(0, 3.2, base.shape[1], dtype=np.float32)[None, :]
    made = base
    start = int(rng.integers(len(_AURORAS)))
    for number in range(3):
        foot = 0.66 - 0.16 * number + 0.13 * noise.rough(0.8 * x, np.full_like(x, 7.0 * number), 2)
        folds = noise.rough(11 * x, np.full_like(x, 3.0 * number), 3)
        reach = 0.34 + 0.10 * noise.at(2 * x, np.full_like(x, 11.0 * number))
        above = (foot - down) / np.maximum(reach, 0.1)
        # Each ribbon comes and goes along its length, and its foot is no line.
        present = smoothstep(-0.5, 0.7, noise.at(1.3 * x, np.full_like(x, 23.0 + 5 * number)))
        curtain = (
            smoothstep(-0.16, 0.16, above) * np.exp(-1.9 * np.maximum(above, 0)) * clipped(0.6 + 0.3 * folds) * present
        )
        low, high = (_AURORAS[(start + number + step) % 4] for step in (0, 1))
        tint = mix(np.ones_like(base) * low, high, clipped(above))
        made = screen(made, 0.85 * curtain[..., None] * tint)
    return clipped(made)


def _with_clouds(base: Frame, away: Plane, amount: float, setting: Setting) -> Frame:
    """Clouds on a ceiling seen from below: large overhead, in streaks at the horizon, lit from the sun's side."""
    view, light = setting.view, setting.light
    small = (max(8, view.shape[0] // 2), max(8, view.shape[1] // 2))
    noise = Noise(setting.rng)
    x, y = grid(small)
    below = np.maximum(view.horizon / 2 - y, 0.5) / np.float32(view.horizon / 2)
    far = 1 / (below + 0.09)
    across = (x / small[1] - 0.5) * far * 1.5
    shape = noise.rough(across, far * 1.1, 6, 0.55)
    lit = noise.rough(across + np.float32(0.10), far * 1.1 + np.float32(0.06), 4, 0.55)
    full = floats(cv2.resize(shape, view.shape[::-1], interpolation=cv2.INTER_CUBIC))
    relief = floats(cv2.resize(shape - lit, view.shape[::-1], interpolation=cv2.INTER_CUBIC))
    edge = 1.15 - 1.7 * amount
    cover = smoothstep(edge, edge + 0.85, full) * floats(
        0.25 + 0.75 * smoothstep(0.0, 0.22, 1 - clipped(grid(view.shape)[1] / view.horizon))
    )
    shade, bright = (paint(colour) for colour in light.cloud)
    nearness = np.exp(-((away / 0.45) ** 2)) * (0.5 if light.dark else 1.0)
    glow = clipped(0.5 + 0.85 * relief + 0.45 * nearness - 0.28 * smoothstep(edge + 0.5, edge + 1.6, full))
    colours = mix(np.ones_like(base) * shade, bright, glow)
    return clipped(mix(base, colours, (0.55 if light.dark else 0.92) * cover))
