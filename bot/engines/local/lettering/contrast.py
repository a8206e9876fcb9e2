"""Proving that words can be read: the contrast of ink and what surrounds it, by the web's rule (WCAG 2)."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from collections.abc import Iterable

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Picture, Plane, floats
from bot.engines.local.lettering.layout import Mask
from bot.engines.local.values import Rgb

READABLE = 4.5
"""The least ratio of ink to surroundings at which normal text counts as readable."""
_WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)
_WORST_SHARE = 8
"""Percent of the surroundings that may be worse than READABLE: specks do not hide a letter."""


def light(colours: Picture) -> Plane:
    """Relative luminance, 0..1, of sRGB values."""
    scaled = floats(colours) / 255
    linear = np.where(scaled <= 0.04045, scaled / 12.92, ((scaled + 0.055) / 1.055) ** 2.4)
    return floats(linear @ _WEIGHTS)


def ratio(one: Rgb, other: Rgb) -> float:
    """Contrast of two colours, 1..21."""
    dark, bright = sorted(float(light(np.array(colour, np.uint8))) for colour in (one, other))
    return (bright + 0.05) / (dark + 0.05)


def ground_for(ink: Rgb, grounds: Iterable[Rgb], *, least: float = READABLE) -> Rgb:
    """The first of the grounds on which `ink` can be read; black or white, of which one always does, if none."""
    for ground in grounds:
        if ratio(ink, ground) >= least:
            return ground
    return max(((0, 0, 0), (255, 255, 255)), key=lambda ground: ratio(ink, ground))


def ring_contrast(canvas: Picture, mask: Mask, corner: tuple[int, int], ink: Rgb, reach: float) -> float:
    """Contrast of `ink` with the ring of `reach` pixels around glyphs whose upper left corner is at x, y."""
    left, top = corner
    edge = max(2, round(reach))
    y0, x0 = max(0, top - edge), max(0, left - edge)
    area = canvas[y0 : top + mask.shape[0] + edge, x0 : left + mask.shape[1] + edge]
    glyphs = np.zeros(area.shape[:2], np.uint8)
    glyphs[top - y0 : top - y0 + mask.shape[0], left - x0 : left - x0 + mask.shape[1]] = mask > 0
    around = cv2.dilate(glyphs, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * edge + 1, 2 * edge + 1)))
    ring = light(area)[(around > 0) & (glyphs == 0)]
    own = float(light(np.array(ink, np.uint8)))
    if ring.size == 0:
        return 21.0
    ratios = (np.maximum(ring, own) + 0.05) / (np.minimum(ring, own) + 0.05)
    return float(np.percentile(ratios, _WORST_SHARE))
