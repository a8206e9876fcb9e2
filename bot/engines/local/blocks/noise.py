"""Seeded noise: smooth fields, fine grain, paper. The only block that draws random numbers for textures."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Plane, Shape, blur, floats


def _standard(field: Plane) -> Plane:
    mean, deviation = cv2.meanStdDev(field)
    return floats((field - np.float32(mean[0, 0])) / np.float32(deviation[0, 0] + 1e-6))


def cloud(rng: np.random.Generator, shape: Shape, scale: float, octaves: int = 1, *, aspect: float = 1.0) -> Plane:
    """A smooth random field of mean 0 and deviation 1 whose largest features are `scale` pixels high.

    Each octave halves size and weight; `aspect` stretches the features sideways.
    """
    height, width = shape
    field = np.zeros(shape, np.float32)
    for octave in range(octaves):
        cell = max(1.5, scale / 2**octave)
        rows, columns = int(height / cell) + 4, int(width / (cell * aspect)) + 4
        seeds = rng.standard_normal((rows, columns), dtype=np.float32)
        full = (max(width, round(columns * cell * aspect)), max(height, round(rows * cell)))
        layer = floats(cv2.resize(seeds, full, interpolation=cv2.INTER_CUBIC))
        top, left = rng.integers(0, full[1] - height + 1), rng.integers(0, full[0] - width + 1)
        field += layer[top : top + height, left : left + width] * 0.5**octave
    return _standard(field)


def grain(rng: np.random.Generator, shape: Shape, size: float) -> Plane:
    """White noise softened over `size` pixels, mean 0, deviation 1."""
    return _standard(blur(rng.standard_normal(shape, dtype=np.float32), size))


def paper_relief(rng: np.random.Generator, shape: Shape, u: float) -> Plane:
    """How a sheet of paper catches raking light, deviation 1: add a few percent of it to a frame."""
    surface = 0.6 * grain(rng, shape, 0.9 * u) + 0.6 * cloud(rng, shape, 7 * u, 3)
    step = max(1, round(u))
    return _standard(surface - np.roll(surface, (step, step), (0, 1)))
