"""Printing screens: dots whose coverage equals the tone, and hatching."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from bot.engines.local.blocks.noise import grain
from bot.engines.local.blocks.pixels import Plane, Shape, blur, clipped, floats, grid, shape_of


@cache
def _quantiles() -> npt.NDArray[np.float64]:
    """Which share of a dot's cell lies below each height of its profile, at 65 places."""
    phase = np.linspace(-np.pi, np.pi, 256, endpoint=False)
    return np.quantile(0.5 + 0.5 * np.cos(phase)[:, None] * np.cos(phase)[None, :], np.linspace(0, 1, 65))


def dots(cover: Plane, size: float, degrees: float, phase: tuple[float, float] = (0.0, 0.0)) -> Plane:
    """Halftone: 1 where a screen of the given dot size (px) and angle prints, so that dots cover the share `cover`."""
    angle = np.radians(degrees)
    cosine, sine, turn = float(np.cos(angle)), float(np.sin(angle)), float(np.pi / size)
    x, y = grid(shape_of(cover))
    across = np.cos((x * cosine + y * sine) * turn + phase[0])
    down = np.cos((y * cosine - x * sine) * turn + phase[1])
    profile = 0.5 + 0.5 * across * down
    threshold = floats(np.interp(profile, _quantiles(), np.linspace(0, 1, 65)))
    softness = min(0.5, 2.2 / size)
    return clipped((cover * (1 + softness) - threshold) / softness)


def hatching(rng: np.random.Generator, shape: Shape, *, degrees: float, length: float, width: float) -> Plane:
    """Parallel strokes of uneven pressure, mean 0 and deviation 1: noise drawn out along one direction."""
    side = int(np.ceil(np.hypot(*shape))) + 4
    columns = max(8, round(side / (0.25 * length)))
    strokes = rng.standard_normal((side, columns), dtype=np.float32)
    strokes = blur(floats(cv2.resize(strokes, (side, side), interpolation=cv2.INTER_LINEAR)), width)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), degrees, 1.0)
    turn[:, 2] += (shape[1] - side) / 2, (shape[0] - side) / 2
    turned = cv2.warpAffine(strokes, turn, (shape[1], shape[0]), borderMode=cv2.BORDER_REFLECT)
    mean, deviation = cv2.meanStdDev(turned)
    uneven = 0.15 * grain(rng, shape, 0.6 * width)
    return floats((turned - np.float32(mean[0, 0])) / np.float32(deviation[0, 0])) + uneven
