"""Golden hour, sunset and night: the light of the hour, and the sky that goes with it where there is one."""

import numpy as np

from bot.engines.local.blocks.grading import Grade, graded
from bot.engines.local.blocks.light import bloom, disc, vignette
from bot.engines.local.blocks.marks import dot
from bot.engines.local.blocks.noise import cloud
from bot.engines.local.blocks.pixels import (
    Frame,
    Plane,
    blur,
    border_distance,
    clipped,
    floats,
    from_lab,
    grid,
    luminance,
    mix,
    resized,
    shape_of,
    smoothstep,
    to_lab,
)
from bot.engines.local.blocks.tone import chroma, paint, ramp, screen, soft_light
from bot.engines.local.moods.scene import Scene
from bot.engines.local.values import rgb

_LOW_SUN = Grade(
    gain=(1.10, 0.98, 0.78),
    lift=(0.05, 0.02, 0.0),
    gamma=0.95,
    chroma=1.15,
    contrast=0.25,
    shadow="5a3b6e",
    light="ffb347",
    amount=0.75,
)
_LAST_LIGHT = Grade(
    gain=(1.05, 0.80, 0.76),
    lift=(0.06, 0.0, 0.06),
    gamma=1.12,
    chroma=1.1,
    contrast=0.25,
    shadow="3a1c5c",
    light="ff9a56",
    amount=0.9,
)
_DUSKS = (
    ("2b1a54", "7a2f7a", "e0526b", "ff9a56", "ffd58a"),
    ("16244f", "5b3a86", "d65d7a", "f7a35c", "ffe3a3"),
    ("3a0f2e", "8e1e3c", "e4572e", "ffae42", "ffe29a"),
)
_NIGHT_SKY = (rgb("030614"), rgb("0b1a44"), rgb("27427f"))
_STARS = 420


def golden_hour(frame: Frame, scene: Scene) -> Frame:
    """The last hour of sun: low, warm, from one side."""
    shape = shape_of(frame)
    warm = graded(frame, _LOW_SUN)
    lab = to_lab(warm)
    lab[..., 1] += 4 * lab[..., 0] / 100
    lab[..., 2] += 12 * lab[..., 0] / 100
    side = 0.06 if scene.rng.random() < 0.5 else 0.94
    sun = disc(shape, side, scene.rng.uniform(0.12, 0.3), 0.38)[..., None]
    lit = screen(from_lab(lab), 0.62 * sun * paint(rgb("ffb658")))
    down = grid(shape)[1] / shape[0]
    lit = mix(lit, paint(rgb("ffcf8a")), 0.16 * smoothstep(0.6, 0.0, down))
    return vignette(bloom(clipped(lit), 26 * scene.u, 0.30), 0.22)


def sunset(frame: Frame, scene: Scene) -> Frame:
    """The sun at the horizon: a burning sky, or its light on everything where no sky is seen."""
    shape = shape_of(frame)
    stops = tuple(rgb(code) for code in _DUSKS[int(scene.rng.integers(len(_DUSKS)))])
    land = graded(frame, _LAST_LIGHT)
    side = scene.rng.uniform(0.2, 0.8)
    if scene.sky.confidence <= 0.4:
        tinted = mix(land, soft_light(land, ramp(grid(shape)[1] / shape[0], stops)), 0.6)
        return vignette(clipped(screen(tinted, 0.5 * disc(shape, side, 0.0, 0.34)[..., None] * paint(stops[3]))), 0.25)
    clouds = smoothstep(0.2, 1.8, cloud(scene.rng, shape, 150 * scene.u, 5, aspect=3))
    heaven = ramp(np.minimum(scene.sky.horizon, 1.0), stops)
    heaven = mix(heaven, paint(rgb("ff9e7a")), 0.45 * clouds)
    light = luminance(frame)
    heaven = clipped(heaven + 0.9 * (light - blur(light, 30 * scene.u))[..., None])
    low = float((scene.sky.matte.mean(1) > 0.05).nonzero()[0].max(initial=1)) / shape[0]
    sun = disc(shape, side, 0.82 * low, 0.26)[..., None]
    lit = screen(mix(land, heaven, 0.92 * scene.sky.matte), 0.55 * sun * paint(rgb("ffc070")))
    afterglow = np.exp(-(((scene.sky.horizon - 0.98) / 0.20) ** 2))[..., None]
    lit = screen(clipped(lit), 0.42 * afterglow * (0.15 + 0.85 * light)[..., None] * paint(stops[3]))
    return vignette(bloom(clipped(lit), 30 * scene.u, 0.18), 0.18)


