"""Words on the finished picture, spelled exactly as they were given, in the style that suits the look.

Owns which look letters how, and the order of things; `drawing` draws, `fonts` and `layout` know type.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.engines.local.blocks.pixels import Picture
from bot.engines.local.lettering import fonts
from bot.engines.local.lettering.drawing import LetteringStyle, band, caption, halo, outline
from bot.engines.local.lettering.placing import Type
from bot.engines.local.values import Lettering, Look, Position

_WIDE_COVERAGE = (fonts.SANS_BLACK,)
"""What stands in where a look's own typeface lacks a character: Latin, Greek and Cyrillic."""

STYLES: Mapping[Look | None, LetteringStyle] = MappingProxyType(
    {
        None: LetteringStyle(
            draw=outline,
            type=Type(faces=(fonts.BEBAS, *_WIDE_COVERAGE), tracking=0.02),
            bright=(255, 252, 245),
            dark=(16, 16, 22),
        ),
        Look.POSTER: LetteringStyle(
            draw=band,
            type=Type(faces=(fonts.BEBAS, *_WIDE_COVERAGE), tracking=0.07, high=0.14, spread=0.16),
            bright=(244, 232, 207),
            dark=(29, 34, 46),
        ),
        Look.RISO: LetteringStyle(
            draw=band,
            type=Type(faces=(fonts.FREDOKA, *_WIDE_COVERAGE), tracking=0.01, high=0.13),
            bright=(246, 241, 228),
            dark=(32, 32, 48),
        ),
        Look.COMIC: LetteringStyle(
            draw=caption,
            type=Type(faces=(fonts.INTUITIVE, *_WIDE_COVERAGE), tracking=0.045, high=0.12, weight=0.02),
            bright=(255, 221, 64),
            dark=(12, 10, 20),
        ),
        Look.POPART: LetteringStyle(
            draw=caption,
            type=Type(faces=(fonts.FREDOKA, *_WIDE_COVERAGE), high=0.12),
            bright=(255, 250, 238),
            dark=(12, 10, 20),
        ),
        Look.WATERCOLOR: LetteringStyle(
            draw=halo,
            type=Type(faces=(fonts.AMATIC, *_WIDE_COVERAGE), tracking=0.03, high=0.15, weight=0.02),
            bright=(252, 249, 240),
            dark=(30, 34, 66),
            dark_above=0.02,
        ),
        Look.OIL: LetteringStyle(
            draw=halo,
            type=Type(faces=(fonts.SERIF_BOLD, *_WIDE_COVERAGE), tracking=0.02),
            bright=(250, 240, 214),
            dark=(38, 26, 18),
        ),
        Look.PENCIL: LetteringStyle(
            draw=halo,
            type=Type(faces=(fonts.INTUITIVE, *_WIDE_COVERAGE), tracking=0.01, weight=0.012),
            bright=(248, 246, 241),
            dark=(36, 36, 41),
            dark_above=0.02,
        ),
        Look.CYANOTYPE: LetteringStyle(
            draw=halo,
            type=Type(faces=(fonts.SERIF_ITALIC, fonts.SERIF_BOLD), tracking=0.01),
            bright=(241, 243, 234),
            dark=(4, 20, 46),
        ),
        Look.NOIR: LetteringStyle(
            draw=halo,
            type=Type(faces=(fonts.BEBAS, *_WIDE_COVERAGE), tracking=0.14, high=0.14),
            bright=(247, 243, 234),
            dark=(6, 6, 8),
        ),
        Look.VINTAGE_PHOTO: LetteringStyle(
            draw=halo,
            type=Type(faces=(fonts.SERIF_ITALIC, fonts.SERIF_BOLD)),
            bright=(252, 242, 220),
            dark=(44, 28, 22),
        ),
    }
)


def check(letterings: Sequence[Lettering], look: Look | None) -> None:
    """Raise NotUnderstood, naming the characters, if a text has some that no typeface here can draw."""
    for lettering in letterings:
        fonts.chosen(STYLES[look].type.faces, lettering.text)


def letter(picture: Picture, letterings: Sequence[Lettering], look: Look | None, seed: int) -> Picture:
    """The picture with its words. Texts that share a position are stacked, the first of them as title."""
    if not letterings:
        return picture
    texts = {position: [text for text in letterings if text.position is position] for position in Position}
    style = STYLES[look]
    return style.draw(picture, {position: group for position, group in texts.items() if group}, style, seed)
