"""Leaving out detail while keeping edges: the base layer of nearly every look."""

import numpy as np

from bot.engines.local.blocks.pixels import Frame, Plane, blur, floats, luminance, mix, smoothstep

_SECTORS = 8


def kuwahara(frame: Frame, radius: float) -> Frame:
    """Average each pixel with whichever of its eight sides is calmest (generalised Kuwahara filter).

    Every side is the same Gaussian read at an offset, so one blur and eight shifted sums do the work of eight filters.
    `radius` is in pixels; below one pixel nothing changes.
    """
    if radius < 1.0:
        return frame
    light = luminance(frame)
    sigma = 0.3 * radius
    mean, calm = blur(frame, sigma), _calmness(light, sigma)
    weighted = np.concatenate([mean * calm[..., None], calm[..., None]], -1)
    total = _ring_sum(weighted, 0.42 * radius)
    return floats(total[..., :3] / total[..., 3:])


def calm_areas(light: Plane, reach: float) -> Plane:
    """1 where luminance hardly changes within `reach` px, as in skies and walls, 0 where things are drawn."""
    unrest = blur(np.abs(light - blur(light, reach)), reach)
    return smoothstep(0.026, 0.008, unrest)


def settled(frame: Frame, reach: float) -> Frame:
    """Skies and walls freed from the noise and the 8-bit steps that a strong exposure would turn into bands."""
    return mix(frame, blur(frame, 0.8 * reach), calm_areas(luminance(frame), reach))


def _calmness(light: Plane, sigma: float) -> Plane:
    mean = blur(light, sigma)
    variance = np.maximum(blur(light * light, sigma) - mean * mean, 0)
    busy = variance * (255 / 4) ** 2
    busy *= busy
    busy *= busy
    return floats(1.0 / (1.0 + busy) + 1e-4)


def _ring_sum(image: Frame, radius: float) -> Frame:
    reach = int(np.ceil(radius))
    height, width = image.shape[:2]
    padded = np.pad(image, ((reach, reach), (reach, reach), (0, 0)), mode="symmetric")
    total = np.zeros_like(image)
    for sector in range(_SECTORS):
        angle = 2 * np.pi * (sector + 0.5) / _SECTORS
        top, left = reach + round(radius * np.sin(angle)), reach + round(radius * np.cos(angle))
        total += padded[top : top + height, left : left + width]
    return total
