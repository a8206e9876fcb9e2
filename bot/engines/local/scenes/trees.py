"""Trees on the land: conifers and round crowns, each lit from the sun's side, far ones first."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Frame, Picture, Plane, clipped, floats, mix
from bot.engines.local.blocks.tone import paint
from bot.engines.local.scenes.ground import veil
from bot.engines.local.scenes.setting import Setting
from bot.engines.local.scenes.terrain import Sight

_BITS = 4
_ONE = 1 << _BITS
_TOLERANCE = 7
"""Rows of the sheet by which the ground at a tree's foot may lie farther or nearer than the tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wood:
    """How many trees, of which kind, and where."""

    count: int
    conifers: float
    """Share of them."""
    nearest: float
    farthest: float
    size: float
    """Height of a grown tree, in eye heights."""
    above: float = 0.0
    """No tree grows lower than this above the water."""
    below: float = 9.0
    """Nor higher than this."""
    gaps: float = 0.0
    """Noise below which the land is bare; higher means fewer groves."""


def with_trees(picture: Frame, wood: Wood, heights: Plane, sight: Sight, setting: Setting) -> Frame:
    """The picture with its trees on the land of those heights."""
    rng, from_right = setting.rng, setting.from_right
    canvas = np.rint(clipped(picture) * 255).astype(np.uint8)
    sites = _sites(wood, heights, sight, setting)
    for away, row, column in sites:
        size = wood.size * float(rng.uniform(0.55, 1.15)) * setting.view.focus / away
        if size < 2.0:
            continue
        colour = _colour(setting, away)
        if rng.random() < wood.conifers:
            _conifer(canvas, (column, row), size, colour, rng, from_right=from_right)
        else:
            _crown(canvas, (column, row), 0.8 * size, colour, rng, from_right=from_right)
    return floats(canvas) / np.float32(255)


def _sites(wood: Wood, heights: Plane, sight: Sight, setting: Setting) -> list[tuple[float, float, float]]:
    """Distance, row and column of every tree that is seen, far ones first."""
    view, noise, rng = setting.view, setting.noise, setting.rng
    steps, columns = heights.shape
    away = np.exp(rng.uniform(np.log(wood.nearest), np.log(wood.farthest), wood.count)).astype(np.float32)
    place = rng.uniform(0, columns - 1, wood.count)
    distances = view.away[:, 0]
    step = np.searchsorted(distances, away).clip(0, steps - 1)
    column = place.astype(np.intp)
    height = heights[step, column]
    x = view.across[step, column]
    dense = noise.rough(floats(x / 2.6), floats(away / 2.6), 3) > wood.gaps
    grown = dense & (height > wood.above) & (height < wood.below)
    row, pixel = view.row(height, distances[step]), np.rint(place * view.shape[1] / columns)
    inside = (row > 0) & (row < view.shape[0] + 60)
    at = np.clip(np.rint(row) + 1, 0, view.shape[0] - 1).astype(np.intp)
    shown = sight.index[at, np.clip(pixel, 0, view.shape[1] - 1).astype(np.intp)]
    kept = grown & inside & (np.abs(shown - step) <= _TOLERANCE + (row >= view.shape[0]) * steps)
    found = np.stack([distances[step], row, pixel], -1)[kept]
    return [(float(a), float(r), float(c)) for a, r, c in found[np.argsort(-found[:, 0])]]


def _colour(setting: Setting, away: float) -> tuple[Frame, Frame]:
    """A tree's shade and its lit side, at its distance."""
    season, light, rng = setting.season, setting.light, setting.rng
    own = season.wood[int(rng.integers(len(season.wood)))] * np.float32(rng.uniform(0.85, 1.12))
    shade = own * (0.75 * paint(light.shade) + 0.05)
    lit = own * (0.85 * light.power * paint(light.sun) * (1 if light.ahead < 0.4 else 0.55) + 0.5 * paint(light.shade))
    hidden = float(veil(floats(away), light))
    return mix(shade, paint(light.haze), hidden), mix(lit, paint(light.haze), hidden)


def _conifer(
    canvas: Picture, foot: tuple[float, float], size: float, colour: tuple[Frame, Frame], rng: np.random.Generator,
    *, from_right: bool,
) -> None:  # fmt: skip
    x, y = foot
    tiers = int(np.clip(size / 9, 3, 9))
    width = size * float(rng.uniform(0.17, 0.25))
    shade, lit = colour
    outline = [(0.0, -size)]
    for tier in range(1, tiers + 1):
        share = tier / tiers
        out = width * share**0.85 * float(rng.uniform(0.85, 1.15))
        level = -size * (1 - 0.92 * share)
        outline += [(out, level), (0.55 * out, level - 0.015 * size)]
    mirrored = [(-px * float(rng.uniform(0.9, 1.1)), py) for px, py in reversed(outline)]
    _polygon(canvas, [(x + px, y + py) for px, py in (*outline, *mirrored)], shade)
    half = outline if from_right else [(-px, py) for px, py in outline]
    _polygon(canvas, [(x + 0.92 * px, y + py) for px, py in (*half, (0.0, -0.08 * size))], mix(shade, lit, 0.75))


def _crown(
    canvas: Picture, foot: tuple[float, float], size: float, colour: tuple[Frame, Frame], rng: np.random.Generator,
    *, from_right: bool,
) -> None:  # fmt: skip
    x, y = foot
    shade, lit = colour
    trunk = max(1.0, 0.05 * size)
    _polygon(
        canvas,
        [(x - trunk, y), (x - 0.5 * trunk, y - 0.5 * size), (x + 0.5 * trunk, y - 0.5 * size), (x + trunk, y)],
        0.5 * shade,
    )
    clumps = int(np.clip(size / 3, 4, 16))
    towards = 1 if from_right else -1
    spots = [(float(rng.normal(0, 0.20)), float(rng.normal(0, 0.16))) for _ in range(clumps)]
    for px, py in sorted(spots, key=lambda spot: spot[0] * towards - spot[1]):
        share = float(np.clip(0.45 + 1.1 * (px * towards) - 1.3 * py, 0, 1))
        radius = size * float(rng.uniform(0.11, 0.19))
        centre = (round((x + px * size) * _ONE), round((y - (0.66 - py) * size) * _ONE))
        cv2.circle(canvas, centre, round(radius * _ONE), _bytes(mix(shade, lit, share)), -1, cv2.LINE_AA, _BITS)


def _polygon(canvas: Picture, points: Sequence[tuple[float, float]], colour: Frame) -> None:
    corners = np.rint(np.array(points) * _ONE).astype(np.int32)
    cv2.fillPoly(canvas, [corners], _bytes(colour), cv2.LINE_AA, _BITS)


def _bytes(colour: Frame) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in np.rint(clipped(colour) * 255))
    return red, green, blue
