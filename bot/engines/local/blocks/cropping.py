"""Choosing which part of a picture to keep when its shape must change."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Picture, Plane, floats

_SKETCH_SIDE = 160
_KEEP = 0.01
"""Shapes closer than this (relative) are taken as they are."""


def cropped(picture: Picture, aspect: float) -> Picture:
    """The largest part of `picture` that is `aspect` times as wide as high, placed where most is going on."""
    height, width = picture.shape[:2]
    if abs(width / height / aspect - 1) < _KEEP:
        return picture
    if width / height > aspect:
        keep = max(1, round(height * aspect))
        start = _best_start(_interest(picture).sum(0), keep / width, prefer=0.5, length=width, keep=keep)
        return picture[:, start : start + keep]
    keep = max(1, round(width / aspect))
    start = _best_start(_interest(picture).sum(1), keep / height, prefer=0.38, length=height, keep=keep)
    return picture[start : start + keep]


def _interest(picture: Picture) -> Plane:
    """Where the eye goes: edges, and colour that stands out from the rest."""
    height, width = picture.shape[:2]
    shrink = min(1.0, _SKETCH_SIDE / max(height, width))
    size = (max(2, round(width * shrink)), max(2, round(height * shrink)))
    lab = floats(cv2.cvtColor(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2Lab))
    edges = np.hypot(cv2.Sobel(lab[..., 0], cv2.CV_32F, 1, 0), cv2.Sobel(lab[..., 0], cv2.CV_32F, 0, 1))
    odd = np.hypot(lab[..., 1] - np.median(lab[..., 1]), lab[..., 2] - np.median(lab[..., 2]))
    return floats(np.minimum(edges, 160) / 160 + odd / 60)


def _best_start(profile: Plane, share: float, *, prefer: float, length: int, keep: int) -> int:
    """Where the window of `keep` px holds most interest, with a mild preference for a place between 0 and 1."""
    cells = len(profile)
    window = max(1, round(share * cells))
    held = np.convolve(profile, np.ones(window), "valid") / max(float(profile.sum()), 1e-6)
    places = np.linspace(0, 1, len(held)) if len(held) > 1 else np.array([prefer])
    best = places[int(np.argmax(held - 0.35 * (places - prefer) ** 2))]
    return round(float(best) * (length - keep))
