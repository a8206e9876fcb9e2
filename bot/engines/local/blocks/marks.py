"""Single marks on a plane, placed and sized in fractions of a pixel. Both change the plane they are given."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

import cv2

from bot.engines.local.blocks.pixels import Plane

_BITS = 4
_ONE = 1 << _BITS


def dot(plane: Plane, x: float, y: float, radius: float, value: float) -> None:
    """A disc, at least a pixel across."""
    size = max(_ONE // 2, round(radius * _ONE))
    cv2.circle(plane, (round(x * _ONE), round(y * _ONE)), size, value, -1, cv2.LINE_AA, _BITS)


def streak(plane: Plane, start: tuple[float, float], end: tuple[float, float], width: float, value: float) -> None:
    """A straight line between two points (x, y), at least a pixel wide."""
    ends = [(round(x * _ONE), round(y * _ONE)) for x, y in (start, end)]
    cv2.line(plane, ends[0], ends[1], value, max(1, round(width)), cv2.LINE_AA, _BITS)
