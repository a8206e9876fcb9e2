"""Four ways to put words on a picture: a printed band, a caption box, letters with a halo, letters with an outline.

Readable by construction: glyphs stay inside the canvas, and the contrast between letters and what surrounds them is
measured (halo, outline) or chosen (band, caption); where it cannot be had otherwise, the words get a plate.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np

from bot.engines.local.blocks.noise import paper_relief
from bot.engines.local.blocks.pixels import UNIT_SIDE, Frame, Picture, Plane, blur, floats, mix
from bot.engines.local.lettering.contrast import READABLE, ground_for, light, ratio, ring_contrast
from bot.engines.local.lettering.placing import Placed, Text, Type, placed, stacked, start
from bot.engines.local.values import Position, Rgb

Draw: TypeAlias = "Callable[[Picture, Placed, LetteringStyle, int], Picture]"
"""Letters a picture and returns a new one; the last argument is the seed of its textures."""

_FRAME = 31.0
"""Where the hairline of a poster's frame ends, in units from the edge."""
_HEADROOM = 0.2
"""Share of what two bands take that is taken from the top: heads are there."""
_LIVELIER = 3.0
"""How much more must happen at a picture's foot than at its head for the head to go."""
_ON_PAPER = 1.08 * READABLE
"""What paper grain takes from contrast is given beforehand."""
_HALOS = (0.7, 0.85, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetteringStyle:
    """How a look letters."""

    draw: Draw
    type: Type
    bright: Rgb
    dark: Rgb
    """Its two inks: letters take one, their ground the other."""
    dark_above: float = 0.2
    """Luminance of the picture above which letters with a halo are dark."""


def band(picture: Picture, texts: Placed, style: LetteringStyle, seed: int) -> Picture:
    """Strips of paper beside the picture, which moves into what is left of its frame; printed in its own dark ink.

    Every third seed prints them the other way round, paper on ink.
    """
    u = _unit(picture)
    paper = _frame_paper(picture, u)
    inset = round(_FRAME * u) if paper and 5 * _FRAME * u < min(picture.shape[:2]) else 0
    window = picture[inset : picture.shape[0] - inset, inset : picture.shape[1] - inset]
    title = min(texts, key=lambda position: len(texts[position][0].text))
    small = replace(style.type, high=0.6 * style.type.high, spread=0.0)
    limit = 0.4 * window.shape[0] / len(texts)
    stacks = {
        position: stacked(group, style.type if position is title else small, picture, window.shape[1], limit)
        for position, group in texts.items()
    }
    inks = _band_inks(picture, stacks.values(), style, paper or style.bright, inverted=seed % 3 == 0)
    rng = np.random.default_rng(seed)
    strips = {position: _strip(stack, window, inks, rng) for position, stack in stacks.items()}
    made = picture.copy()
    made[inset : picture.shape[0] - inset, inset : picture.shape[1] - inset] = _joined(window, strips, inks[0], u)
    return made


def _strip(stack: Sequence[Text], window: Picture, inks: tuple[Rgb, Rgb], rng: np.random.Generator) -> Picture:
    """One strip of paper with its texts, as wide as the window."""
    ink, ground = inks
    height, width = window.shape[:2]
    pad = round(max(0.26 * stack[0].size, 0.016 * height))
    strip = np.full((stack[-1].bottom + 2 * pad, width, 3), ground, np.float32)
    strip += (1.5 + 2.6 * float(light(np.array(ground, np.uint8)))) * paper_relief(
        rng, (len(strip), width), _unit(window)
    )[..., None]
    for text in stack:
        _paint(strip, text.moved(0, pad), ground_for(ground, (text.colour or ink, ink)))
    return _finished(strip)


def _band_inks(
    picture: Picture, stacks: Iterable[Sequence[Text]], style: LetteringStyle, paper: Rgb, *, inverted: bool
) -> tuple[Rgb, Rgb]:
    """What the bands are lettered in, and on."""
    asked = next((text.colour for stack in stacks for text in stack if text.colour), None)
    if asked:
        return asked, ground_for(asked, (paper, _paler(paper), style.dark), least=_ON_PAPER)
    dark = _darkest(picture, style.dark)
    return (paper, dark) if inverted else (dark, paper)


def _paler(colour: Rgb) -> Rgb:
    red, green, blue = ((value + 255) // 2 for value in colour)
    return red, green, blue


def _joined(window: Picture, strips: Mapping[Position, Picture], ink: Rgb, u: float) -> Picture:
    """The window with the strips in it; the picture keeps what is most worth seeing. Rules of ink part them."""
    height, width = window.shape[:2]
    rule = np.full((max(2, round(3.5 * u)), width, 3), ink, np.uint8)
    above = [strips[Position.TOP], rule] if Position.TOP in strips else []
    below = [rule, strips[Position.BOTTOM]] if Position.BOTTOM in strips else []
    rest = height - sum(len(part) for part in (*above, *below))
    first = _first_row(window, height - rest, both=bool(above and below))
    scene = window[first : first + rest].copy()
    if Position.MIDDLE in strips:
        across = np.concatenate([rule, strips[Position.MIDDLE], rule])
        top = (len(scene) - len(across)) // 2
        scene[top : top + len(across)] = across
    return np.concatenate([*above, scene, *below])


def _first_row(window: Picture, excess: int, *, both: bool) -> int:
    """Where a scene begins that loses `excess` rows: at the top, where heads are, unless little happens there."""
    if both:
        return round(_HEADROOM * excess)
    height, width = window.shape[:2]
    calm = cv2.resize(window, (max(2, width // 12), height), interpolation=cv2.INTER_AREA)  # without grain
    unrest = np.abs(np.diff(blur(light(np.asarray(calm, np.uint8)), 3), axis=1)).mean(1)
    return excess if unrest[-excess:].sum() > _LIVELIER * unrest[:excess].sum() else 0


def caption(picture: Picture, texts: Placed, style: LetteringStyle, _: int) -> Picture:
    """A narrator's box per text: bordered, with a hard shadow; at the top on the left, at the bottom on the right."""
    canvas = floats(picture).copy()
    height, width = picture.shape[:2]
    u = _unit(picture)
    line, margin = max(2, round(5 * u)), round(min(34 * u, 0.06 * height, 0.06 * width))
    for position, group in texts.items():
        stack = stacked(group, style.type, picture, 0.86 * width, 0.4 * height / len(texts))
        pad = round(max(0.30 * stack[0].size, min(8 * u, 0.02 * height)))
        step = 2 * pad + 2 * line
        top = start(position, height, stack[-1].bottom + step * len(stack), margin, margin)
        for number, text in enumerate(stack):
            left = start(position, width, text.mask.shape[1] + 2 * pad, margin, margin)
            _box(canvas, text.moved(left + pad - text.left, top + pad + number * step), pad, line, style)
    return _finished(canvas)


def _box(canvas: Frame, text: Text, pad: int, line: int, style: LetteringStyle) -> None:
    """A bordered box with a hard shadow, and the text in it."""
    ink = text.colour or style.dark
    top, bottom = text.top - pad, text.bottom + pad
    left, right = text.left - pad, text.left + text.mask.shape[1] + pad
    canvas[top : bottom + 2 * line, left : right + 2 * line] = style.dark
    canvas[max(0, top - line) : bottom + line, max(0, left - line) : right + line] = style.dark
    canvas[top:bottom, left:right] = ground_for(ink, (style.bright, style.dark))
    _paint(canvas, text, ink)


def halo(picture: Picture, texts: Placed, style: LetteringStyle, _: int) -> Picture:
    """Letters straight on the picture; a soft glow of the opposite tone deepens until they can be read."""
    for text in placed(texts, style.type, picture):
        ink, ground = _inks(picture, text, style)
        for depth in _HALOS:
            canvas = floats(picture).copy()
            glow = _grown(canvas, text, text.size / 18, 0.12 * text.size)
            canvas = mix(canvas, floats(ground), np.minimum(1.9 * glow, 1) * depth)
            _paint(canvas, text, ink)
            made = _finished(canvas)
            if _readable(made, text, ink):
                break
        else:
            made = _plated(picture, text, ink, ground)
        picture = made
    return picture


def outline(picture: Picture, texts: Placed, style: LetteringStyle, _: int) -> Picture:
    """Letters with a firm contour of the opposite tone and a trace of shadow."""
    for text in placed(texts, style.type, picture):
        ink, ground = text.colour or style.bright, style.dark
        if text.colour:
            ground = ground_for(text.colour, (style.dark, style.bright))
        canvas = floats(picture).copy()
        shade = _grown(canvas, text, text.size / 14, 0.10 * text.size)
        canvas = mix(canvas, floats(ground), 0.45 * shade)
        canvas = mix(canvas, floats(ground), _grown(canvas, text, text.size / 15, 0.5))
        _paint(canvas, text, ink)
        made = _finished(canvas)
        picture = made if _readable(made, text, ink) else _plated(picture, text, ink, ground)
    return picture


def _inks(picture: Picture, text: Text, style: LetteringStyle) -> tuple[Rgb, Rgb]:
    """Letters and glow: dark on bright places, bright on dark ones, or as the colour asked for needs it."""
    if text.colour:
        return text.colour, ground_for(text.colour, (style.bright, style.dark))
    behind = picture[text.top : text.bottom, text.left : text.left + text.mask.shape[1]]
    bright = float(np.median(light(behind))) > style.dark_above
    return (style.dark, style.bright) if bright else (style.bright, style.dark)


def _grown(canvas: Frame, text: Text, reach: float, softness: float) -> Plane:
    """The letters as a plane of the canvas's size, fattened by `reach` pixels and blurred."""
    plane = np.zeros(canvas.shape[:2], np.float32)
    plane[text.top : text.bottom, text.left : text.left + text.mask.shape[1]] = text.mask
    edge = max(1, round(reach))
    fat = cv2.dilate(plane, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * edge + 1, 2 * edge + 1)))
    return blur(floats(fat), softness)


def _readable(picture: Picture, text: Text, ink: Rgb) -> bool:
    return ring_contrast(picture, text.mask, (text.left, text.top), ink, text.size / 24) >= READABLE


def _plated(picture: Picture, text: Text, ink: Rgb, ground: Rgb) -> Picture:
    """The last resort: the text on a plain plate."""
    canvas = floats(picture).copy()
    pad = round(0.3 * text.size)
    rows = slice(max(0, text.top - pad), text.bottom + pad)
    canvas[rows, max(0, text.left - pad) : text.left + text.mask.shape[1] + pad] = ground
    _paint(canvas, text, ink)
    return _finished(canvas)


def _paint(canvas: Frame, text: Text, ink: Rgb) -> None:
    place = canvas[text.top : text.bottom, text.left : text.left + text.mask.shape[1]]
    place += (floats(ink) - place) * text.mask[..., None]


def _finished(canvas: Frame) -> Picture:
    return np.rint(np.clip(canvas, 0, 255)).astype(np.uint8)


def _unit(picture: Picture) -> float:
    return max(picture.shape[:2]) / UNIT_SIDE


def _frame_paper(picture: Picture, u: float) -> Rgb | None:
    """The colour of the paper around a framed picture; None where it runs to the edge."""
    outer, inner = round(5 * u), round(18 * u)
    sides = (picture[outer:inner], picture[-inner:-outer], picture[:, outer:inner], picture[:, -inner:-outer])
    border = np.concatenate([side.reshape(-1, 3) for side in sides])
    if float(border.std(0).max()) > 14 or float(light(border).mean()) < 0.35:
        return None
    red, green, blue = (int(value) for value in np.median(border, 0))
    return red, green, blue


def _darkest(picture: Picture, fallback: Rgb) -> Rgb:
    """The picture's own black: its darkest pixels, deepened; `fallback` where it has none."""
    sample = picture[::4, ::4].reshape(-1, 3)
    shade = light(sample)
    red, green, blue = (int(0.7 * value) for value in sample[shade <= np.percentile(shade, 6)].mean(0))
    return (red, green, blue) if ratio((red, green, blue), (244, 232, 207)) > 7 else fallback
