"""Brush strokes: curved paths that follow the picture, painted in layers, and the relief that thick paint leaves."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from bot.engines.local.blocks.flow import Field, along
from bot.engines.local.blocks.noise import grain
from bot.engines.local.blocks.pixels import Frame, Picture, Plane, blur, floats, shape_of

Points = npt.NDArray[np.float32]
"""n x 2, x and y in pixels."""

_SUBPIXEL = 4
"""Fractional bits of OpenCV's drawing coordinates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brush:
    """One size of brush and how freely it is used."""

    radius: float
    """px."""
    steps: int
    tolerance: float
    """dE up to which the canvas is left as it is."""
    light_jitter: float
    colour_jitter: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Strokes:
    """Strokes in the order in which they are painted."""

    paths: Points
    """n x steps x 2."""
    lengths: npt.NDArray[np.intp]
    """How many points of its path each stroke uses."""
    colours: Picture
    """n x 3, RGB."""


def seeds(rng: np.random.Generator, shape: tuple[int, int], spacing: float) -> Points:
    """Places on a jittered grid, in random order."""
    height, width = shape
    x, y = np.meshgrid(np.arange(0, width, spacing), np.arange(0, height, spacing))
    places = np.stack([x.ravel(), y.ravel()], -1) + rng.uniform(-0.5, 0.5, (x.size, 2)) * spacing
    places = np.clip(places, 0, (width - 1, height - 1))
    return floats(rng.permutation(places))


def trace(starts: Points, lab: Frame, field: Field, brush: Brush) -> tuple[Points, npt.NDArray[np.intp]]:
    """All strokes at once: n x steps x 2 points, and how many of them each stroke keeps before its colour ends."""
    height, width = shape_of(lab)
    place, heading = starts.copy(), at(field, starts)
    colour = at(lab, starts)
    path, length = [place.copy()], np.ones(len(starts), np.intp)
    alive = np.ones(len(starts), bool)
    for _ in range(brush.steps - 1):
        here = at(field, place)
        here *= np.where((here * heading).sum(-1, keepdims=True) < 0, -1, 1)
        heading = 0.7 * here + 0.3 * heading
        place = np.clip(place + heading * (0.9 * brush.radius), 0, (width - 1, height - 1)).astype(np.float32)
        alive &= np.linalg.norm(at(lab, place) - colour, axis=-1) < 16 + brush.radius
        length += alive
        path.append(place.copy())
    return np.stack(path, 1), length


def at(image: npt.NDArray[np.floating], places: Points) -> npt.NDArray[np.float32]:
    """The pixels of `image` under `places`."""
    index = places.astype(np.intp)
    return floats(image[index[:, 1], index[:, 0]])


def lay(canvas: Picture, strokes: Strokes, brush: Brush, rng: np.random.Generator) -> None:
    """Paint strokes onto an RGB canvas whose fourth channel is the height of the paint. Changes `canvas`.

    A stroke is a bundle of parallel bristles with ragged ends, each a little lighter or darker than the paint.
    """
    bristles = 5 if brush.radius > 9 else 3 if brush.radius > 3.5 else 1
    lines = _bundled(strokes.paths, np.linspace(-0.62, 0.62, bristles) * brush.radius if bristles > 1 else np.zeros(1))
    width = max(1, round(2.3 * brush.radius / bristles))
    shades, late = _loaded(strokes.colours, bristles, rng)
    for stroke, length in enumerate(strokes.lengths.tolist()):
        for bristle in range(bristles):
            line = lines[stroke, bristle, late[stroke][bristle] if length > 3 else 0 : length]
            cv2.polylines(canvas, [line], False, shades[stroke][bristle], width, cv2.LINE_AA, _SUBPIXEL)


def _loaded(colours: Picture, bristles: int, rng: np.random.Generator) -> tuple[list[list[list[int]]], list[list[int]]]:
    """The paint on each bristle (R, G, B, height), and how many points late it touches the canvas."""
    count = len(colours)
    shades = np.clip(colours[:, None, :] + rng.normal(0, 5, (count, bristles, 1)), 0, 255)
    heights = rng.integers(70, 230, (count, bristles, 1))
    late = rng.random((count, bristles)) < 0.3
    return np.concatenate([shades, heights], -1).astype(int).tolist(), late.astype(int).tolist()


def _bundled(paths: Points, offsets: npt.NDArray[np.floating]) -> npt.NDArray[np.int32]:
    along_path = np.gradient(paths, axis=1)
    size = np.maximum(np.linalg.norm(along_path, axis=-1, keepdims=True), 1e-3)
    normal = np.stack([-along_path[..., 1], along_path[..., 0]], -1) / size
    lines = paths[:, None] + normal[:, None] * offsets[None, :, None, None]
    return np.rint(lines * 2**_SUBPIXEL).astype(np.int32)


def bristle_marks(rng: np.random.Generator, field: Field, size: float) -> Plane:
    """The fine furrows a brush leaves, deviation about 1: grain drawn out along the strokes."""
    furrows = along(grain(rng, shape_of(field), size), field, (size, 3 * size, 9 * size))
    return furrows / np.float32(furrows.std() + 1e-6)


def raking_light(height: Plane, degrees: float, softness: float) -> Plane:
    """How much brighter (1) or darker (-1) a relief looks under light from the side."""
    soft = blur(height, softness)
    gx, gy = floats(cv2.Scharr(soft, cv2.CV_32F, 1, 0)), floats(cv2.Scharr(soft, cv2.CV_32F, 0, 1))
    angle = np.radians(degrees)
    slope = gx * float(np.cos(angle)) + gy * float(np.sin(angle))
    limit = 3 * np.float32(slope.std() + 1e-6)
    return np.clip(slope / limit, -1, 1)