def night(frame: Frame, scene: Scene) -> Frame:
    """A clear night: blue and dark, small lights glowing, stars and a moon where there is a sky."""
    light = luminance(frame)
    day = chroma(frame, 0.6)
    dark = day * floats([0.34, 0.46, 0.80]) * (0.35 + 0.65 * light)[..., None] + 0.6 * paint(rgb("070d24"))
    lamps = smoothstep(0.16, 0.36, light - blur(light, 16 * scene.u)) * (1 - 0.7 * scene.sky.matte)
    glow = 0.8 * lamps + 1.4 * blur(lamps, 9 * scene.u) + 0.8 * blur(lamps, 28 * scene.u)
    dark = screen(clipped(dark), clipped(glow[..., None] * floats([1.0, 0.72, 0.36])) * (0.35 + 0.65 * day))
    if scene.sky.confidence > 0.3:
        heaven = _stars(ramp(np.minimum(scene.sky.horizon, 1.0), _NIGHT_SKY), scene)
        dark = mix(dark, heaven, scene.sky.matte * smoothstep(0.3, 0.5, floats(scene.sky.confidence)))
    return vignette(clipped(dark), 0.4)


def _stars(heaven: Frame, scene: Scene) -> Frame:
    """Stars, a trace of the Milky Way, and a crescent in the open part of the sky."""
    rng, u, (height, width) = scene.rng, scene.u, shape_of(heaven)
    nebula = smoothstep(0.4, 2.2, cloud(rng, (height, width), 240 * u, 5, aspect=1.6))
    heaven = screen(heaven, 0.22 * nebula[..., None] * paint(rgb("6d7fd0")))
    field = np.zeros((height, width), np.float32)
    across, down, sizes = rng.uniform(0, width, _STARS), rng.uniform(0, 0.9 * height, _STARS), rng.power(0.35, _STARS)
    for x, y, size in zip(across, down, sizes, strict=True):
        dot(field, float(x), float(y), (0.7 + 1.3 * float(size)) * u, 0.4 + 0.6 * float(size))
    field = field * smoothstep(1.0, 0.55, scene.sky.horizon)
    heaven = clipped(heaven + (field + 0.7 * blur(field, 2.5 * u))[..., None])
    moon = _crescent(scene)
    shine = clipped(0.5 * blur(moon, 26 * u) + 0.5 * blur(moon, 8 * u))[..., None]
    return mix(screen(heaven, shine * floats([0.85, 0.9, 1.0])), floats([0.98, 0.96, 0.88]), moon)


def _crescent(scene: Scene) -> Plane:
    """A crescent moon where the sky is widest open."""
    shape = height, width = shape_of(scene.sky.matte)
    u, radius = scene.u, 31 * scene.u
    room = blur(scene.sky.matte, 60 * u) * smoothstep(30 * u, 70 * u, border_distance(shape))
    room = resized(room + 0.10 * floats(scene.rng.random((1, width))), (max(8, height // 8), max(8, width // 8)))
    row, column = np.unravel_index(int(np.argmax(room)), room.shape)
    y, x = (row + 0.5) * height / room.shape[0], (column + 0.5) * width / room.shape[1]
    moon, shade = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    dot(moon, float(x), float(y), radius, 1.0)
    dot(shade, float(x) + 0.42 * radius, float(y) - 0.22 * radius, 0.9 * radius, 1.0)
    return clipped(moon - shade)
