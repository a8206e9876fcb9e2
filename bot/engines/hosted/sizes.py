"""The size of a result: explicit pixels, so that neither a large source nor a preset decides what a picture costs.

About one megapixel, as this family of models counts it (2048 x 2048 is four of them), in the wanted proportions.
"""

from functools import cache
from math import log

from bot.engines.modelrunner import PixelSize

MOST_PIXELS = 1024 * 1024
"""No result has more, whatever its shape."""
_LEAST, _MOST, _STEP = 512, 2048, 16
_STEEPEST = _MOST / _LEAST
_AREA_WEIGHT = 0.25
"""What an unused part of the area counts against an equal part of distortion."""


@cache
def size_for(aspect: float) -> PixelSize:
    """The size nearest to width over height = `aspect`; beyond 4:1 the model's own bounds end it."""
    aspect = min(max(aspect, 1 / _STEEPEST), _STEEPEST)
    width, height = min(_sizes(), key=lambda size: _badness(size, aspect))
    return PixelSize(width=width, height=height)


@cache
def _sizes() -> tuple[tuple[int, int], ...]:
    sides = range(_LEAST, _MOST + 1, _STEP)
    return tuple((width, height) for width in sides for height in sides if width * height <= MOST_PIXELS)


def _badness(size: tuple[int, int], aspect: float) -> float:
    width, height = size
    return abs(log(width / height / aspect)) + _AREA_WEIGHT * (1 - width * height / MOST_PIXELS)
