"""What an engine says and gives back. Values only; bytes live in memory and go to Discord unchanged."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.money import Money, Quote


class MediaType(StrEnum):
    """The picture formats that leave this program."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"

    @property
    def extension(self) -> str:
        """The file name's ending, without the dot."""
        return {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An encoded picture and what is known of it."""

    data: bytes
    media_type: MediaType
    width: int
    height: int

    def __repr__(self) -> str:
        return f"<Picture {self.width}x{self.height} {self.media_type.extension} {len(self.data)} bytes>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A foreign picture made harmless."""

    picture: Picture
    notes: tuple[str, ...] = ()
    """What the person should know, e.g. that only the first frame of an animation is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What an engine will make of a prompt, said before anything is reserved."""

    summary: str
    """One line for the card, e.g. `poster, in teal and cream, lettered "VISIT MARS"`; or empty."""
    ignored: tuple[str, ...] = ()
    """Parts of the prompt that this engine cannot follow."""
    quote: Quote | None = None
    """What it will cost; None where it costs nothing."""


class Phase(StrEnum):
    """What an engine does with an order that is not finished."""

    QUEUED = "queued"
    """It waits there for its turn."""
    DRAWING = "drawing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a submitted order stands at the engine."""

    finished: bool = False
    phase: Phase | None = None
    """None where the engine does not tell."""
    fraction: float | None = None
    """0..1 of the work, where the engine knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The pictures of one order, in the order of their numbers, and the engine's own remarks for the user."""

    pictures: tuple[Picture, ...]
    numbers: tuple[int, ...] = ()
    """Which of the wish's pictures these are, from 1, where some are missing; empty: the first ones."""
    notes: tuple[str, ...] = ()
    billed: Money | None = None
    """What a paid engine took for it; None where it costs nothing, or the engine did not say."""
    sheet: Picture | None = None
    """All of them side by side, labelled; made here of what a sweep came to."""

    @property
    def numbered(self) -> tuple[tuple[int, Picture], ...]:
        """The pictures with their numbers."""
        numbers = self.numbers or range(1, len(self.pictures) + 1)
        return tuple(zip(numbers, self.pictures, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What was seen of a finished picture without touching its bytes."""

    width: int
    height: int
    uniform: bool
    """True if it shows practically nothing: one colour, give or take what compression does to it."""
