"""Where the parts of a picture are that can be named instead of painted. Geometry only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from bot.domain.request import Region

Rectangle: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels; the last two are the first that do not belong to it."""

_BORDER = 0.16
"""Width of the border, in shares of the shorter side."""
_BOXES: Mapping[Region, tuple[float, float, float, float]] = MappingProxyType(
    {
        Region.TOP: (0, 0, 1, 0.5),
        Region.BOTTOM: (0, 0.5, 1, 1),
        Region.LEFT: (0, 0, 0.5, 1),
        Region.RIGHT: (0.5, 0, 1, 1),
        Region.CENTRE: (0.25, 0.25, 0.75, 0.75),
    }
)
"""In shares of width and height."""


def rectangles(region: Region, size: tuple[int, int]) -> tuple[Rectangle, ...]:
    """What a region covers of a picture of that width and height."""
    width, height = size
    if region is Region.BORDER:
        edge = max(1, round(_BORDER * min(size)))
        return (
            (0, 0, width, edge),
            (0, height - edge, width, height),
            (0, edge, edge, height - edge),
            (width - edge, edge, width, height - edge),
        )
    left, top, right, bottom = _BOXES[region]
    return ((round(left * width), round(top * height), round(right * width), round(bottom * height)),)
