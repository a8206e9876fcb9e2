"""The typefaces: where they come from, and which of them can draw a text. Draws nothing.

Fonts are installed as packages of their own, each with its open licence; none is part of this project.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from bot.domain.errors import NotUnderstood
from bot.domain.text import t


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One cut of a typeface."""

    package: str
    file: str
    leading: float = 1.12
    """Distance of baselines, in type sizes."""


BEBAS = Face(package="fontpkg_bebas_neue", file="BebasNeue-Regular.ttf", leading=0.86)
AMATIC = Face(package="font_amatic_sc", file="AmaticSC-Bold.ttf", leading=0.96)
FREDOKA = Face(package="font_fredoka_one", file="FredokaOne-Regular.ttf", leading=1.02)
INTUITIVE = Face(package="font_intuitive", file="Intuitive.ttf", leading=1.0)
SANS_BLACK = Face(package="font_source_sans_pro", file="SourceSansPro-Black.ttf")
SERIF_BOLD = Face(package="font_source_serif_pro", file="SourceSerifPro-Bold.ttf")
SERIF_ITALIC = Face(package="font_source_serif_pro", file="SourceSerifPro-BlackIt.ttf")

_UNENCODED = "\U0010ffff"
_PROBE_SIZE = 40


@lru_cache(maxsize=64)
def font(face: Face, size: float) -> ImageFont.FreeTypeFont:
    """The face at a type size in pixels."""
    return ImageFont.truetype(BytesIO(_data(face)), size, layout_engine=ImageFont.Layout.BASIC)


def chosen(faces: tuple[Face, ...], text: str) -> Face:
    """The first of the faces that has every character of `text`; one face serves a text as a whole.

    Raises NotUnderstood, naming the characters, if none has.
    """
    for face in faces:
        if not missing(face, text):
            return face
    lacking = min((missing(face, text) for face in faces), key=len)
    named = " ".join(
        f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}" for character in lacking
    )
    raise NotUnderstood(
        t(
            "I have no typeface that can draw these characters: {characters}. Leave them out, or spell it differently.",
            characters=named,
        )
    )


def missing(face: Face, text: str) -> str:
    """The characters of `text` that the face cannot draw, each once."""
    return "".join(dict.fromkeys(character for character in text if not _has(face, character)))


@lru_cache(maxsize=16)
def _data(face: Face) -> bytes:
    return (files(face.package) / "files" / face.file).read_bytes()


@lru_cache(maxsize=4096)
def _has(face: Face, character: str) -> bool:
    """True unless the face draws its substitute glyph.

    What is not simply one glyph after the other counts as missing: marks on letters, and writing from the right.
    """
    if character == " ":
        return True
    if unicodedata.category(character)[0] in {"M", "C", "Z"} or unicodedata.bidirectional(character) in {
        "R",
        "AL",
        "AN",
    }:
        return False
    probe = font(face, _PROBE_SIZE)
    return _drawn(probe, character) not in (_drawn(probe, _UNENCODED), _drawn(probe, " "))


def _drawn(probe: ImageFont.FreeTypeFont, character: str) -> bytes:
    sheet = Image.new("L", (3 * _PROBE_SIZE, 3 * _PROBE_SIZE))
    ImageDraw.Draw(sheet).text((_PROBE_SIZE, _PROBE_SIZE), character, font=probe, fill=255)
    return sheet.tobytes()
