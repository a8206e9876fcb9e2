"""Finding the sky, softly and with a measure of how sure that is. Knows nothing of what will be done to it."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from bot.engines.local.blocks.pixels import Frame, Plane, blur, floats, grid, resized, shape_of, smoothstep, to_lab

_SIDE = 320
_THRESHOLD = 0.33
_GENTLE = 0.6
"""How much of L*, a* or b* may change from pixel to pixel within a sky, on the reduced copy."""
_COVER = (0.04, 0.75)
"""Shares of the picture below and above which what was found is not a sky."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """Where the sky is."""

    matte: Plane
    """1 in the sky, 0 on what stands before it."""
    horizon: Plane
    """Height x width: how far down its column a pixel is, 0 at the top, 1 where the sky ends, more below."""
    confidence: float
    """0..1; 0 where there is none to be found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """The sky's lower edge, a value per column of the reduced copy; heights are shares of the picture's."""

    level: Plane
    """The horizon as such."""
    lowest: Plane
    """How far down the column there is sky at all."""
    firmness: Plane
    """0..1: how much of an edge the picture has there."""


def find_sky(frame: Frame, u: float) -> Sky:
    """The sky of a frame: what is calm, blue or bright, and reaches the top.

    Its lower edge is as sharp as the picture's own edge there. Where the picture has none, as above a lit horizon, the
    matte fades out over a quarter of the height, and confidence falls.
    """
    height, width = shape_of(frame)
    shrink = min(1.0, _SIDE / max(height, width))
    small = resized(frame, (max(8, round(height * shrink)), max(8, round(width * shrink))))
    lab = to_lab(small)
    coarse = _grown(_reaching_the_top(_score(lab) > _THRESHOLD), lab)
    cover = float(coarse.mean())
    if not _COVER[0] < cover < _COVER[1]:
        empty = np.zeros((height, width), np.float32)
        return Sky(matte=empty, horizon=grid((height, width))[1] / (0.35 * height), confidence=0.0)
    edge = _lower_edge(coarse, lab[..., 0])
    across = float(coarse[: max(2, len(coarse) // 16)].mean())
    lit = 0.4 + 0.6 * min(1.0, 2 * float((_daylight(lab) * coarse).sum() / coarse.sum()))
    return Sky(
        matte=_refined(frame, coarse, edge, u),
        horizon=grid((height, width))[1] / (_columns(edge.level, width)[None, :] * height),
        confidence=across * lit * (0.45 + 0.55 * float(edge.firmness.mean())),
    )


def _score(lab: Frame) -> Plane:
    """How much each pixel looks like sky."""
    light = blur(lab[..., 0], 1.0)
    edge = np.hypot(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)) / 100
    down = np.linspace(0, 1, lab.shape[0], dtype=np.float32)[:, None]
    return floats(np.maximum(1 - edge / 0.25, 0) * (1 - down) ** 0.6 * (0.35 + 0.65 * _daylight(lab)))


def _daylight(lab: Frame) -> Plane:
    """0..1: how blue or how bright a pixel is, whichever is more."""
    blue = np.clip((-lab[..., 2] - 2) / 14, 0, 1)
    bright = np.clip((blur(lab[..., 0], 1.0) - 62) / 25, 0, 1)
    return np.maximum(blue, bright)


def _reaching_the_top(mask: npt.NDArray[np.bool_]) -> Plane:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    _, labels = cv2.connectedComponents(opened)
    kept = np.setdiff1d(np.unique(labels[:2]), [0])
    return floats(np.isin(labels, kept))


def _grown(coarse: Plane, lab: Frame) -> Plane:
    """The found part and whatever runs into it without an edge, down to a horizon; unless that is half the picture."""
    soft = blur(lab, 1.2)
    reached = np.zeros((coarse.shape[0] + 2, coarse.shape[1] + 2), np.uint8)
    step = (_GENTLE, _GENTLE, _GENTLE)
    for y, x in np.argwhere(coarse > 0)[::97]:
        if not reached[y + 1, x + 1]:
            cv2.floodFill(soft, reached, (int(x), int(y)), (0, 0, 0), step, step, 4 | cv2.FLOODFILL_MASK_ONLY | 1 << 8)
    grown = np.maximum(coarse, floats(reached[1:-1, 1:-1]))
    return grown if grown.mean() < min(_COVER[1], 1.5 * float(coarse.mean())) else coarse


def _lower_edge(coarse: Plane, light: Plane) -> _Edge:
    """Where the sky ends. What stands before it, such as a tower, must not pull its end up: columns vote."""
    height, width = coarse.shape
    rows = np.arange(height, dtype=np.float32)[:, None]
    ends = (coarse * rows).max(0)
    reach = max(2, width // 4)
    voters = np.lib.stride_tricks.sliding_window_view(np.pad(ends, reach, mode="reflect"), 2 * reach + 1)
    level = _smoothed(floats(np.percentile(voters, 66, axis=1)), max(1.0, width / 6))
    near = np.exp(-(((rows - ends[None, :]) / (0.02 * height)) ** 2))
    slope = np.abs(floats(cv2.Sobel(blur(light, 1.2), cv2.CV_32F, 0, 1))) / 8
    firmness = _smoothed(smoothstep(1.2, 4.5, (slope * near).max(0)), max(1.0, width / 30))
    lowest = level + (np.maximum(floats(ends), level) - level) * firmness
    return _Edge(level=level / height, lowest=_smoothed(lowest, max(1.0, width / 100)) / height, firmness=firmness)


def _smoothed(row: Plane, sigma: float) -> Plane:
    return blur(np.repeat(row[None, :], 3, 0), sigma)[1]


def _columns(row: Plane, width: int) -> Plane:
    return floats(np.interp(np.linspace(0, 1, width), np.linspace(0, 1, len(row)), row)).clip(0.02, 1)


def _refined(frame: Frame, coarse: Plane, edge: _Edge, u: float) -> Plane:
    """The matte at full size: everything above the sky's end that has the colour of the sky around it."""
    shape = shape_of(frame)
    height, width = shape
    lab = to_lab(frame)
    known = resized(coarse, shape).clip(0, 1)
    weight = blur(known, 46 * u) + 1e-4
    local = blur(lab * known[..., None], 46 * u) / weight[..., None]
    far = smoothstep(0.0, 0.02, weight)
    overall = (lab * known[..., None]).sum((0, 1)) / max(1.0, float(known.sum()))
    local = local * far[..., None] + overall * (1 - far[..., None])
    alike = np.exp(-(((lab - local) / 13) ** 2).sum(-1))
    down = grid(shape)[1] / height
    last, fade = _columns(edge.lowest, width)[None, :], 0.01 + 0.24 * (1 - _columns(edge.firmness, width)[None, :])
    above = smoothstep(0.0, 1.0, (last + 0.02 - down) / fade)
    rough = floats(np.maximum(alike, 0.85 * resized(coarse, shape).clip(0, 1)) * above)
    guided = floats(cv2.ximgproc.guidedFilter(frame, rough, max(2, round(3 * u)), 1e-4))
    return smoothstep(0.08, 0.92, guided)
