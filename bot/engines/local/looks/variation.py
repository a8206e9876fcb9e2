"""What makes a reroll a different picture: a walk through colours and hands that spreads consecutive seeds."""

import numpy as np

from bot.engines.local.blocks.pixels import Frame, from_lab, to_lab

_VARIANTS = 64


def variant_of(seed: int) -> int:
    """Where `seed` stands on the walk."""
    return (seed - 1) % _VARIANTS


def hand_of(seed: int) -> float:
    """Some hands draw finer, some broader; consecutive seeds get different ones."""
    return (1.0, 0.78, 1.27, 0.9, 1.12)[(2 * seed + seed // 5) % 5]


def walked(frame: Frame, variant: int, tint: float) -> Frame:
    """Shift colour and lightness by a walk that spreads consecutive seeds; black and white stay as they are."""
    lab = to_lab(frame)
    light = lab[..., 0] / 100
    room = np.sqrt(np.maximum(4 * light * (1 - light), 0))
    angle = float(np.radians(137.5 * variant + 40))
    shift = tint if variant else 0.0
    richness, lift = (1.0, 1.18, 0.86, 1.28, 0.95)[variant % 5], (0.0, 4.0, -5.0, 6.0, -3.0)[variant % 5]
    lab[..., 0] += lift * room
    lab[..., 1] = lab[..., 1] * richness + shift * float(np.cos(angle)) * room
    lab[..., 2] = lab[..., 2] * richness + shift * float(np.sin(angle)) * room
    return from_lab(lab)
