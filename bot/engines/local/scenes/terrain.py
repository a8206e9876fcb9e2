"""Ground in perspective: heights over a plane, seen by an eye that looks at the horizon.

A sheet holds one row per distance, near to far, and one column per column of the picture. Distances and heights are in
eye heights above the water.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Frame, Image, Plane, Shape, floats

_LATTICE = 256
_NEAREST, _FARTHEST = 1.25, 120.0
_STEPS = 600
_COARSER = 2
"""Columns of the picture per column of a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Where the eye is and what it sees."""

    shape: Shape
    horizon: float
    """Its row, in pixels."""
    focus: float
    """Pixels that a unit at distance 1 takes."""

    @property
    def away(self) -> Plane:
        """The distance of a sheet's rows, as a column."""
        return floats(np.geomspace(_NEAREST, _FARTHEST, _STEPS))[:, None]

    @property
    def across(self) -> Plane:
        """How far to the right every place of a sheet is."""
        width = self.shape[1]
        columns = np.linspace(-width / 2, width / 2, width // _COARSER, dtype=np.float32)[None, :]
        return floats(columns * self.away / np.float32(self.focus))

    def row(self, height: Plane | float, away: Plane | float) -> Plane:
        """The picture's row at which something of that height and distance appears."""
        return floats(self.horizon + (1.0 - height) * self.focus / away)


class Noise:
    """Endless smooth noise, the same wherever and at whatever scale it is read."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._lattice = rng.standard_normal(_LATTICE * _LATTICE, dtype=np.float32)
        self._shifts = rng.uniform(0, _LATTICE, (16, 2)).astype(np.float32)

    def at(self, x: Plane, y: Plane, octave: int = 0) -> Plane:
        """Noise with features about a unit across, mean 0; each `octave` reads another part of it."""
        shift = self._shifts[octave % 16]
        x, y = x + shift[0], y + shift[1]
        left, top = np.floor(x), np.floor(y)
        across, down = x - left, y - top
        across, down = across * across * (3 - 2 * across), down * down * (3 - 2 * down)
        column, row = left.astype(np.int32) & (_LATTICE - 1), (top.astype(np.int32) & (_LATTICE - 1)) * _LATTICE
        after, below = (column + 1) & (_LATTICE - 1), (row + _LATTICE) & (_LATTICE * _LATTICE - 1)
        read = self._lattice.take
        upper = read(row + column) * (1 - across) + read(row + after) * across
        lower = read(below + column) * (1 - across) + read(below + after) * across
        return floats(upper * (1 - down) + lower * down)

    def rough(self, x: Plane, y: Plane, octaves: int, gain: float = 0.5) -> Plane:
        """Octaves of noise on top of each other; deviation about 0.6."""
        total, weight = np.zeros(np.broadcast_shapes(x.shape, y.shape), np.float32), 1.0
        for octave in range(octaves):
            total = total + weight * self.at(x * 2**octave, y * 2**octave, octave)
            weight *= gain
        return floats(total)

    def ridged(self, x: Plane, y: Plane, octaves: int) -> Plane:
        """Crests and the valleys between them, 0 to about 1; each octave is sharpest on the crests of the last."""
        total, weight, scale = np.zeros(np.broadcast_shapes(x.shape, y.shape), np.float32), 1.0, 0.55
        for octave in range(octaves):
            crest = np.square(np.maximum(0.0, 1 - np.abs(self.at(x * 2**octave, y * 2**octave, octave + 5))))
            total = total + scale * crest * weight
            weight = np.clip(1.6 * crest, 0.0, 1.0)
            scale *= 0.5
        return floats(total)


def slopes(heights: Plane, view: View) -> tuple[Plane, Plane]:
    """How steeply the ground rises to the right and away from the eye."""
    right = np.gradient(heights, axis=1) / np.gradient(view.across, axis=1)
    back = np.gradient(heights, axis=0) / np.gradient(view.away, axis=0)
    return floats(right), floats(back)


def cast_shadow(heights: Plane, view: View, *, fall: float, from_right: bool) -> Plane:
    """1 in the shadow of what stands towards the light, which comes from one side and falls by `fall` per unit."""
    ground = heights[:, ::-1] if from_right else heights
    step = np.abs(np.gradient(view.across, axis=1)) * np.float32(fall)
    reach = ground[:, 0].copy()
    shadow = np.empty_like(ground)
    for column in range(ground.shape[1]):
        reach = np.maximum(reach - step[:, column], ground[:, column])
        shadow[:, column] = reach - ground[:, column]
    soft = np.clip(shadow / (0.02 * view.away), 0, 1)
    return floats(soft[:, ::-1] if from_right else soft)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Which place of a sheet every pixel shows."""

    index: np.ndarray[tuple[int, int], np.dtype[np.intp]]
    """The sheet's row; as many as there are rows where nothing of it is seen."""
    share: Plane
    """How much of the row before belongs to the pixel."""

    @property
    def ground(self) -> Plane:
        """1 where there is ground, 0 where there is sky."""
        return floats(self.index < _STEPS)

    def of(self, sheet: Image) -> Image:
        """A sheet as the picture shows it."""
        width = self.index.shape[1]
        wide = floats(cv2.resize(sheet, (width, _STEPS), interpolation=cv2.INTER_LINEAR))
        flat = wide.reshape(_STEPS * width, -1)
        columns = np.arange(width)[None, :]
        here = np.minimum(self.index, _STEPS - 1)
        before = np.maximum(here - 1, 0)
        mixed = flat[here * width + columns]
        mixed = mixed + (flat[before * width + columns] - mixed) * self.share[..., None]
        return mixed if sheet.ndim == 3 else mixed[..., 0]


def seen(heights: Plane, view: View) -> Sight:
    """What is in front of what: nearer ground hides farther."""
    height, width = view.shape
    rows = floats(cv2.resize(view.row(heights, view.away), (width, _STEPS), interpolation=cv2.INTER_LINEAR))
    skyline = np.minimum.accumulate(rows, axis=0)
    # Pixel y shows the first row of the sheet whose skyline is above it: counted, not searched.
    cells = np.clip(np.ceil(skyline), 0, height).astype(np.intp)
    flat = (cells * width + np.arange(width)[None, :]).ravel()
    counts = np.bincount(flat, minlength=(height + 1) * width).reshape(height + 1, width)
    index = counts[::-1].cumsum(0)[::-1][1:]
    here, before = np.minimum(index, _STEPS - 1), np.maximum(np.minimum(index, _STEPS - 1) - 1, 0)
    columns = np.arange(width)[None, :]
    low, high = skyline[before, columns], skyline[here, columns]
    share = np.clip((np.arange(height)[:, None] - high) / np.maximum(low - high, 1e-3), 0, 1)
    hidden = rows[before, columns] > low + 0.5  # the row before is not what borders on it
    return Sight(index=index, share=floats(np.where(hidden, 0.0, share)))


def blended(ground: Frame, sky: Frame, sight: Sight) -> Frame:
    """Ground before sky, the skyline anti-aliased."""
    cover = floats(cv2.GaussianBlur(sight.ground, (0, 0), 0.6))[..., None]
    return floats(sky + (ground - sky) * cover)
