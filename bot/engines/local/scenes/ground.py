"""What the land is made of: heights and colours of mountains, hills, dunes and coasts on a sheet."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from bot.engines.local.blocks.pixels import Frame, Plane, floats, mix, smoothstep
from bot.engines.local.blocks.tone import paint
from bot.engines.local.scenes.light import Light
from bot.engines.local.scenes.setting import Season, Setting, paints
from bot.engines.local.scenes.terrain import Noise, View, cast_shadow, slopes
from bot.engines.local.values import Motif

_ROCK = paints("8d8378 5f5a58")
_SAND = paints("e6b877 c98a4c")
_SNOW, _BEACH = paints("f6f8fb d9c49a")

_MIDDLE = 7.0
"""The distance from which on land may be high."""

Shaping = Callable[[View, Noise], Plane]


def _mountains(view: View, noise: Noise) -> Plane:
    away, x = view.away, view.across
    far = smoothstep(5.0, 22.0, away)
    crests = noise.ridged(x / 19, away / 19, 8)
    masses = 0.8 + 0.4 * noise.at(x / 36, away / 36, 3)
    # The eye rests near the middle: what towers at the edge is lowered.
    middle = 1 - 0.5 * smoothstep(0.35, 1.0, np.abs(np.linspace(-1, 1, x.shape[1], dtype=np.float32)))[None, :]
    peaks = far * middle * (np.maximum(masses, 0.2) * crests - 0.05)
    return floats(_raised(peaks, view, 0.38) + _meadow(view, noise) * (1 - 0.7 * far))


def _hills(view: View, noise: Noise) -> Plane:
    away, x = view.away, view.across
    far = smoothstep(1.5, 12.0, away)
    swell = noise.rough(x / 8, away / 6, 3, 0.4)
    fine = noise.rough(x / 0.7, away / 0.7, 3)
    return floats(
        _raised(far * np.maximum(1.3 + 1.25 * swell, 0.1) * (0.55 + away / 30), view, 0.17) + 0.05 * fine + 0.1
    )


def _meadow(view: View, noise: Noise) -> Plane:
    away, x = view.away, view.across
    swell = noise.rough(x / 5, away / 5, 3, 0.4)
    fine = noise.rough(x / 0.5, away / 0.5, 4, 0.6)
    rolling = 0.55 * smoothstep(4.0, 24.0, away) * (1 + noise.rough(x / 11, away / 11, 2))
    return floats(0.13 * swell + 0.018 * fine + rolling + 0.12)


def _raised(heights: Plane, view: View, share: float) -> Plane:
    """Heights scaled so that the highest of what is seen stands by that share of the picture above the horizon."""
    highest = float((heights / view.away)[view.away[:, 0] > _MIDDLE].max())
    rise = share * view.shape[0] / view.focus
    return heights * np.float32(rise / max(highest, 1e-3))


def _dunes(view: View, noise: Noise) -> Plane:
    away, x = view.away, view.across
    warp = noise.rough(x / 9, away / 9, 3, 0.4)
    phase = (away / 5.5 + x / 14 + 1.5 * warp) % 1.0
    crest = np.where(phase < 0.72, phase / 0.72, (1 - phase) / 0.28)
    crest = crest * crest * (3 - 2 * crest)
    size = 0.22 + smoothstep(3.0, 30.0, away) * (1.2 + 0.5 * noise.at(x / 16, away / 16, 4))
    ripples = 0.006 * np.sin(38 * (away + 0.5 * x) + 5 * warp) * smoothstep(6.0, 2.0, away)
    grown = 0.25 + 0.75 * smoothstep(3.0, 10.0, away)
    return floats(grown * _raised(np.maximum(size, 0.1) * crest, view, 0.15) + ripples + 0.05)


def _coast(view: View, noise: Noise) -> Plane:
    """Open water, and headlands at its far sides."""
    away, x = view.away, view.across
    side = np.abs(x) / (0.5 * view.shape[1] * away / view.focus)
    crests = noise.ridged(x / 16, away / 16, 6)
    land = smoothstep(16.0, 34.0, away) * smoothstep(0.25, 1.0, side + 0.25 * noise.at(x / 20, away / 20, 2))
    return floats(_raised(land * crests, view, 0.16) - 0.5)


SHAPES: Mapping[Motif, Shaping] = MappingProxyType(
    {
        Motif.MOUNTAINS: _mountains,
        Motif.HILLS: _hills,
        Motif.MEADOW: _meadow,
        Motif.DESERT: _dunes,
        Motif.SEA: _coast,
    }
)


def basin(heights: Plane, view: View, noise: Noise) -> Plane:
    """The same land around a lake: sunk in the middle distance, a bank before it."""
    away, x = view.away, view.across
    shape = noise.rough(x / 4, away / 4, 4, 0.5)
    within = smoothstep(1.7, 2.6, away + 0.35 * shape) * smoothstep(15.0, 8.0, away + 2.5 * shape)
    return floats(heights - 0.9 * within)


def coloured(heights: Plane, setting: Setting, *, sand: bool, wet: bool) -> Frame:
    """The land's own colours under the light of the hour, paling with distance; `wet` land has beaches."""
    view = setting.view
    slope = slopes(heights, view)
    patches = setting.noise.rough(view.across / 1.7, view.away / 1.7, 5, 0.6)
    if sand:
        made = _between(_SAND, 0.35 + 0.3 * patches)
    else:
        made = _overgrown(heights, np.hypot(*slope), patches, setting.season)
        if wet:
            made = mix(made, _BEACH, 0.8 * smoothstep(0.07, 0.015, heights) * (1 - setting.season.snow))
    return _lit(made, slope, heights, setting)


