"""One part of a picture in a look, the rest untouched: where the part fades, and where words find room in it.

Outside the mask every pixel is the source's own.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from bot.engines.local.blocks.pixels import UNIT_SIDE, Picture, Plane, Shape, blur, floats, shape_of, smoothstep

_FEATHER = 5.0
"""Softness of the part's edge, in units."""
_LOW, _HIGH = 0.12, 0.88
"""What a mask says below is black, above is white: files are lossy."""
_SEARCHED = 96
"""px of the long side of the copy on which room for words is searched."""
_CRAMPED = 0.12
"""Share of the part's own rectangle below which words rather stand across its edges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in pixels; `right` and `bottom` do not belong to it."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, picture: Picture) -> Picture:
        """That part of a picture, not a copy."""
        return picture[self.top : self.bottom, self.left : self.right]

    @property
    def area(self) -> int:
        """Pixels."""
        return (self.right - self.left) * (self.bottom - self.top)


def cover(mask: Picture, shape: Shape) -> Plane:
    """How much of the new picture shows at every place: 0 outside the mask, 1 inside, soft within its edge."""
    grey = floats(mask) / np.float32(255)
    sized = floats(cv2.resize(grey, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR))
    hard = smoothstep(_LOW, _HIGH, sized)
    reach = _FEATHER * max(shape) / UNIT_SIDE
    # Blurred and cut again, so that nothing leaks out of the mask; the picture's own border is no edge of it.
    soft = blur(np.pad(hard, round(4 * reach), mode="edge"), reach)[
        tuple(slice(round(4 * reach), -round(4 * reach)) for _ in "yx")
    ]
    return floats(np.minimum(hard, smoothstep(0.5, 1.0, soft)))


def laid_in(source: Picture, made: Picture, shown: Plane) -> Picture:
    """The source with what was made where it is to be shown; bit for bit the source where it is not."""
    under = floats(source)
    mixed = under + (floats(made) - under) * shown[..., None]
    return np.rint(np.clip(mixed, 0, 255)).astype(np.uint8)


def room_for_words(shown: Plane) -> Box:
    """The largest rectangle within the part or, where that is cramped, the rectangle around it."""
    height, width = shape_of(shown)
    scale = min(1.0, _SEARCHED / max(height, width))
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    inside = floats(cv2.resize(shown, small, interpolation=cv2.INTER_AREA)) > 0.9
    rows, columns = np.nonzero(floats(cv2.resize(shown, small, interpolation=cv2.INTER_AREA)) > 0.3)
    if rows.size == 0:
        return Box(left=0, top=0, right=width, bottom=height)
    around = Box(left=int(columns.min()), top=int(rows.min()), right=int(columns.max()) + 1, bottom=int(rows.max()) + 1)
    within = _largest(inside)
    found = within if within is not None and within.area >= _CRAMPED * around.area else around
    return Box(
        left=found.left * width // small[0],
        top=found.top * height // small[1],
        right=found.right * width // small[0],
        bottom=found.bottom * height // small[1],
    )


def _largest(inside: npt.NDArray[np.bool_]) -> Box | None:
    """The largest rectangle that is all inside: for each row the best under the heights that end there."""
    best: Box | None = None
    heights = np.zeros(inside.shape[1], np.intp)
    for bottom, row in enumerate(inside, start=1):
        heights = np.where(row, heights + 1, 0)
        for level in np.unique(heights[heights > 0]):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], heights >= level, [0]])))
            for left, right in zip(edges[::2], edges[1::2], strict=True):
                box = Box(left=int(left), top=int(bottom - level), right=int(right), bottom=bottom)
                if best is None or box.area > best.area:
                    best = box
    return best
