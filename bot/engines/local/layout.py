"""Setting a text: where its lines break, how large it can be, and the mask of its glyphs. Knows no colours, no picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from bot.engines.local.fonts import Face, font

Mask = npt.NDArray[np.float32]
"""0..1 per pixel, 1 where there is ink."""

_MEASURED_AT = 100.0
_WORDS_TRIED = 9
_LINE_COST = 0.05
"""How much smaller type may be, per line saved: one line reads better than two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A text set in lines, ready to be drawn."""

    face: Face
    size: float
    """Type size in pixels."""
    lines: tuple[str, ...]
    tracking: float
    """Space added between letters, in type sizes."""
    weight: float
    """How much bolder than the typeface, in type sizes."""

    def mask(self) -> Mask:
        """The glyphs, centred line under line, cut to their ink."""
        type_ = font(self.face, self.size)
        widths = [_length(type_, line, self.tracking * self.size) for line in self.lines]
        step, margin = self.face.leading * self.size, self.size
        width, height = max(widths) + 2 * margin, step * (len(self.lines) - 1) + 3 * margin
        sheet = Image.new("L", (round(width), round(height)))
        pen = ImageDraw.Draw(sheet)
        for number, (line, length) in enumerate(zip(self.lines, widths, strict=True)):
            x, y = (width - length) / 2, 1.5 * margin + number * step
            for letter, advance in _advances(type_, line, self.tracking * self.size):
                pen.text((x, y), letter, font=type_, fill=255, anchor="ls", stroke_width=self.weight * self.size)
                x += advance
        return np.asarray(sheet.crop(sheet.getbbox()), np.float32) / 255


def set_in(
    text: str,
    face: Face,
    *,
    width: float,
    height: float,
    tracking: float = 0.0,
    weight: float = 0.0,
    most_lines: int = 3,
) -> tuple[Block, Mask]:
    """Break `text` so that it can be set largest; the mask is never wider than `width` nor higher than `height` pixels."""
    type_ = font(face, _MEASURED_AT)
    stroke = 2 * weight * _MEASURED_AT
    best, size, lines = 0.0, 1.0, (text,)
    for broken in _breaks(text.split(), most_lines):
        wide = stroke + max(_length(type_, line, tracking * _MEASURED_AT) for line in broken)
        high = stroke + face.leading * _MEASURED_AT * (len(broken) - 1) + _ink_height(type_, broken)
        fitting = _MEASURED_AT * min(width / max(wide, 1), height / max(high, 1))
        if fitting * (1 - _LINE_COST * (len(broken) - 1)) > best:
            best, size, lines = fitting * (1 - _LINE_COST * (len(broken) - 1)), fitting, broken
    while True:
        block = Block(face=face, size=max(1.0, size), lines=lines, tracking=tracking, weight=weight)
        mask = block.mask()
        if size <= 1 or (mask.shape[0] <= height and mask.shape[1] <= width):
            return block, mask
        size *= 0.985  # hinting rounds letters up a little


def _breaks(words: list[str], most_lines: int) -> Iterator[tuple[str, ...]]:
    """Every way to break a few words into lines; even chunks of many."""
    if len(words) > _WORDS_TRIED:
        for count in range(1, most_lines + 1):
            yield tuple(_even(words, count))
        return
    for count in range(1, min(most_lines, len(words)) + 1):
        for cuts in combinations(range(1, len(words)), count - 1):
            edges = (0, *cuts, len(words))
            yield tuple(" ".join(words[a:b]) for a, b in zip(edges, edges[1:], strict=False))


def _even(words: list[str], count: int) -> Iterator[str]:
    """Lines of about as many characters each."""
    target, line = len(" ".join(words)) / count, ""
    left = count
    for word in words:
        longer = f"{line} {word}".strip()
        if line and left > 1 and len(longer) - target > target - len(line):
            yield line
            line, left = word, left - 1
        else:
            line = longer
    yield line


def _advances(type_: ImageFont.FreeTypeFont, line: str, tracking: float) -> Iterator[tuple[str, float]]:
    """Each letter and how far the next one stands, kerning included."""
    for at, letter in enumerate(line):
        pair = line[at : at + 2]
        kerned = type_.getlength(pair) - type_.getlength(pair[1]) if len(pair) == 2 else type_.getlength(letter)
        yield letter, kerned + (tracking if len(pair) == 2 else 0)


def _length(type_: ImageFont.FreeTypeFont, line: str, tracking: float) -> float:
    return sum(advance for _, advance in _advances(type_, line, tracking))


def _ink_height(type_: ImageFont.FreeTypeFont, lines: tuple[str, ...]) -> float:
    top = type_.getbbox(lines[0], anchor="ls")[1]
    bottom = type_.getbbox(lines[-1], anchor="ls")[3]
    return bottom - top
