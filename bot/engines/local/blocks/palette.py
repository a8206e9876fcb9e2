"""Few colours instead of many: finding those of a picture, and pulling them towards a designed set."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from bot.engines.local.blocks.pixels import (
    Frame,
    Plane,
    blur,
    floats,
    from_lab,
    mix,
    resized,
    shape_of,
    smoothstep,
    to_lab,
)
from bot.engines.local.blocks.tone import paint
from bot.engines.local.values import Rgb

Colours = npt.NDArray[np.float32]
"""n x 3, in L*a*b*."""

_SAMPLE_SIDE = 200
_LIGHTNESS_REACH = 9.0
"""How far a palette may move a colour's lightness: shadows on a face must not become blood."""


def lab_of(colours: Sequence[Rgb]) -> Colours:
    """The colours in L*a*b*."""
    return floats(to_lab(np.stack([paint(colour) for colour in colours])[None])[0])


def rgb_of(colours: Colours) -> Colours:
    """L*a*b* colours as rows of a frame."""
    return floats(from_lab(colours[None])[0])


def main_colours(lab: Frame, count: int, rng: np.random.Generator) -> Colours:
    """The `count` colours that stand for a picture best, darkest first (k-means on a small copy)."""
    height, width = shape_of(lab)
    shrink = min(1.0, _SAMPLE_SIDE / max(height, width))
    sample = resized(lab, (max(8, round(height * shrink)), max(8, round(width * shrink)))).reshape(-1, 3)
    cv2.setRNGSeed(int(rng.integers(2**31)))
    until = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 16, 0.4)
    _, _, centres = cv2.kmeans(floats(sample), count, np.empty(0, np.int32), until, 3, cv2.KMEANS_PP_CENTERS)
    return floats(centres[np.argsort(centres[:, 0])])


def pulled(colours: Colours, palette: Colours, amount: float) -> Colours:
    """Colours moved towards the nearest of a palette; never across the hue circle, which would turn faces teal."""
    gap = colours[:, None, :] - palette[None, :, :]
    hue = np.arctan2(colours[:, 2], colours[:, 1])[:, None] - np.arctan2(palette[:, 2], palette[:, 1])[None, :]
    apart = np.abs(np.degrees(np.angle(np.exp(1j * hue)))).astype(np.float32)
    colourful = np.minimum(np.hypot(colours[:, 1], colours[:, 2])[:, None] / 10, 1)
    against = 2200 * np.clip((apart - 55) / 60, 0, 1) * colourful
    distance = (1.5 * gap[..., 0]) ** 2 + gap[..., 1] ** 2 + gap[..., 2] ** 2 + against
    weight = np.exp(-(distance - distance.min(1, keepdims=True)) / 220)
    target = (weight / weight.sum(1, keepdims=True)) @ palette
    shift = target - colours
    shift[:, 0] = np.clip(shift[:, 0], -_LIGHTNESS_REACH, _LIGHTNESS_REACH)
    return floats(colours + shift * amount)


def by_lightness(colours: Colours, palette: Colours) -> Colours:
    """Colours that keep their lightness and take their hue from a palette, dark to light.

    The change from one hue to the next is short: half way between opposite hues lies mud.
    """
    place = floats(np.interp(colours[:, 0], palette[:, 0], np.arange(len(palette))))
    index = np.minimum(place.astype(np.intp), len(palette) - 2)
    share = smoothstep(0.3, 0.7, place - index)[:, None]
    hues = mix(palette[index, 1:], palette[index + 1, 1:], share)
    light = np.clip(colours[:, :1], palette[0, 0], palette[-1, 0])
    return floats(np.concatenate([light, hues], -1))


def squared_distances(lab: Frame, colours: Colours) -> list[Plane]:
    """How far every pixel is from each colour, squared."""
    products = lab.reshape(-1, 3) @ (-2 * colours.T)
    own = np.einsum("ijk,ijk->ij", lab, lab)
    return [
        np.maximum(own + products[:, index].reshape(own.shape) + np.float32(colour @ colour), 0)
        for index, colour in enumerate(colours)
    ]


def flat_shapes(distances: Sequence[Plane], colours: Colours, rounding: float) -> Frame:
    """Give every pixel the nearest colour, with outlines rounded over `rounding` px and anti-aliased."""
    labels = np.argmin(np.stack(distances), 0)
    shares = [blur((labels == index).astype(np.float32), rounding) for index in range(len(colours))]
    return _blend([(share * share * share) ** 2 for share in shares], colours)


def airbrushed(distances: Sequence[Plane], colours: Colours, spread: float) -> Frame:
    """Let neighbouring colours run into each other; `spread` is the width of the transition in dE."""
    nearest = np.minimum.reduce(list(distances))
    return _blend([np.exp((nearest - distance) / (spread * spread)) for distance in distances], colours)


def _blend(weights: Sequence[Plane], colours: Colours) -> Frame:
    total = np.zeros((*weights[0].shape, 3), np.float32)
    for weight, colour in zip(weights, colours, strict=True):
        total += weight[..., None] * colour
    return total / np.sum(np.stack(weights), 0)[..., None]
