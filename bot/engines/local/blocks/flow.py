"""Which way the picture runs: the tangent of its edges, and averaging along it."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from typing import TypeAlias

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Image, Plane, blur, floats, grid, shape_of

Field: TypeAlias = Image
"""Height x width x 2: a unit vector (x, y) per pixel, without a sign."""


def tangents(light: Plane, *, fine: float, smooth: float, drift: Field | None = None, pull: float = 1e-5) -> Field:
    """The direction of edges: gradients after a blur of `fine` px, gathered over `smooth` px (weakly, six times that).

    `drift` is a direction that calm areas fall in with, `pull` how strongly.
    """
    soft = blur(light, fine)
    gx, gy = floats(cv2.Scharr(soft, cv2.CV_32F, 1, 0)) / 32, floats(cv2.Scharr(soft, cv2.CV_32F, 0, 1)) / 32
    tensor = np.stack([gx * gx - gy * gy, 2 * gx * gy], -1)
    tensor = blur(tensor, smooth) + 0.08 * blur(tensor, 6 * smooth)
    if drift is not None:
        x, y = drift[..., 0], drift[..., 1]
        tensor = tensor - pull * np.stack([x * x - y * y, 2 * x * y], -1)
    size = np.sqrt(np.maximum(tensor[..., 0] ** 2 + tensor[..., 1] ** 2, 1e-20))
    cosine = np.clip(tensor[..., 0] / size, -1, 1)
    across_x = np.sqrt(np.maximum((1 + cosine) / 2, 0))
    across_y = np.copysign(np.sqrt(np.maximum((1 - cosine) / 2, 0)), tensor[..., 1])
    return floats(np.stack([-across_y, across_x], -1))


def along(image: Image, field: Field, steps: tuple[float, ...]) -> Image:
    """Average with both neighbours on the field's line, once per step length (px).

    Steps of 1, 3 and 9 make an even average over 27 px: a line integral convolution in three passes. A field has no
    sign, and needs none here, because both ways count alike.
    """
    x, y = grid(shape_of(image))
    for step in steps:
        dx, dy = field[..., 0] * step, field[..., 1] * step
        forth = cv2.remap(image, x + dx, y + dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        back = cv2.remap(image, x - dx, y - dy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
        image = floats((image + forth + back) / 3)
    return image
