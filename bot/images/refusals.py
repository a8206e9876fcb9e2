"""What a person is told about an attachment that cannot be used: what is wrong, then what to do.

Every text of this room stands here. None contains a word from the file, its name or its address.
"""

from bot.domain.errors import BadPicture
from bot.images.signature import Signature
from bot.images.verdict import LONGEST_SIDE, MAX_PIXELS, MAX_RATIO, MAX_SIDE, MIN_SIDE, Finding, Verdict

ACCEPTED = "JPEG, PNG, WebP, GIF or AVIF"
FIRST_FRAME_ONLY = "Only the first frame of the animation is used."

FOREIGN_LINK = "I only read pictures that are attached here. Attach the picture itself instead of a link."
EXPIRED_LINK = "The link to this attachment has expired. Attach the picture again."
NO_DOWNLOAD = "I could not download this attachment. Try again in a minute."
NO_SANDBOX = "I cannot look at pictures right now. Try again in a minute."

_NOT_A_PICTURE = f"This file is not a picture I can read. Attach a {ACCEPTED}."
_EMPTY = "This file is empty. Attach the picture again."
_HEIC = (
    "This is a HEIC photo, which I cannot read. Convert it to JPEG and attach that: on an iPhone, save it to Files, "
    "hold it and choose Quick Actions > Convert Image; on a Mac, open it in Preview and choose File > Export."
)


def too_many_bytes(limit: int) -> BadPicture:
    """For a file above `limit` bytes."""
    size = f"{limit / 2**20:.0f} MB"
    return BadPicture(
        f"This file is larger than {size}. Make the picture smaller, or save it as a JPEG, and attach that."
    )


def wrong_kind(kind: Signature) -> BadPicture:
    """For a file that is no picture of an accepted format."""
    if kind is Signature.UNKNOWN:
        return BadPicture(_NOT_A_PICTURE)
    if kind is Signature.EMPTY:
        return BadPicture(_EMPTY)
    if kind is Signature.HEIC:
        return BadPicture(_HEIC)
    return BadPicture(f"This is {kind}, which I cannot read. Attach a {ACCEPTED}.")


def unfit(verdict: Verdict) -> BadPicture:
    """For a picture that did not come out of the sandbox."""
    size = f"{verdict.width} x {verdict.height}"
    texts = {
        Finding.BROKEN: "This picture is damaged or cut off. Open it, save it again and attach the new file.",
        Finding.TOO_MANY_PIXELS: (
            f"This picture has too many pixels: I read up to {MAX_PIXELS // 1_000_000} megapixels "
            f"and {MAX_SIDE:,} pixels a side. Make it smaller and attach that."
        ),
        Finding.TOO_SMALL: (
            f"This picture is too small ({size} pixels). Attach one with at least {MIN_SIDE} pixels on each side."
        ),
        Finding.TOO_NARROW: (
            f"This picture is too narrow ({size} pixels): one side may be at most {MAX_RATIO} times the other. "
            "Crop it and attach that."
        ),
        Finding.TOO_HEAVY: (
            "This picture takes too much memory to open. Make it smaller and attach that: "
            f"{LONGEST_SIDE} pixels on the longer side are plenty."
        ),
        Finding.TOO_SLOW: (
            "This picture takes too long to open. Save it as a JPEG and attach that: "
            f"{LONGEST_SIDE} pixels on the longer side are plenty."
        ),
    }
    return BadPicture(texts.get(verdict.finding))


def unfit_mask(verdict: Verdict, size: tuple[int, int]) -> BadPicture:
    """For a mask that says nothing about a picture of that size, or did not come out of the sandbox."""
    width, height = size
    texts = {
        Finding.MASK_SHAPE: (
            f"The mask has other proportions ({verdict.width} x {verdict.height}) than the picture ({width} x {height} "
            "as I read it). Paint it on a copy of the picture, so that both have the same size."
        ),
        Finding.MASK_BLACK: "The mask is all black, so nothing would change. Paint white what I am to change.",
        Finding.MASK_WHITE: (
            "The mask is all white, so everything would change. Paint black what I am to keep, or use /restyle."
        ),
    }
    if verdict.finding in texts:
        return BadPicture(texts[verdict.finding])
    return of_mask(unfit(verdict))


def of_mask(error: BadPicture) -> BadPicture:
    """The same of the second attachment, so that nobody looks for the fault in the first."""
    return BadPicture(f"The mask: {error.user_text}")
