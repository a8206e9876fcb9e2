"""A poster of words: shapes above, the words as large as they go on a plain ground below, printed on paper.

Readable by construction: words stand on one colour, chosen for its contrast with theirs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.engines.local.blocks.noise import cloud, grain, paper_relief
from bot.engines.local.blocks.palette import rgb_of
from bot.engines.local.blocks.pixels import Frame, Picture, Shape, clipped, floats, mix, smoothstep
from bot.engines.local.lettering import STYLES
from bot.engines.local.lettering.contrast import ground_for, light
from bot.engines.local.lettering.fonts import chosen
from bot.engines.local.lettering.layout import Mask, Room, set_in
from bot.engines.local.looks.palettes import POSTERS, named_scale
from bot.engines.local.scenes.shapes import shapes
from bot.engines.local.values import Colour, Lettering, Look, Position, Recipe, Rgb

_MARGIN = 0.07
"""Of the whole sheet, in shares of its shorter side."""
_LEADING = 0.30
"""Space between two texts, in the height of the upper one."""
_READABLE = 5.0
"""What paper grain takes from contrast is given beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inks:
    ground: Rgb
    words: Rgb
    art: tuple[Rgb, ...]


def artwork(colours: Sequence[Colour], shape: Shape, rng: np.random.Generator, variant: int) -> Picture:
    """Shapes alone, over the whole sheet."""
    inks = _inks(colours, (), variant)
    return shapes(shape, inks.art, inks.ground, rng, variant)


def broadside(
    recipe: Recipe, shape: Shape, rng: np.random.Generator, variant: int, styled: Callable[[Picture], Picture]
) -> Picture:
    """The poster; its shapes are `styled`, its words are not."""
    letterings, look = recipe.letterings, recipe.look
    inks = _inks(recipe.colours, letterings, variant)
    height, width = shape
    margin = round(_MARGIN * min(shape))
    sheet = np.empty((height, width, 3), np.float32)
    sheet[:] = floats(inks.ground)
    above = [text for text in letterings if text.position is Position.TOP]
    below = [text for text in letterings if text.position is not Position.TOP]
    inner = width - 2 * margin
    limit = (height - 2 * margin) * (0.46 if above and below else 0.56)
    top = _blocks(above, look, inner, limit * (0.5 if below else 1.0))
    bottom = _blocks(below, look, inner, limit * (0.75 if above else 1.0))
    first = margin + (_extent(top) + margin if top else 0)
    last = height - margin - (_extent(bottom) + margin if bottom else 0)
    art = shapes((last - first, inner), inks.art, inks.ground, rng, variant)
    sheet[first:last, margin : width - margin] = styled(art)
    _set(sheet, top, margin, inks)
    _set(sheet, bottom, height - margin - _extent(bottom), inks)
    return np.rint(255 * _printed(sheet / 255, inks, rng)).astype(np.uint8)


def _inks(colours: Sequence[Colour], letterings: Sequence[Lettering], variant: int) -> _Inks:
    """A ground, what is printed on it in words and in shapes; every other variant is printed on a dark ground."""
    if colours:
        table = [_bytes(row) for row in rgb_of(named_scale([colour.rgb for colour in colours]))]
        every = list(dict.fromkeys([*(colour.rgb for colour in colours), *table]))
    else:
        every = list(POSTERS[variant % len(POSTERS)])
    ordered = sorted(every, key=_lightness)
    ground = ordered[-1] if variant % 2 == 0 else ordered[0]
    asked = next((text.colour.rgb for text in letterings if text.colour), None)
    if asked:
        ground = ground_for(asked, (ground, ordered[-1], ordered[0]), least=_READABLE)
    words = asked or ground_for(ground, (ordered[0], ordered[-1]), least=_READABLE)
    art = tuple(ink for ink in every if ink != ground) or (words,)
    return _Inks(ground=ground, words=words, art=art if len(art) > 1 else (*art, words))


def _blocks(texts: Sequence[Lettering], look: Look | None, width: float, limit: float) -> list[tuple[Mask, Rgb | None]]:
    """The texts set one under the other, the first as large as it goes, together at most `limit` pixels high."""
    type_ = STYLES[look].type
    for share in (1.0, 0.8, 0.62, 0.45, 0.3, 0.18):
        made: list[tuple[Mask, Rgb | None]] = []
        for number, text in enumerate(texts):
            high = limit * share * (1.0 if number == 0 else 0.22)
            room = Room(
                width=width, height=high, tracking=min(type_.tracking, 0.03), weight=type_.weight,
                most_lines=4 if number == 0 else 3,
            )  # fmt: skip
            _, mask = set_in(text.text, chosen(type_.faces, text.text), room)
            made.append((mask, text.colour.rgb if text.colour else None))
        if _extent(made) <= limit:
            return made
    return made


def _extent(blocks: Sequence[tuple[Mask, Rgb | None]]) -> int:
    """Their height with the space between them."""
    gaps = sum(_gap(mask) for mask, _ in blocks[:-1])
    return sum(mask.shape[0] for mask, _ in blocks) + gaps


def _gap(mask: Mask) -> int:
    return max(8, round(min(_LEADING * mask.shape[0], 0.06 * mask.shape[1] + 8)))


def _set(sheet: Frame, blocks: Sequence[tuple[Mask, Rgb | None]], top: int, inks: _Inks) -> None:
    """Draw the texts, each centred."""
    for mask, colour in blocks:
        left = (sheet.shape[1] - mask.shape[1]) // 2
        place = sheet[top : top + mask.shape[0], left : left + mask.shape[1]]
        ink = ground_for(inks.ground, (colour or inks.words, inks.words))
        place += (floats(ink) - place) * mask[..., None]
        top += mask.shape[0] + _gap(mask)


def _printed(sheet: Frame, inks: _Inks, rng: np.random.Generator) -> Frame:
    """The sheet as ink on paper: a little worn, with the grain of the paper."""
    shape = (sheet.shape[0], sheet.shape[1])
    u = max(shape) / 1024
    rubbed = 0.8 * grain(rng, shape, 0.8 * u) + 0.5 * cloud(rng, shape, 60 * u, 3)
    paper = floats(inks.ground) / 255
    worn = mix(sheet, mix(paper, np.ones(3, np.float32), 0.25), 0.16 * smoothstep(1.9, 2.9, rubbed))
    return clipped(worn + 0.012 * paper_relief(rng, shape, u)[..., None])


def _lightness(colour: Rgb) -> float:
    return float(light(np.array(colour, np.uint8)))


def _bytes(colour: Frame) -> Rgb:
    red, green, blue = (round(float(value) * 255) for value in colour)
    return red, green, blue