def _overgrown(heights: Plane, steep: Plane, patches: Plane, season: Season) -> Frame:
    """Grass where it is gentle, rock where it is steep, snow where it is high or winter."""
    bare = smoothstep(0.6, 1.1, steep + 0.2 * patches + 0.07 * np.maximum(heights - 2.0, 0))
    made = mix(
        _between(season.grass, 0.5 + 0.55 * patches),
        _between(_ROCK, 0.5 + 0.6 * patches),
        bare * smoothstep(0.3, 1.2, heights),
    )
    line = 0.36 - 0.5 * season.snow
    high = heights / max(float(heights.max()), 5.0) + 0.10 * patches
    return mix(made, _SNOW, smoothstep(line, line + 0.16, high) * smoothstep(2.6, 1.1, steep + 0.2 * patches))


def _between(colours: tuple[Frame, ...], share: Plane) -> Frame:
    """From the first colour to the second."""
    ground = np.ones((*share.shape, 3), np.float32) * colours[0]
    return mix(ground, colours[1], np.clip(share, 0, 1))


def _lit(made: Frame, slope: tuple[Plane, Plane], heights: Plane, setting: Setting) -> Frame:
    (right, back), view, light, side = slope, setting.view, setting.light, setting.side
    direction = floats([2 * side - 1, 0.45 + 0.55 * min(light.height, 1.0), light.ahead])
    direction /= np.float32(np.linalg.norm(direction))
    length = np.sqrt(1 + right * right + back * back)
    facing = (-right * direction[0] + direction[1] - back * direction[2]) / length
    shadow = cast_shadow(heights, view, fall=0.25 + 0.5 * min(light.height, 1.0), from_right=setting.from_right)
    sun = np.clip(facing, 0, 1) * (1 - 0.75 * shadow)
    sky_share = 0.55 + 0.45 / length
    shine = sun[..., None] * paint(light.sun) * (0.92 * light.power) + sky_share[..., None] * paint(light.shade) * 0.52
    return mix(made * shine, paint(light.haze), floats(np.broadcast_to(veil(view.away, light), heights.shape)))


def veil(away: Plane, light: Light) -> Plane:
    """How much of something at that distance the air hides."""
    deep = away * np.float32(light.air)
    return floats((0.94 if light.air == 1 else 1.0) * (1 - np.exp(-np.square(deep / 48.0) - deep / 85)))
