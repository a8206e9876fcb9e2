"""What a person is told about an attachment that cannot be used: what is wrong, then what to do.

Every text of this room stands here. None contains a word from the file, its name or its address.
"""

from bot.domain.errors import BadPicture
from bot.domain.text import t
from bot.images.signature import Signature
from bot.images.verdict import LONGEST_SIDE, MAX_PIXELS, MAX_RATIO, MAX_SIDE, MIN_SIDE, Finding, Verdict

FIRST_FRAME_ONLY = t("Only the first frame of the animation is used.")

FOREIGN_LINK = t("I only read pictures that are attached here. Attach the picture itself instead of a link.")
EXPIRED_LINK = t("The link to this attachment has expired. Attach the picture again.")
NO_DOWNLOAD = t("I could not download this attachment. Try again in a minute.")
NO_SANDBOX = t("I cannot look at pictures right now. Try again in a minute.")

_KINDS = {
    Signature.EMPTY: t("This file is empty. Attach the picture again."),
    Signature.HEIC: t(
        "This is a HEIC photo, which I cannot read. Convert it to JPEG and attach that: on an iPhone, save it to "
        "Files, hold it and choose Quick Actions > Convert Image; on a Mac, open it in Preview and choose "
        "File > Export."
    ),
    Signature.VIDEO: t("This is a video, which I cannot read. Attach a JPEG, PNG, WebP, GIF or AVIF."),
    Signature.PDF: t("This is a PDF, which I cannot read. Attach a JPEG, PNG, WebP, GIF or AVIF."),
    Signature.SVG: t("This is an SVG drawing, which I cannot read. Attach a JPEG, PNG, WebP, GIF or AVIF."),
    Signature.TIFF: t("This is a TIFF, which I cannot read. Attach a JPEG, PNG, WebP, GIF or AVIF."),
    Signature.BMP: t("This is a BMP, which I cannot read. Attach a JPEG, PNG, WebP, GIF or AVIF."),
    Signature.PSD: t("This is a Photoshop file, which I cannot read. Attach a JPEG, PNG, WebP, GIF or AVIF."),
    Signature.JPEG_XL: t("This is a JPEG XL, which I cannot read. Attach a JPEG, PNG, WebP, GIF or AVIF."),
    Signature.UNKNOWN: t("This file is not a picture I can read. Attach a JPEG, PNG, WebP, GIF or AVIF."),
}


def too_many_bytes(limit: int) -> BadPicture:
    """For a file above `limit` bytes."""
    return BadPicture(
        t(
            "This file is larger than {size} MB. Make the picture smaller, or save it as a JPEG, and attach that.",
            size=f"{limit / 2**20:.0f}",
        )
    )


def wrong_kind(kind: Signature) -> BadPicture:
    """For a file that is no picture of an accepted format."""
    return BadPicture(_KINDS[kind])


def unfit(verdict: Verdict) -> BadPicture:
    """For a picture that did not come out of the sandbox."""
    size = f"{verdict.width} x {verdict.height}"
    texts = {
        Finding.BROKEN: t("This picture is damaged or cut off. Open it, save it again and attach the new file."),
        Finding.TOO_MANY_PIXELS: t(
            "This picture has too many pixels: I read up to {megapixels} megapixels and {side} pixels a side. "
            "Make it smaller and attach that.",
            megapixels=MAX_PIXELS // 1_000_000,
            side=f"{MAX_SIDE:,}",
        ),
        Finding.TOO_SMALL: t(
            "This picture is too small ({size} pixels). Attach one with at least {side} pixels on each side.",
            size=size,
            side=MIN_SIDE,
        ),
        Finding.TOO_NARROW: t(
            "This picture is too narrow ({size} pixels): one side may be at most {times} times the other. "
            "Crop it and attach that.",
            size=size,
            times=MAX_RATIO,
        ),
        Finding.TOO_HEAVY: t(
            "This picture takes too much memory to open. Make it smaller and attach that: "
            "{side} pixels on the longer side are plenty.",
            side=LONGEST_SIDE,
        ),
        Finding.TOO_SLOW: t(
            "This picture takes too long to open. Save it as a JPEG and attach that: "
            "{side} pixels on the longer side are plenty.",
            side=LONGEST_SIDE,
        ),
    }
    return BadPicture(texts.get(verdict.finding))


def unfit_mask(verdict: Verdict, size: tuple[int, int]) -> BadPicture:
    """For a mask that says nothing about a picture of that size, or did not come out of the sandbox."""
    texts = {
        Finding.MASK_SHAPE: t(
            "The mask has other proportions ({mask}) than the picture ({picture} as I read it). "
            "Paint it on a copy of the picture, so that both have the same size.",
            mask=f"{verdict.width} x {verdict.height}",
            picture=f"{size[0]} x {size[1]}",
        ),
        Finding.MASK_BLACK: t("The mask is all black, so nothing would change. Paint white what I am to change."),
        Finding.MASK_WHITE: t(
            "The mask is all white, so everything would change. Paint black what I am to keep, or use /restyle."
        ),
    }
    if verdict.finding in texts:
        return BadPicture(texts[verdict.finding])
    return of_mask(unfit(verdict))


def of_mask(error: BadPicture) -> BadPicture:
    """The same of the second attachment, so that nobody looks for the fault in the first."""
    return BadPicture(t("The mask: {what}", what=error.user_text))
