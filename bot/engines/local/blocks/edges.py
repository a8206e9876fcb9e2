"""Lines as a draughtsman would put them: along contours, indifferent to shadows."""

import numpy as np

from bot.engines.local.blocks.flow import Field, along
from bot.engines.local.blocks.pixels import Plane, blur, floats


def line_light(light: Plane, radius: float) -> Plane:
    """Luminance relative to its surroundings (`radius` px): lines drawn from it follow contours and not shadows."""
    mean = blur(light, radius)
    variance = np.maximum(blur(light * light, 2 * radius) - blur(light, 2 * radius) ** 2, 0)
    relative = (light - mean) / (1.2 * np.sqrt(variance) + 0.055)
    return floats(0.80 + 0.18 * np.tanh(0.9 * relative))


def ink_lines(
    light: Plane, field: Field, *, width: float, weight: float, threshold: float, hardness: float, reach: float
) -> Plane:
    """Paper (1) and ink (0) of an extended difference of Gaussians, smoothed along the contours.

    `width` is the inner blur in px, `weight` how much contrast makes a line, `threshold` the level below which ink
    starts, `hardness` the steepness of its edge, `reach` the px of smoothing each way.
    """
    near, far = blur(light, width), blur(light, 1.6 * width)
    response = near + weight * (near - far)
    unit = reach / 3.75
    response = along(response, field, (unit, 2 * unit, 3 * unit))
    return floats(np.where(response >= threshold, 1.0, 1.0 + np.tanh(hardness * (response - threshold))))
