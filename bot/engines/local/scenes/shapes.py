"""Plain shapes in few colours: what stands above the words of a poster, or by itself where only colours are named."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Picture, Shape, floats
from bot.engines.local.scenes.terrain import Noise
from bot.engines.local.values import Rgb

_FINER = 2
"""Drawn at this many times the size and reduced: every edge is anti-aliased."""

Draw = Callable[[Picture, Sequence[Rgb], np.random.Generator], None]


def shapes(shape: Shape, inks: Sequence[Rgb], ground: Rgb, rng: np.random.Generator, kind: int) -> Picture:
    """A picture of shapes in the inks on the ground; `kind` counts through the arrangements."""
    canvas = np.empty((shape[0] * _FINER, shape[1] * _FINER, 3), np.uint8)
    canvas[:] = ground
    _ARRANGEMENTS[kind % len(_ARRANGEMENTS)](canvas, inks, rng)
    return np.asarray(cv2.resize(canvas, (shape[1], shape[0]), interpolation=cv2.INTER_AREA), np.uint8)


def _sunburst(canvas: Picture, inks: Sequence[Rgb], rng: np.random.Generator) -> None:
    """Rays from a sun at the foot, and rings around it."""
    height, width = canvas.shape[:2]
    centre = (round(width * float(rng.uniform(0.3, 0.7))), round(height * float(rng.uniform(0.92, 1.05))))
    reach, rays = 2 * (height + width), int(rng.integers(13, 20))
    turn = float(rng.uniform(0, np.pi))
    for ray in range(rays):
        angles = [turn + 2 * np.pi * (ray + part) / rays for part in (0.0, 0.5)]
        corners = [centre, *((centre[0] + reach * np.cos(a), centre[1] + reach * np.sin(a)) for a in angles)]
        cv2.fillPoly(canvas, [np.array(corners).astype(np.int32)], inks[0])
    unit = min(height, width)
    rings = [0.62, 0.50, 0.38, 0.26]
    for number, share in enumerate(rings):
        cv2.circle(canvas, centre, round(share * unit), inks[(number + 1) % len(inks)], -1)


def _tiles(canvas: Picture, inks: Sequence[Rgb], rng: np.random.Generator) -> None:
    """A grid of quarter circles, halves, discs and triangles."""
    height, width = canvas.shape[:2]
    # The grid that fits best into the height: a sliver of a row looks like a mistake.
    columns = min(map(int, rng.permutation([4, 5, 6])), key=lambda count: abs(height * count / width % 1 - 1))
    rows = max(1, round(height * columns / width))
    side = max(-(-width // columns), -(-height // rows))
    for top in range(0, height, side):
        for left in range(0, width, side):
            ground, ink = (inks[int(i)] for i in rng.choice(len(inks), 2, replace=False))
            cell = canvas[top : top + side, left : left + side]
            cell[:] = ground
            _tile(cell, ink, side, int(rng.integers(6)), int(rng.integers(4)))


def _tile(cell: Picture, ink: Rgb, side: int, kind: int, turn: int) -> None:
    drawn = np.zeros((side, side), np.uint8)
    corners = ((0, 0), (side, 0), (side, side), (0, side))
    if kind <= 1:
        cv2.circle(drawn, corners[turn], side, 1, -1)
    elif kind == 2:
        cv2.circle(
            drawn, ((0, side // 2), (side // 2, 0), (side, side // 2), (side // 2, side))[turn], side // 2, 1, -1
        )
    elif kind == 3:
        cv2.circle(drawn, (side // 2, side // 2), round(0.36 * side), 1, -1)
    elif kind == 4:
        cv2.fillPoly(drawn, [np.array([corners[turn], corners[(turn + 1) % 4], corners[(turn + 2) % 4]])], 1)
    else:
        cv2.circle(drawn, corners[turn], side, 1, -1)
        cv2.circle(drawn, corners[turn], side // 2, 0, -1)
    cell[drawn[: cell.shape[0], : cell.shape[1]] > 0] = ink


def _waves(canvas: Picture, inks: Sequence[Rgb], rng: np.random.Generator) -> None:
    """A disc above bands that roll in front of each other."""
    height, width = canvas.shape[:2]
    noise = Noise(rng)
    centre = (round(width * float(rng.uniform(0.3, 0.7))), round(height * float(rng.uniform(0.28, 0.42))))
    cv2.circle(canvas, centre, round(0.22 * min(height, width)), inks[0], -1)
    bands = int(rng.integers(6, 9))
    x = np.linspace(0, float(rng.uniform(1.6, 2.8)), 160, dtype=np.float32)[None, :]
    across = np.linspace(0, width, 160, dtype=np.float32)
    for band in range(bands):
        level = height * (0.36 + 0.64 * band / bands)
        crest = level + 0.085 * height * noise.rough(x, np.full_like(x, 3.7 * band), 2, 0.4)[0]
        outline = np.concatenate([np.stack([across, floats(crest)], -1), [[width, height], [0, height]]])
        cv2.fillPoly(canvas, [np.rint(outline).astype(np.int32)], inks[(band + 1) % len(inks)])


def _bars(canvas: Picture, inks: Sequence[Rgb], rng: np.random.Generator) -> None:
    """Broad stripes aslant, with a disc across them."""
    height, width = canvas.shape[:2]
    lean = float(rng.choice((-1, 1)) * rng.uniform(0.5, 0.95))
    at = -abs(lean) * height
    number = int(rng.integers(len(inks)))
    while at < width + abs(lean) * height:
        wide = float(rng.uniform(0.05, 0.17)) * width
        corners = [[at, 0], [at + wide, 0], [at + wide + lean * height, height], [at + lean * height, height]]
        if rng.random() < 0.82:
            cv2.fillPoly(canvas, [np.rint(corners).astype(np.int32)], inks[number % len(inks)])
        number += 1
        at += wide
    centre = (round(width * float(rng.uniform(0.35, 0.65))), round(height * float(rng.uniform(0.35, 0.65))))
    cv2.circle(canvas, centre, round(0.24 * min(height, width)), inks[(number + 1) % len(inks)], -1)


_ARRANGEMENTS: tuple[Draw, ...] = (_sunburst, _tiles, _waves, _bars)
