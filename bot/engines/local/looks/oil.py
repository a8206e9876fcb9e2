"""An oil painting: strokes from broad to fine that follow the forms, thick paint in raking light, a hint of canvas."""

import numpy as np

from bot.domain.request import Speed
from bot.engines.local.blocks.abstraction import kuwahara
from bot.engines.local.blocks.flow import Field, tangents
from bot.engines.local.blocks.noise import cloud
from bot.engines.local.blocks.palette import rgb_of
from bot.engines.local.blocks.pixels import (
    Frame,
    Picture,
    Plane,
    Shape,
    blur,
    clipped,
    floats,
    grid,
    luminance,
    shape_of,
    smoothstep,
    to_lab,
)
from bot.engines.local.blocks.strokes import Brush, Strokes, at, bristle_marks, lay, raking_light, seeds, trace
from bot.engines.local.blocks.tone import auto_tone, chroma
from bot.engines.local.looks.take import Take

_RADII = (26.0, 12.0, 5.5, 2.6)
_QUICK_RADII = (26.0, 10.0, 3.6)
_LIGHTS = (200.0, 225.0, 315.0)


def oil(frame: Frame, take: Take) -> Frame:
    """Paint the picture."""
    s, m = take.strength, take.mark
    subject = kuwahara(chroma(take.subject(auto_tone(frame, 0.5, 99.5), 0.48, 0.6), 1.18), 2 * m)
    field = tangents(luminance(subject), fine=2 * m, smooth=5 * m, drift=_swirl(shape_of(frame), take), pull=2e-5)
    canvas = _painted(subject, field, take)
    colour = floats(canvas[..., :3]) / np.float32(255)
    detail = subject - blur(subject, 4 * m)
    colour = colour + (0.65 - 0.3 * s) * detail
    height = floats(canvas[..., 3]) / np.float32(255) + 0.07 * bristle_marks(take.rng, field, 0.9 * m)
    relief = raking_light(height, _LIGHTS[take.variant % len(_LIGHTS)], 0.8 * m)
    lit = colour * (1 + 0.24 * relief[..., None]) + 0.10 * smoothstep(0.45, 1.0, relief)[..., None]
    return clipped(lit * (1 + 0.014 * _weave(shape_of(frame), take.u))[..., None])


def _swirl(shape: Shape, take: Take) -> Field:
    """A slowly turning direction for places where the picture has none."""
    turn = take.rng.uniform(0, np.pi) + 0.9 * cloud(take.rng, shape, 320 * take.u, 2)
    return floats(np.stack([np.cos(turn), np.sin(turn)], -1))


def _painted(subject: Frame, field: Field, take: Take) -> Picture:
    lab, m = to_lab(subject), take.mark
    underpaint = blur(subject, 12 * m)
    canvas = np.empty((*shape_of(subject), 4), np.uint8)
    canvas[..., :3], canvas[..., 3] = np.rint(clipped(underpaint) * 255), 40
    for brush in _brushes(take):
        lay(canvas, _planned(canvas, lab, field, brush, take.rng), brush, take.rng)
    return canvas


def _brushes(take: Take) -> list[Brush]:
    s = take.strength
    radii = _QUICK_RADII if take.speed is Speed.TURBO else _RADII
    return [
        Brush(
            radius=radius * (0.55 + 0.5 * s) * take.mark,
            steps=9 if index < 2 else 6,
            tolerance=0.0 if index == 0 else 3.5 + 3 * s,
            light_jitter=1.2 + 0.8 * s,
            colour_jitter=0.8 + 0.9 * s,
        )
        for index, radius in enumerate(radii)
    ]


def _planned(canvas: Picture, lab: Frame, field: Field, brush: Brush, rng: np.random.Generator) -> Strokes:
    """Strokes wherever the canvas is not yet close enough to the subject, as this brush sees it."""
    aim = blur(lab, 0.4 * brush.radius)
    done = to_lab(floats(canvas[..., :3]) / np.float32(255))
    gap = blur(np.linalg.norm(done - lab, axis=-1), 0.5 * brush.radius)
    starts = seeds(rng, shape_of(lab), 1.15 * brush.radius)
    starts = starts[at(gap, starts) >= brush.tolerance]
    paths, lengths = trace(starts, aim, field, brush)
    mixed = at(aim, starts)
    mixed[:, 0] += rng.normal(0, brush.light_jitter, len(mixed))
    mixed[:, 1:] += rng.normal(0, brush.colour_jitter, (len(mixed), 2))
    return Strokes(paths=paths, lengths=lengths, colours=np.rint(rgb_of(mixed) * 255).astype(np.uint8))


def _weave(shape: Shape, u: float) -> Plane:
    x, y = grid(shape)
    turn = np.float32(2 * np.pi / (4 * u))
    return np.sin(x * turn) * np.cos(y * turn)
