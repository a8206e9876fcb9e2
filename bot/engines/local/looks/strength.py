"""What strength means: how far the subject gives way, and how much of the style is shown over the source."""

import numpy as np

from bot.engines.local.blocks.abstraction import kuwahara
from bot.engines.local.blocks.noise import cloud
from bot.engines.local.blocks.pixels import (
    UNIT_SIDE,
    Frame,
    Plane,
    Shape,
    border_distance,
    clipped,
    displaced,
    from_lab,
    mix,
    shape_of,
    smoothstep,
    to_lab,
)
from bot.engines.local.looks.take import Take
from bot.engines.local.looks.technique import Technique

_LOOSE_FROM = 0.6


def loosened(frame: Frame, take: Take, seed: int) -> Frame:
    """Above strength .6 the subject itself gives way, so that 1.0 is looser than .8 and not merely as far."""
    loose = max(0.0, (take.strength - _LOOSE_FROM) / (1 - _LOOSE_FROM))
    if loose <= 0.05:
        return frame
    rng = np.random.default_rng(seed + 7919)
    shape, sway = shape_of(frame), 2.4 * loose * loose * take.u
    calm = kuwahara(frame, (1.5 + 4 * loose * loose) * take.u)
    return clipped(displaced(calm, sway * cloud(rng, shape, 64 * take.u, 3), sway * cloud(rng, shape, 64 * take.u, 3)))


def blended(source: Frame, styled: Frame, take: Take, technique: Technique) -> Frame:
    """Fade from the source to the style. A one-ink look loses the source's colour early and its lightness late."""
    s, frame = take.strength, _margin(shape_of(source), technique.margin if take.framed else 0.0)
    fade = np.maximum(_ease(s / (1.05 if technique.photographic else 0.80)), frame)
    if not technique.one_ink:
        return mix(source, styled, fade)
    lab, tinted = to_lab(source), to_lab(styled)
    lab[..., 0] = mix(lab[..., 0], tinted[..., 0], fade)
    lab[..., 1:] = mix(lab[..., 1:], tinted[..., 1:], np.maximum(_ease(s / 0.60), frame))
    return from_lab(lab)


def _margin(shape: Shape, width: float) -> Plane:
    """1 on the look's frame, which is never half there."""
    if not width:
        return np.zeros(shape, np.float32)
    edge = border_distance(shape) * (UNIT_SIDE / max(shape))
    return smoothstep(1.02 * width + 1, width, edge)


def _ease(x: float) -> float:
    t = min(1.0, max(0.0, x))
    return float((t * t * (3 - 2 * t)) ** 0.9)
