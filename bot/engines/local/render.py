"""From a source picture and a recipe to the finished picture: sizes, strength, rerolls, and the order of the steps.

Owns no effect: looks, moods and lettering each live in their own room. Deterministic: the same arguments give the same
bytes on the same machine and version.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from dataclasses import replace

import cv2
import numpy as np

from bot.domain.request import Speed
from bot.engines.local.blocks.abstraction import kuwahara
from bot.engines.local.blocks.cropping import cropped
from bot.engines.local.blocks.noise import cloud
from bot.engines.local.blocks.pixels import (
    Frame,
    Picture,
    Shape,
    blur,
    clipped,
    displaced,
    floats,
    from_lab,
    mix,
    resized,
    shape_of,
    to_lab,
)
from bot.engines.local.lettering import letter
from bot.engines.local.looks import LOOKS, Take, Technique
from bot.engines.local.moods import apply_colours, apply_moods
from bot.engines.local.values import Look, Recipe

UNIT_SIDE = 1024
_WORKING = {Speed.TURBO: 0.7, Speed.BALANCED: 1.0, Speed.QUALITY: 1.5}
_DELIVERED = {Speed.TURBO: 1024, Speed.BALANCED: 1024, Speed.QUALITY: 1536}
_SMALLEST_SIDE = 16


def prepare_process() -> None:
    """Make OpenCV keep to one thread; call once in every process that renders."""
    cv2.setNumThreads(1)


def render(
    source: Picture,
    recipe: Recipe,
    *,
    strength: float,
    speed: Speed,
    seed: int,
    aspect: float | None = None,
    restyled_before: bool = False,
) -> Picture:
    """Make the picture.

    `strength` 0 gives the source back, only cropped to `aspect` (width / height) and resized to the delivered size:
    1024 px on the long side, 1536 for QUALITY. `restyled_before` omits frames and margins.
    """
    base = _delivered_size(cropped(source, aspect) if aspect else source, speed)
    seed = abs(seed)
    if strength <= 0:
        return base
    styled = _styled(floats(base) / np.float32(255), recipe, strength, speed, seed, framed=not restyled_before)
    finished = np.rint(clipped(styled) * 255).astype(np.uint8)
    return letter(finished, recipe.letterings, recipe.look, seed)


def _delivered_size(picture: Picture, speed: Speed) -> Picture:
    height, width = picture.shape[:2]
    factor = _DELIVERED[speed] / max(height, width)
    size = (max(_SMALLEST_SIDE, round(width * factor)), max(_SMALLEST_SIDE, round(height * factor)))
    if size == (width, height):
        return picture
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC).astype(np.uint8)


def _styled(base: Frame, recipe: Recipe, strength: float, speed: Speed, seed: int, *, framed: bool) -> Frame:
    shape = _working_shape(shape_of(base), speed)
    unit = max(shape) / UNIT_SIDE
    rng = np.random.default_rng(seed)
    lit = clipped(apply_moods(_resampled(base, shape), recipe, strength, rng, unit))
    technique = LOOKS[recipe.look] if recipe.look else Technique(draw=lambda frame, _: frame, photographic=True)
    take = Take(
        strength=strength,
        rng=rng,
        u=unit,
        speed=speed,
        variant=max(seed - 1, 0) % 64,
        scale=1.0 if technique.photographic else _hand(seed),
        framed=framed,
        lit=bool(recipe.moods),
        colours=tuple(colour.rgb for colour in recipe.colours) if technique.own_palette else (),
    )
    subject = lit if technique.photographic else _loosened(lit, take, seed)
    drawn = _finished(technique.draw(subject, take), recipe.finish, take)
    varied = _walked(drawn, take.variant, 4.0 if take.colours else technique.tint)
    if recipe.colours and not technique.own_palette:
        varied = apply_colours(varied, recipe.colours, strength, recipe.look)
    return _blended(base, _delivered(varied, shape_of(base)), strength, technique)


def _working_shape(shape: Shape, speed: Speed) -> Shape:
    share = 0.7 if speed is Speed.TURBO else 1.0
    return max(_SMALLEST_SIDE, round(shape[0] * share)), max(_SMALLEST_SIDE, round(shape[1] * share))


def _resampled(frame: Frame, shape: Shape) -> Frame:
    return frame if shape == shape_of(frame) else resized(frame, shape)


def _hand(seed: int) -> float:
    """Some hands draw finer, some broader; consecutive seeds get different ones."""
    return (1.0, 0.78, 1.27, 0.9, 1.12)[(2 * seed + seed // 5) % 5]


def _loosened(frame: Frame, take: Take, seed: int) -> Frame:
    """Above strength .6 the subject itself gives way, so that 1.0 is looser than .8 and not merely as far."""
    loose = max(0.0, (take.strength - 0.6) / 0.4)
    if loose <= 0.05:
        return frame
    rng = np.random.default_rng(seed + 7919)
    shape, sway = shape_of(frame), 4.5 * loose * loose * take.u
    calm = kuwahara(frame, (1.5 + 4 * loose * loose) * take.u)
    return clipped(displaced(calm, sway * cloud(rng, shape, 64 * take.u, 3), sway * cloud(rng, shape, 64 * take.u, 3)))


def _finished(drawn: Frame, finish: Look | None, take: Take) -> Frame:
    """The second look as a finish: half as far, without a frame of its own, at most half opaque."""
    if finish is None:
        return drawn
    technique = LOOKS[finish]
    light_hand = replace(take, strength=0.5 * take.strength, framed=False, lit=True)
    return mix(drawn, technique.draw(clipped(drawn), light_hand), 0.7 if technique.photographic else 0.4)


def _walked(frame: Frame, variant: int, tint: float) -> Frame:
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


def _delivered(frame: Frame, shape: Shape) -> Frame:
    if shape == shape_of(frame):
        return frame
    large = floats(cv2.resize(frame, (shape[1], shape[0]), interpolation=cv2.INTER_LANCZOS4))
    return clipped(large + 0.35 * (large - blur(large, 1.2)))


def _blended(base: Frame, styled: Frame, strength: float, technique: Technique) -> Frame:
    """Fade from the source to the style. A one-ink look loses the source's colour early and its lightness late."""
    if not technique.photographic:
        return mix(base, styled, _ease(strength / 0.80))
    light = _ease(strength / 1.05)
    if not technique.one_ink:
        return mix(base, styled, light)
    lab, tinted = to_lab(base), to_lab(styled)
    lab[..., 0] = mix(lab[..., 0], tinted[..., 0], light)
    lab[..., 1:] = mix(lab[..., 1:], tinted[..., 1:], _ease(strength / 0.60) if strength < 0.6 else 1.0)
    return from_lab(lab)


def _ease(x: float) -> float:
    t = min(1.0, max(0.0, x))
    return float((t * t * (3 - 2 * t)) ** 0.9)
