"""Setting a text: where its lines break, how large it can be, and the mask of its glyphs. Knows no colours."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from bot.engines.local.lettering.fonts import Face, font

Mask = npt.NDArray[np.float32]
"""0..1 per pixel, 1 where there is ink."""

_MEASURED_AT = 100.0
_WORDS_TRIED = 9
_LONGEST_WORD = 24
_SMALLEST_LETTER = 7.0
"""Average width of a letter, in pixels, below which a long word is rather cut."""
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
        return np.asarray(sheet.crop(sheet.getbbox()), np.float32) / np.float32(255)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The space for a text, in pixels, and how it is to be set."""

    width: float
    height: float
    tracking: float = 0.0
    weight: float = 0.0
    spread: float = 0.0
    """The widest tracking by which a short line may be spread over the width."""
    most_lines: int = 3


def set_in(text: str, face: Face, room: Room) -> tuple[Block, Mask]:
    """Break `text` so that it can be set largest; the mask is never wider nor higher than the room."""
    type_ = font(face, _MEASURED_AT)
    best, size, lines = 0.0, 1.0, (text,)
    words = text.split()
    pieces = _pieces(words, room.width)
    for broken in _breaks(pieces, room.most_lines if len(pieces) == len(words) else len(pieces)):
        wide, high = _extent(type_, broken, face, room)
        fitting = _MEASURED_AT * min(room.width / max(wide, 1), room.height / max(high, 1))
        if fitting * (1 - _LINE_COST * (len(broken) - 1)) > best:
            best, size, lines = fitting * (1 - _LINE_COST * (len(broken) - 1)), fitting, broken
    tracking = _spread(lines, size * _extent(type_, lines, face, room)[0] / _MEASURED_AT, size, room)
    while True:
        block = Block(face=face, size=max(1.0, size), lines=lines, tracking=tracking, weight=room.weight)
        mask = block.mask()
        if size <= 1 or (mask.shape[0] <= room.height and mask.shape[1] <= room.width):
            return block, mask
        size *= 0.995 * min(room.height / mask.shape[0], room.width / mask.shape[1])  # hinting rounds letters up


def _extent(type_: ImageFont.FreeTypeFont, lines: tuple[str, ...], face: Face, room: Room) -> tuple[float, float]:
    """Width and height of the lines at the size of `type_`."""
    stroke = 2 * room.weight * _MEASURED_AT
    wide = max(_length(type_, line, room.tracking * _MEASURED_AT) for line in lines)
    high = face.leading * _MEASURED_AT * (len(lines) - 1) + _ink_height(type_, lines)
    return wide + stroke, high + stroke


def _spread(lines: tuple[str, ...], wide: float, size: float, room: Room) -> float:
    """Tracking that lets a line, limited by its height, take more of the width."""
    gaps = max(len(line) for line in lines) - 1
    if not room.spread or gaps < 1:
        return room.tracking
    spare = (0.9 * room.width - wide) / (gaps * size)
    return room.tracking + max(0.0, min(room.spread - room.tracking, spare))


def _pieces(words: list[str], width: float) -> list[str]:
    """The words, those cut that no line of `width` pixels would hold, such as addresses."""
    longest = min(_LONGEST_WORD, max(3, round(width / _SMALLEST_LETTER)))
    return [word[at : at + longest] for word in words for at in range(0, len(word), longest)]


def _breaks(words: list[str], most_lines: int) -> Iterator[tuple[str, ...]]:
    """Every way to break a few words into lines; even chunks of many."""
    if len(words) > _WORDS_TRIED:
        for count in range(1, most_lines + 1):
            yield tuple(_even(words, count))
        return
    for count in range(1, min(most_lines, len(words)) + 1):
        for cuts in combinations(range(1, len(words)), count - 1):
            edges = (0, *cuts, len(words))
            yield tuple(" ".join(words[a:b]) for a, b in pairwise(edges))


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
    return type_.getlength(line) + tracking * (len(line) - 1)


def _ink_height(type_: ImageFont.FreeTypeFont, lines: tuple[str, ...]) -> float:
    top = type_.getbbox(lines[0], anchor="ls")[1]
    bottom = type_.getbbox(lines[-1], anchor="ls")[3]
    return bottom - top
