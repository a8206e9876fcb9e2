"""From a source picture, or none, and a recipe to the finished picture: sizes, and the order of the steps.

Owns no effect: looks, moods and lettering each live in their own room. Deterministic: the same arguments give the same
bytes on the same machine and version.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from dataclasses import replace

import cv2
import numpy as np

from bot.domain.request import Speed
from bot.engines.local.blocks.cropping import cropped
from bot.engines.local.blocks.pixels import (
    UNIT_SIDE,
    Frame,
    Picture,
    Shape,
    blur,
    clipped,
    floats,
    mix,
    resized,
    shape_of,
)
from bot.engines.local.blocks.tone import chroma
from bot.engines.local.filling import cover, laid_in, room_for_words
from bot.engines.local.invention import is_flat, is_poster
from bot.engines.local.lettering import letter
from bot.engines.local.looks import LOOKS
from bot.engines.local.looks.strength import blended, loosened
from bot.engines.local.looks.take import Take
from bot.engines.local.looks.technique import Technique
from bot.engines.local.looks.variation import hand_of, variant_of, walked
from bot.engines.local.moods import apply_colours, apply_moods
from bot.engines.local.scenes import WEATHER, drawn, own_aspect
from bot.engines.local.values import Look, Mood, Recipe

DELIVERED_SIDE = {Speed.TURBO: 1024, Speed.BALANCED: 1024, Speed.QUALITY: 1536}
"""px of the finished picture's long side."""
_WORKED = {Speed.TURBO: 0.7, Speed.BALANCED: 1.0, Speed.QUALITY: 1.0}
"""Working size as a share of the delivered one."""
_SMALLEST_SIDE = 16
_FRAMED_FROM = 0.3
"""Strength below which a picture is touched too lightly to be framed."""
_SUBDUED = 0.58
"""Chroma of a drawn subject for looks made for photographs, which are never as colourful."""
_IMAGINED = 0.85
"""Strength of a look on a subject that has no source to stay close to."""
_INVENTED = 104_729
"""Keeps the chance of subjects apart from that of looks."""
_NAMED_TINT = 4.0
"""How far a reroll may shift colours that the person named, in dE."""
_PHOTOGRAPH = Technique(draw=lambda frame, _: frame, photographic=True)


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
    framed: bool = False,
) -> Picture:
    """Make the picture; one that is `framed` already is given no other frame.

    `strength` 0 gives the source back, only cropped to `aspect` (width / height) and resized to the delivered size:
    1024 px on the long side, 1536 for QUALITY.
    """
    base = _at_delivered_size(cropped(source, aspect) if aspect else source, speed)
    if strength <= 0:
        return base
    photo = floats(base) / np.float32(255)
    take = _take(shape_of(photo), recipe, strength, speed, abs(seed))
    take = replace(take, framed=take.framed and not framed)
    styled = _styled(photo, recipe, take, abs(seed))
    finished = np.rint(clipped(styled) * 255).astype(np.uint8)
    return letter(finished, recipe.letterings, recipe.look, seed)


def fill(source: Picture, mask: Picture, recipe: Recipe, *, strength: float, speed: Speed, seed: int) -> Picture:
    """Make the part of the picture that is white in `mask`, a plane of grey, anew; keep the rest bit for bit.

    A source larger than the delivered size keeps its own. `strength` 0 gives it back.
    """
    base = source if max(source.shape[:2]) > DELIVERED_SIDE[speed] else _at_delivered_size(source, speed)
    if strength <= 0:
        return base
    shape = (base.shape[0], base.shape[1])
    shown = cover(mask, shape)
    photo = floats(_at_delivered_size(base, speed)) / np.float32(255)
    take = replace(_take(shape_of(photo), recipe, strength, speed, abs(seed)), framed=False)
    styled = resized(_styled(photo, recipe, take, abs(seed)), shape)
    made = np.rint(clipped(styled) * 255).astype(np.uint8)
    if recipe.letterings:
        room = room_for_words(shown)
        room.of(made)[:] = letter(room.of(made).copy(), recipe.letterings, recipe.look, seed)
    return laid_in(base, made, shown)


