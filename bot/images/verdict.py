"""What a decoding child says about a picture: the one message between the child and its parent.

Imported on both sides, so it stays small: standard library only.
"""

from dataclasses import dataclass
from enum import StrEnum


class Finding(StrEnum):
    """Fit, or why not."""

    FIT = "fit"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    TOO_NARROW = "too_narrow"
    TOO_HEAVY = "too_heavy"
    TOO_SLOW = "too_slow"
    MASK_SHAPE = "mask_shape"
    MASK_BLACK = "mask_black"
    MASK_WHITE = "mask_white"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A finding and the source's size in pixels, as its header claims it; 0 where the header was not read."""

    finding: Finding
    width: int = 0
    height: int = 0
    animated: bool = False
    """True if the source has more frames than the one that is used."""
    uniform: bool = False
    """True if it shows practically nothing; said of results only."""


MAX_PIXELS = 40_000_000
MAX_SIDE = 16_384
MIN_SIDE = 64
LONGEST_SIDE = 1536
"""Of what leaves the sandbox."""
LARGEST_FITTED = 4096
"""Pixels a side of a result that is made to fit: it was drawn that large, and is only to lose bytes."""
MAX_RATIO = LONGEST_SIDE // MIN_SIDE
"""Longer over shorter side: a narrower picture would fall below MIN_SIDE once it is reduced."""

UNIFORM_SIDE = 256
"""Pixels a side to which a result is reduced before it is asked whether it shows anything: noise goes, a star stays."""
UNIFORM_DEVIATION = 2.5
"""Levels of 255 that a blank picture strays from its mean. A photo at a twentieth of its light strays by twice that."""
UNIFORM_RANGE = 14
"""Levels between its brightest and darkest spot. One small word on a plain poster makes six times as many."""

MASK_SHAPE_TOLERANCE = 0.02
"""How far the proportions of a mask may be from its picture's: both were rounded to whole pixels on their way."""
MASK_LEAST = 0.001
"""Share of a mask that must be white, and black, for it to say anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a picture is read for; goes to the child as one line ahead of the file."""

    mask_width: int = 0
    mask_height: int = 0
    """The size of the picture that it is the mask of, in pixels; 0 for a picture of its own."""
    painted: tuple[tuple[int, int, int, int], ...] = ()
    """What is white of a mask that is drawn instead of read: left, top, right and bottom of each part, in pixels."""

    judged: bool = False
    """True for a finished result: it is looked at, and nothing comes out but the verdict."""

    lengths: tuple[int, ...] = ()
    """Bytes of each file, where several come at once to be put together; empty for a file of its own."""
    labels: tuple[str, ...] = ()
    """What is written below each of them; without labels the left half of one meets the right half of the other."""

    at_most: int = 0
    """Bytes that what comes out may have; 0 where nothing but its pixels limits it."""

    @property
    def is_mask(self) -> bool:
        """True if what comes out is one grey channel."""
        return self.mask_width > 0


READY = b"ready\n"
"""What a child writes once it is bound and may be given a picture."""
