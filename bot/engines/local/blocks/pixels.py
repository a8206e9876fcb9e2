"""The ground every block stands on: array types, blurs, blends, colour spaces. No effect has its home here.

A `Frame` is float32 RGB in 0..1 (sRGB); a `Plane` is one float32 channel. Lengths are pixels unless a name says `u`,
the unit in which every look is written: long side / UNIT_SIDE.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

Image: TypeAlias = npt.NDArray[np.floating[Any]]
"""A frame or a plane. Always float32; NumPy's stubs cannot follow a Python number keeping it so, tests do."""
Frame: TypeAlias = Image
Plane: TypeAlias = Image
Picture: TypeAlias = npt.NDArray[np.uint8]
"""Height x width x 3, RGB, 0..255: what comes in and goes out."""
Shape: TypeAlias = tuple[int, int]
"""Height, width."""

UNIT_SIDE = 1024
"""px of the long side for which every look is written."""
_LUMA = np.array([[0.299, 0.587, 0.114]], np.float32)
_WIDE = 8.0


def floats(array: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """`array` as float32, without a copy where it is that already."""
    return np.asarray(array, np.float32)


def shape_of(image: Image) -> Shape:
    """Height and width of a frame or plane."""
    return image.shape[0], image.shape[1]


def clipped(image: Image) -> Image:
    """`image` limited to 0..1."""
    return np.clip(image, 0.0, 1.0)


def smoothstep(low: float, high: float, x: Image) -> Image:
    """0 below `low`, 1 above `high` (which may be the smaller of the two), a smooth ramp between."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def mix(under: Image, over: Image | float, weight: Plane | float) -> Image:
    """`over` laid on `under` with the given opacity; a plane of weights serves all channels of a frame."""
    cover = weight[..., None] if isinstance(weight, np.ndarray) and weight.ndim < under.ndim else weight
    return floats(under + (over - under) * cover)


def blur(image: Image, sigma: float) -> Image:
    """Gaussian blur; wide ones are made on a reduced copy, where they cost an eighth and look the same."""
    if sigma < 0.25:
        return image
    if sigma <= _WIDE:
        return floats(cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REFLECT))
    height, width = shape_of(image)
    shrink = min(sigma / 4.0, height / 4.0, width / 4.0)
    if shrink <= 1.0:
        return floats(cv2.GaussianBlur(image, (0, 0), sigma, borderType=cv2.BORDER_REFLECT))
    small = (max(1, round(width / shrink)), max(1, round(height / shrink)))
    reduced = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(reduced, (0, 0), sigma / shrink, borderType=cv2.BORDER_REFLECT)
    return floats(cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC))


def resized(image: Image, shape: Shape) -> Image:
    """`image` at another size: area averaging downwards, cubic upwards."""
    down = shape[0] < image.shape[0]
    method = cv2.INTER_AREA if down else cv2.INTER_CUBIC
    return floats(cv2.resize(image, (shape[1], shape[0]), interpolation=method))


def luminance(frame: Frame) -> Plane:
    """Perceived brightness, 0..1."""
    return floats(cv2.transform(frame, _LUMA))


def to_lab(frame: Frame) -> Frame:
    """CIE L*a*b* with L 0..100, of a frame within 0..1."""
    return floats(cv2.cvtColor(clipped(frame), cv2.COLOR_RGB2Lab))


def from_lab(lab: Frame) -> Frame:
    """The frame of an L*a*b* image, limited to what sRGB can show."""
    return clipped(floats(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)))


def grid(shape: Shape) -> tuple[Plane, Plane]:
    """The x and y of every pixel."""
    height, width = shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return x, y


def border_distance(shape: Shape) -> Plane:
    """Distance of every pixel from the nearest edge of the picture, in pixels."""
    height, width = shape
    x = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)
    y = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)
    return np.minimum(x[None, :], y[:, None])


def displaced(image: Image, dx: Plane, dy: Plane) -> Image:
    """`image` read `dx`, `dy` pixels away from every place."""
    x, y = grid(shape_of(image))
    return floats(cv2.remap(image, x + dx, y + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT))
