"""Four ways to put words on a picture: a printed band, a caption box, letters with a halo, letters with an outline.

Readable by construction: glyphs stay inside the canvas, and the contrast between letters and what surrounds them is
measured (halo, outline) or chosen (band, caption); where it cannot be had otherwise, the words get a plate.
"""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np

from bot.engines.local.blocks.noise import paper_relief
from bot.engines.local.blocks.pixels import Frame, Picture, Plane, blur, floats, mix
from bot.engines.local.contrast import READABLE, ground_for, light, ratio, ring_contrast
from bot.engines.local.fonts import Face, chosen
from bot.engines.local.layout import Mask, set_in
from bot.engines.local.values import Lettering, Position, Rgb

Manner: TypeAlias = "Callable[[Picture, Position, Sequence[Lettering], Hand, int], Picture]"
"""Letters the texts of one position and returns a new picture; the last argument is the seed of its textures."""

_WIDE = 0.84
_LONG_TEXT = 22
_FRAME = 33.5
"""Where a poster's picture begins, in units from the edge."""
_HALOS = (0.7, 0.85, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """How a look letters."""

    draw: Manner
    faces: tuple[Face, ...]
    """The wanted typeface and those that stand in where it lacks a character."""
    bright: Rgb
    dark: Rgb
    """Its two inks: letters take one, their ground the other."""
    tracking: float = 0.0
    high: float = 0.16
    """Share of the picture's height that a short title may take."""
    weight: float = 0.0
    """How much bolder than the typeface, in type sizes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of a stack, set and placed; its corner is where its ink begins."""

    colour: Rgb | None
    size: float
    mask: Mask
    left: int
    top: int

    @property
    def bottom(self) -> int:
        """The first row below its ink."""
        return self.top + self.mask.shape[0]

    def moved(self, left: int, top: int) -> "Text":
        """The same text further right and down."""
        return replace(self, left=self.left + left, top=self.top + top)


def band(picture: Picture, position: Position, texts: Sequence[Lettering], hand: Hand, seed: int) -> Picture:
    """A strip of paper across the picture, flush with the poster's frame, printed in the picture's own dark ink."""
    height, width = picture.shape[:2]
    u = _unit(picture)
    paper = _frame_paper(picture, u)
    inset = round(_FRAME * u) if paper else 0
    stack = _stacked(texts, hand, picture, width - 2 * inset)
    pad = round(max(0.34 * stack[0].size, 0.02 * height))
    tall = stack[-1].bottom + 2 * pad
    top = {Position.TOP: inset, Position.MIDDLE: (height - tall) // 2, Position.BOTTOM: height - inset - tall}[position]
    ink = next((text.colour for text in stack if text.colour), None) or _darkest(picture, hand.dark)
    ground = ground_for(ink, (paper or hand.bright, hand.dark))
    canvas = floats(picture).copy()
    strip = canvas[top : top + tall, inset : width - inset]
    strip[:] = ground
    strip += 4.1 * paper_relief(np.random.default_rng(seed), strip.shape[:2], u)[..., None]
    edges = {Position.TOP: (top + tall,), Position.MIDDLE: (top, top + tall), Position.BOTTOM: (top,)}[position]
    for edge in edges:
        canvas[edge - round(1.5 * u) : edge + round(2 * u), inset : width - inset] = ink
    for text in stack:
        placed = text.moved(inset, top + pad)
        _paint(canvas, placed, ground_for(ground, (placed.colour or ink, ink)))
    return _finished(canvas)


def caption(picture: Picture, position: Position, texts: Sequence[Lettering], hand: Hand, _: int) -> Picture:
    """A narrator's box per text: bordered, with a hard shadow; at the top on the left, at the bottom on the right."""
    height, width = picture.shape[:2]
    u = _unit(picture)
    line, margin = max(2, round(5 * u)), round(34 * u)
    stack = _stacked(texts, hand, picture, 0.86 * width)
    pad = round(max(0.30 * stack[0].size, 8 * u))
    step = 2 * pad + 2 * line
    tall = stack[-1].bottom + step * len(stack)
    top = {Position.TOP: margin, Position.MIDDLE: (height - tall) // 2, Position.BOTTOM: height - margin - tall}[
        position
    ]
    canvas = floats(picture).copy()
    for number, text in enumerate(stack):
        wide = text.mask.shape[1] + 2 * pad
        left = {Position.TOP: margin, Position.MIDDLE: (width - wide) // 2, Position.BOTTOM: width - margin - wide}[
            position
        ]
        box_top = top + text.top + number * step
        box_bottom = box_top + text.mask.shape[0] + 2 * pad
        ink = text.colour or hand.dark
        for shift, grow, fill in (
            (line, line, hand.dark),
            (0, line, hand.dark),
            (0, 0, ground_for(ink, (hand.bright, hand.dark))),
        ):
            canvas[
                max(0, box_top - grow + shift) : box_bottom + grow + shift,
                max(0, left - grow + shift) : left + wide + grow + shift,
            ] = fill
        _paint(canvas, replace(text, left=left + pad, top=box_top + pad), ink)
    return _finished(canvas)


def halo(picture: Picture, position: Position, texts: Sequence[Lettering], hand: Hand, _: int) -> Picture:
    """Letters straight on the picture; a soft glow of the opposite tone deepens until they can be read."""
    for text in _placed(texts, hand, picture, position):
        ink, ground = _inks(picture, text, hand)
        for depth in _HALOS:
            canvas = floats(picture).copy()
            glow = _grown(canvas, text, text.size / 18, 0.16 * text.size)
            canvas = mix(canvas, floats(ground), np.minimum(1.9 * glow, 1) * depth)
            _paint(canvas, text, ink)
            made = _finished(canvas)
            if _readable(made, text, ink):
                break
        else:
            made = _plated(picture, text, ink, ground)
        picture = made
    return picture


def outline(picture: Picture, position: Position, texts: Sequence[Lettering], hand: Hand, _: int) -> Picture:
    """Letters with a firm contour of the opposite tone and a trace of shadow."""
    for text in _placed(texts, hand, picture, position):
        ink, ground = text.colour or hand.bright, hand.dark
        if text.colour:
            ground = ground_for(text.colour, (hand.dark, hand.bright))
        canvas = floats(picture).copy()
        shade = _grown(canvas, text, text.size / 14, 0.10 * text.size)
        canvas = mix(canvas, floats(ground), 0.45 * shade)
        canvas = mix(canvas, floats(ground), _grown(canvas, text, text.size / 15, 0.5))
        _paint(canvas, text, ink)
        made = _finished(canvas)
        picture = made if _readable(made, text, ink) else _plated(picture, text, ink, ground)
    return picture


def _stacked(texts: Sequence[Lettering], hand: Hand, picture: Picture, width: float) -> list[Text]:
    """The texts set one under the other, centred in `width` from 0; the first is the title, the others smaller."""
    height, whole = picture.shape[:2]
    room = max(hand.high * height, min(0.075 * max(height, whole), 0.22 * height))
    stack: list[Text] = []
    for lettering in texts:
        high = room * (1.5 if len(lettering.text) >= _LONG_TEXT else 1.0)
        if stack:
            high = min(high, 0.36 * stack[0].size * (2 if len(lettering.text) >= _LONG_TEXT else 1))
        block, mask = set_in(
            lettering.text,
            chosen(hand.faces, lettering.text),
            width=_WIDE * width,
            height=high,
            tracking=hand.tracking,
            weight=hand.weight,
            most_lines=5 if height > 1.6 * whole else 3,
        )
        top = stack[-1].bottom + round(0.30 * stack[0].size) if stack else 0
        left = round((width - mask.shape[1]) / 2)
        colour = lettering.colour.rgb if lettering.colour else None
        stack.append(Text(colour=colour, size=block.size, mask=mask, left=left, top=top))
    return stack


def _placed(texts: Sequence[Lettering], hand: Hand, picture: Picture, position: Position) -> list[Text]:
    """The stack where it stands on the picture."""
    height, width = picture.shape[:2]
    stack = _stacked(texts, hand, picture, width)
    tall = stack[-1].bottom
    top = {
        Position.TOP: 0.065 * height,
        Position.MIDDLE: (height - tall) / 2,
        Position.BOTTOM: 0.93 * height - tall,
    }[position]
    return [text.moved(0, round(top)) for text in stack]


def _inks(picture: Picture, text: Text, hand: Hand) -> tuple[Rgb, Rgb]:
    """Letters and glow: dark on bright places, bright on dark ones, or as the colour asked for needs it."""
    if text.colour:
        return text.colour, ground_for(text.colour, (hand.bright, hand.dark))
    behind = picture[text.top : text.bottom, text.left : text.left + text.mask.shape[1]]
    bright = float(np.median(light(behind))) > 0.2
    return (hand.dark, hand.bright) if bright else (hand.bright, hand.dark)


def _grown(canvas: Frame, text: Text, reach: float, softness: float) -> Plane:
    """The letters as a plane of the canvas's size, fattened by `reach` pixels and blurred."""
    plane = np.zeros(canvas.shape[:2], np.float32)
    plane[text.top : text.bottom, text.left : text.left + text.mask.shape[1]] = text.mask
    edge = max(1, round(reach))
    fat = cv2.dilate(plane, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * edge + 1, 2 * edge + 1)))
    return blur(floats(fat), softness)


def _readable(picture: Picture, text: Text, ink: Rgb) -> bool:
    return ring_contrast(picture, text.mask, text.left, text.top, ink, text.size / 24) >= READABLE


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
    return max(picture.shape[:2]) / 1024


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
