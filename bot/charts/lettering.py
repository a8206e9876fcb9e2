"""The typefaces of charts: what they can write, and how much of a text has room. For the child process only."""

# The library says no types for its `**kwargs`.
# pyright: reportUnknownMemberType=false

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

FAMILIES = ["Source Sans Pro", "DejaVu Sans", "IPAexGothic"]
"""Ours, for the letters that it lacks the one that comes with the library, and for Japanese one of its own."""
_OURS = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")
_WIDE = "W"


def set_typefaces() -> None:
    """Have everything written in our typefaces, and nothing read as mathematics: `$` is a dollar."""
    for file in (*(_ours(name) for name in _OURS), _japanese()):
        font_manager.fontManager.addfont(str(file))
    mpl.rcParams |= {"font.family": FAMILIES, "text.parse_math": False}


def legible(names: Iterable[str]) -> str:
    """The first of the names that has something to read, in the letters that we have; what nobody can read is left out.

    Fancy letters become plain ones, so that a name in mathematical script is still a name.
    """
    for name in names:
        plain = unicodedata.normalize("NFKC", name)
        known = "".join(each for each in plain if each.isprintable() and ord(each) in _known())
        if any(unicodedata.category(character)[0] in "LN" for character in known):
            return " ".join(known.split())
    return "?"


def fitting(text: str, size: float, width: float) -> str:
    """As much of the text as has room in `width` pixels at that size."""
    if _width(text, size) <= width:
        return text
    while text and _width(f"{text}…", size) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def _width(text: str, size: float) -> float:
    face = _face(str(_ours(_OURS[0])))
    face.set_size(size, 72)
    known = face.get_charmap()
    face.set_text("".join(character if ord(character) in known else _WIDE for character in text), 0)
    return face.get_width_height()[0] / 64


@cache
def _known() -> frozenset[int]:
    theirs = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    faces = (_ours(_OURS[0]), theirs, _japanese())
    return frozenset[int]().union(*(_face(str(file)).get_charmap() for file in faces))


@cache
def _face(file: str) -> FT2Font:
    return FT2Font(file)


def _japanese() -> Path:
    """Found without importing what it comes with: that would take over the library's settings."""
    spec = find_spec("matplotlib_fontja")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the Japanese typeface is not installed")
    return Path(spec.origin).parent / "fonts" / "ipaexg.ttf"


def _ours(name: str) -> Path:
    return Path(str(files("font_source_sans_pro"))) / "files" / name
