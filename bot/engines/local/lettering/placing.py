"""Setting the texts of a picture and finding their places on it. Draws nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.engines.local.blocks.pixels import Picture
from bot.engines.local.lettering.fonts import Face, chosen
from bot.engines.local.lettering.layout import Mask, Room, set_in
from bot.engines.local.values import Lettering, Position, Rgb

Placed: TypeAlias = Mapping[Position, Sequence[Lettering]]
"""The texts by where they stand; those of one position are stacked, the first of them as title."""

_WIDE = 0.84
_LONG_TEXT = 22
_SUBTITLE = 0.36
"""Height of the texts under a title, in its type size."""
_SHRINKING = (1.0, 0.75, 0.55, 0.4, 0.28, 0.18, 0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """The type a look letters with."""

    faces: tuple[Face, ...]
    """The wanted typeface and those that stand in where it lacks a character."""
    tracking: float = 0.0
    high: float = 0.16
    """Share of the picture's height that a short title may take."""
    weight: float = 0.0
    """How much bolder than the typeface, in type sizes."""
    spread: float = 0.0
    """The widest tracking by which a short title may be spread over the width."""


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


def stacked(texts: Sequence[Lettering], type_: Type, picture: Picture, width: float, limit: float) -> list[Text]:
    """The texts set one under the other, centred in `width` from 0; the first is the title, the others smaller.

    Together they are at most `limit` pixels high.
    """
    height = picture.shape[0]
    room = max(type_.high * height, min(0.06 * max(picture.shape[:2]), 0.18 * height))
    stack: list[Text] = []
    for share in _SHRINKING:
        stack = _stack(texts, type_, room * share, width, most_lines=5 if height > 1.6 * picture.shape[1] else 3)
        if stack[-1].bottom <= limit:
            break
    return stack


def _stack(texts: Sequence[Lettering], type_: Type, room: float, width: float, *, most_lines: int) -> list[Text]:
    stack: list[Text] = []
    for lettering in texts:
        long = len(lettering.text) >= _LONG_TEXT
        high = room * (1.35 if long else 1.0)
        if stack:
            high = min(high, _SUBTITLE * stack[0].size * (2 if long else 1))
        space = Room(
            width=_WIDE * width,
            height=high,
            tracking=type_.tracking,
            weight=type_.weight,
            spread=0.0 if stack else type_.spread,
            most_lines=most_lines,
        )
        block, mask = set_in(lettering.text, chosen(type_.faces, lettering.text), space)
        top = stack[-1].bottom + round(0.30 * stack[0].size) if stack else 0
        left = round((width - mask.shape[1]) / 2)
        colour = lettering.colour.rgb if lettering.colour else None
        stack.append(Text(colour=colour, size=block.size, mask=mask, left=left, top=top))
    return stack


def placed(texts: Placed, type_: Type, picture: Picture) -> list[Text]:
    """All texts where they stand on the picture."""
    height, width = picture.shape[:2]
    found: list[Text] = []
    for position, group in texts.items():
        stack = stacked(group, type_, picture, width, 0.6 * height / len(texts))
        top = start(position, height, stack[-1].bottom, round(0.065 * height), round(0.07 * height))
        found += [text.moved(0, top) for text in stack]
    return found


def start(position: Position, whole: int, part: int, before: int, after: int) -> int:
    """Where a part of that length begins within the whole, with these margins."""
    return {Position.TOP: before, Position.MIDDLE: (whole - part) // 2, Position.BOTTOM: whole - after - part}[position]
