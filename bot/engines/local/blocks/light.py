"""Light laid over a frame: glows, washes, darkened corners. Every function returns a new frame."""

import numpy as np

from bot.engines.local.blocks.pixels import Frame, Plane, Shape, blur, grid, luminance, shape_of, smoothstep
from bot.engines.local.blocks.tone import screen


def vignette(frame: Frame, amount: float) -> Frame:
    """`frame` with its corners darkened by up to `amount`."""
    x, y = grid(shape_of(frame))
    away = np.hypot(x / frame.shape[1] - 0.5, y / frame.shape[0] - 0.5)
    return frame * (1 - amount * smoothstep(0.28, 0.75, away))[..., None]


def disc(shape: Shape, x: float, y: float, radius: float) -> Plane:
    """A round falloff from 1: `x`, `y` and `radius` in shares of width, height and the long side."""
    across, down = grid(shape)
    away = np.hypot(across - x * shape[1], down - y * shape[0]) / (radius * max(shape))
    return np.exp(-1.6 * away * away)


def bloom(frame: Frame, reach: float, amount: float, floor: float = 0.55) -> Frame:
    """What is brighter than `floor` spills over `reach` pixels."""
    bright = frame * smoothstep(floor, floor + 0.35, luminance(frame))[..., None]
    return screen(frame, amount * blur(bright, reach))