def imagine(recipe: Recipe, *, speed: Speed, seed: int, aspect: float | None = None) -> Picture:
    """Make a picture of what is to be seen, in the recipe's look; `aspect` None leaves the shape to the subject."""
    flat, dark = is_flat(recipe), Mood.NIGHT in recipe.moods
    words = recipe.letterings if flat else ()
    over = replace(
        recipe,
        moods=tuple(mood for mood in recipe.moods if mood in WEATHER),
        # Shapes are drawn in the colours already; the look of a poster is a poster's.
        colours=() if flat else recipe.colours,
        look=None if is_poster(recipe) else recipe.look,
    )

    def styled(subject: Picture) -> Picture:
        if not (over.look or over.moods or over.colours):
            return subject
        photo = floats(subject) / np.float32(255)
        if not (flat or _technique(over.look).photographic):
            photo = chroma(photo, _SUBDUED)
        take = _take(shape_of(photo), over, _IMAGINED, speed, abs(seed))
        made = _styled(photo, over, replace(take, lit=dark, framed=not words), abs(seed))
        return np.rint(clipped(made) * 255).astype(np.uint8)

    shape = _shape(DELIVERED_SIDE[speed], aspect or own_aspect(recipe))
    rng = np.random.default_rng(abs(seed) + _INVENTED)
    finished = drawn(recipe, shape, rng, variant_of(abs(seed)), styled)
    return finished if words else letter(finished, recipe.letterings, recipe.look, seed)


def _shape(side: int, aspect: float) -> Shape:
    return (round(side / aspect), side) if aspect >= 1 else (side, round(side * aspect))


def _at_delivered_size(picture: Picture, speed: Speed) -> Picture:
    height, width = picture.shape[:2]
    factor = DELIVERED_SIDE[speed] / max(height, width)
    size = (max(_SMALLEST_SIDE, round(width * factor)), max(_SMALLEST_SIDE, round(height * factor)))
    if size == (width, height):
        return picture
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=method), np.uint8)


def _take(delivered: Shape, recipe: Recipe, strength: float, speed: Speed, seed: int) -> Take:
    technique = _technique(recipe.look)
    return Take(
        strength=strength,
        rng=np.random.default_rng(seed),
        u=max(delivered) * _WORKED[speed] / UNIT_SIDE,
        speed=speed,
        variant=variant_of(seed),
        scale=1.0 if technique.photographic else hand_of(seed),
        framed=strength >= _FRAMED_FROM,
        lit=bool(recipe.moods),
        colours=tuple(colour.rgb for colour in recipe.colours) if technique.own_palette else (),
    )


def _technique(look: Look | None) -> Technique:
    return LOOKS[look] if look else _PHOTOGRAPH


def _styled(photo: Frame, recipe: Recipe, take: Take, seed: int) -> Frame:
    technique = _technique(recipe.look)
    lit = clipped(apply_moods(_at_working_size(photo, take.speed), recipe, take.strength, take.rng, take.u))
    subject = lit if technique.photographic else loosened(lit, take, seed)
    drawn = _with_finish(technique.draw(subject, take), recipe.finish, take)
    varied = walked(drawn, take.variant, min(technique.tint, _NAMED_TINT) if take.colours else technique.tint)
    if recipe.colours and not technique.own_palette:
        varied = apply_colours(varied, recipe.colours)
        technique = replace(technique, one_ink=True)
    return blended(photo, _enlarged(clipped(varied), shape_of(photo)), take, technique)


def _at_working_size(photo: Frame, speed: Speed) -> Frame:
    share = _WORKED[speed]
    if share == 1.0:
        return photo
    height, width = shape_of(photo)
    return resized(photo, (max(_SMALLEST_SIDE, round(height * share)), max(_SMALLEST_SIDE, round(width * share))))


def _with_finish(drawn: Frame, finish: Look | None, take: Take) -> Frame:
    """The second look as a finish: half as far, without a frame of its own, never covering the first."""
    if finish is None:
        return drawn
    technique = _technique(finish)
    light_hand = replace(take, strength=0.5 * take.strength, framed=False, lit=True)
    return mix(drawn, technique.draw(clipped(drawn), light_hand), 0.7 if technique.photographic else 0.4)


def _enlarged(frame: Frame, shape: Shape) -> Frame:
    if shape == shape_of(frame):
        return frame
    large = floats(cv2.resize(frame, (shape[1], shape[0]), interpolation=cv2.INTER_LANCZOS4))
    return clipped(large + 0.35 * (large - blur(large, 1.2)))
