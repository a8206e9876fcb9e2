"""Still and moving water: what stands above it, mirrored and stirred."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Frame, Plane, blur, clipped, floats, grid, mix, smoothstep
from bot.engines.local.blocks.tone import paint
from bot.engines.local.scenes.setting import Setting
from bot.engines.local.scenes.terrain import View


def with_water(picture: Frame, water: Plane, setting: Setting, *, waves: float) -> Frame:
    """The picture with its water, where `water` is 1. `waves` 0 is a mirror, 1 a breezy sea."""
    view, light, noise, side = setting.view, setting.light, setting.noise, setting.side
    height, width = view.shape
    x, y = grid(view.shape)
    depth = np.maximum(y - np.float32(view.horizon), 1.0) / np.float32(height - view.horizon)
    far = 1 / (depth + 0.012)
    across = (x / width - 0.5) * far * 2.4
    ripple = noise.rough(across * 1.3, far * 5.0, 4, 0.6)
    shore = _far_shore(water, view)
    sway = (1.5 + 34 * waves * depth + 6 * depth) * ripple * np.float32(max(height, width) / 1024)
    up = 2 * shore - y + sway - np.float32(0.10 * waves) * (y - shore)
    mirrored = floats(
        cv2.remap(
            _smeared(picture, waves),
            x + 0.35 * sway,
            np.clip(up, 0, height - 1),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT,
        )
    )
    deep = mix(paint(light.shade), paint(light.sky[0]), 0.5) * 0.62
    clear = mix(mirrored * (0.90 - 0.05 * waves), deep, (0.10 + 0.42 * depth)[..., None] * (0.7 + 0.3 * waves))
    path = np.exp(-(((x / width - side) / (0.05 + 0.10 * depth + 0.05 * waves)) ** 2))
    sparkle = smoothstep(0.55, 1.25, ripple + 0.25 * noise.at(across * 9, far * 22, 9))
    shown = light.height < 1
    glint = (0.85 if not light.dark else 0.5) * path * sparkle * (1 if shown else 0.12)
    lit = clipped(clear + glint[..., None] * paint(light.sun))
    streaks = 0.05 * waves * np.clip(ripple, -1.5, 1.5)
    return mix(picture, clipped(lit + streaks[..., None]), water)


def _smeared(picture: Frame, waves: float) -> Frame:
    """What rough water mirrors is drawn out downwards."""
    if waves < 0.5:
        return blur(picture, 0.8)
    return floats(cv2.GaussianBlur(picture, (0, 0), sigmaX=2.0, sigmaY=11.0 * picture.shape[0] / 768))


def _far_shore(water: Plane, view: View) -> Plane:
    """The row at which the water of every column begins, smoothed: one row of the picture."""
    wet = water > 0.5
    first = np.where(wet.any(0), np.argmax(wet, 0), view.horizon)
    row = np.maximum(floats(first), np.float32(view.horizon))[None, :]
    return blur(np.repeat(row, 3, 0), 0.02 * view.shape[1])[1:2]
