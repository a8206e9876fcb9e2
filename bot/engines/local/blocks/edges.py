"""Lines as a draughtsman would put them: along contours, indifferent to shadows."""

from dataclasses import dataclass

import numpy as np

from bot.engines.local.blocks.flow import Field, along, tangents
from bot.engines.local.blocks.pixels import Plane, blur, floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """How lines are put down; lengths in units of the look's marks."""

    width: float
    """Inner blur of the difference of Gaussians."""
    weight: float
    """How much contrast makes a line."""
    threshold: float
    """Level below which ink starts."""
    hardness: float
    """Steepness of the line's edge."""
    reach: float
    """How far lines are smoothed along the contour, each way."""
    surroundings: float
    """How far around it a pixel is compared."""


def contours(light: Plane, pen: Pen, unit: float, field: Field | None = None) -> Plane:
    """Paper (1) and ink (0) of the lines a pen would draw over `light`; `unit` is the look's mark in px."""
    run = tangents(light, fine=1.5 * unit, smooth=4 * unit) if field is None else field
    return _inked(line_light(light, pen.surroundings * unit), run, pen, unit)


def line_light(light: Plane, radius: float) -> Plane:
    """Luminance relative to its surroundings (`radius` px): lines drawn from it follow contours and not shadows."""
    mean = blur(light, radius)
    variance = np.maximum(blur(light * light, 2 * radius) - blur(light, 2 * radius) ** 2, 0)
    relative = (light - mean) / (1.2 * np.sqrt(variance) + 0.055)
    return floats(0.80 + 0.18 * np.tanh(0.9 * relative))


def _inked(light: Plane, field: Field, pen: Pen, unit: float) -> Plane:
    """Extended difference of Gaussians, smoothed along the field."""
    near, far = blur(light, pen.width * unit), blur(light, 1.6 * pen.width * unit)
    step = pen.reach * unit / 3.75
    response = along(near + pen.weight * (near - far), field, (step, 2 * step, 3 * step))
    dark = 1.0 + np.tanh(pen.hardness * (response - pen.threshold))
    return floats(np.where(response >= pen.threshold, 1.0, dark))
