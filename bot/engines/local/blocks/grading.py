"""Colour grading in one step: gain, lift, gamma, chroma, contrast and a split tone, in this order."""

from dataclasses import dataclass

import numpy as np

from bot.engines.local.blocks.pixels import Frame, clipped, floats, luminance, mix
from bot.engines.local.blocks.tone import chroma, paint, s_curve, soft_light
from bot.engines.local.values import rgb


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """How light and colour are moved."""

    gain: tuple[float, float, float] = (1.0, 1.0, 1.0)
    lift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gamma: float = 1.0
    chroma: float = 1.0
    contrast: float = 0.0
    shadow: str = "808080"
    light: str = "808080"
    """Tints of dark and bright tones, as hex codes."""
    amount: float = 0.0
    """How much of the tints is laid in."""


def graded(frame: Frame, grade: Grade) -> Frame:
    """The frame so graded."""
    moved = clipped(frame * floats(grade.gain) + floats(grade.lift) * (1 - frame))
    toned = s_curve(chroma(np.power(moved, np.float32(grade.gamma)), grade.chroma), grade.contrast)
    tints = mix(np.ones_like(toned) * paint(rgb(grade.shadow)), paint(rgb(grade.light)), luminance(toned))
    return mix(toned, soft_light(toned, tints), grade.amount)
