"""The vocabulary of the local engine: looks, moods and the recipe a prompt becomes. Values only, no pixels."""

from dataclasses import dataclass
from enum import StrEnum

Rgb = tuple[int, int, int]
"""Red, green, blue, 0..255 each, in sRGB."""


def rgb(code: str) -> Rgb:
    """The colour of a six-digit hex code."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


class Look(StrEnum):
    """A technique that redraws the whole picture."""

    POSTER = "poster"
    WATERCOLOR = "watercolor"
    COMIC = "comic"
    PENCIL = "pencil"
    RISO = "riso"
    CYANOTYPE = "cyanotype"
    POPART = "popart"
    NOIR = "noir"
    VINTAGE_PHOTO = "vintage_photo"
    OIL = "oil"


class Mood(StrEnum):
    """Light and weather laid over the same scene."""

    GOLDEN_HOUR = "golden_hour"
    SUNSET = "sunset"
    NIGHT = "night"
    WINTER = "winter"
    FOG = "fog"
    RAIN = "rain"


class Motif(StrEnum):
    """Something that a picture from words alone can show."""

    MOUNTAINS = "mountains"
    HILLS = "hills"
    MEADOW = "meadow"
    FOREST = "forest"
    DESERT = "desert"
    LAKE = "lake"
    SEA = "sea"
    CITY = "city"
    CLOUDS = "clouds"
    SUN = "sun"
    MOON = "moon"
    STARS = "stars"
    AURORA = "aurora"
    AUTUMN = "autumn"
    SPRING = "spring"
    ABSTRACT = "abstract"


class Position(StrEnum):
    """Where words stand."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A colour as the prompt named it."""

    name: str
    rgb: Rgb


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """Words to be drawn on the picture, spelled exactly like this."""

    text: str
    position: Position = Position.BOTTOM
    colour: Colour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What this engine will do for a prompt, and what it will not."""

    look: Look | None = None
    finish: Look | None = None
    """A second look laid lightly over the first, as in "vintage comic"."""
    moods: tuple[Mood, ...] = ()
    colours: tuple[Colour, ...] = ()
    letterings: tuple[Lettering, ...] = ()
    motifs: tuple[Motif, ...] = ()
    """What is to be seen, where there is no picture to work on."""
    ignored: tuple[str, ...] = ()
    """Parts of the prompt that were not understood or cannot be done."""
