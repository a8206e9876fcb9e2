"""The program of a decoding child: one foreign picture comes in on stdin, one clean JPEG goes out on stdout.

Ahead of the file stands a line of the parent's that says what it is for: a picture, the mask of one, or a finished
result that is only to be judged.

`sandbox` starts it, `lockdown` binds it, and it ends after one picture. It imports Pillow with five formats and is
never imported by the program itself: whatever a hostile file does to a decoder happens here. An exception nobody
expected ends the child; to the parent that is a broken picture.
"""

import io
import json
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    ImageStat,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from bot.images.compose import contact_sheet, half_and_half
from bot.images.ending import ends_with_picture
from bot.images.lockdown import lock_down
from bot.images.verdict import (
    LARGEST_FITTED,
    LONGEST_SIDE,
    MASK_LEAST,
    MASK_SHAPE_TOLERANCE,
    MAX_PIXELS,
    MAX_RATIO,
    MAX_SIDE,
    MIN_SIDE,
    READY,
    UNIFORM_DEVIATION,
    UNIFORM_RANGE,
    UNIFORM_SIDE,
    Finding,
    Purpose,
    Verdict,
)

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
"""MPO, the double JPEG of phones, is opened as its first picture by the JPEG reader."""

QUALITY = 92
_COARSER = (QUALITY, 84, 74)
"""Qualities that are tried before a picture is made smaller."""
MEMORY = 1 << 30
"""Bytes of address space. The dearest picture below the gates, a WebP of 40 MP with alpha, needs 0.9 of it."""
CPU_SECONDS = 8
_PICTURE = Purpose()

# Pillow types the profile's core object as unknown.
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]

# Loaded before the doors close, although Pillow would load them only when a picture asks for them.
_LAZILY_IMPORTED = (
    AvifImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)


def clean(data: bytes, purpose: Purpose = _PICTURE) -> tuple[Verdict, bytes]:
    """What is to be said about a picture and, if it is fit, its upright sRGB pixels as a JPEG without anything else.

    Of a mask it is the one grey channel.
    """
    try:
        return composed(data, purpose) if purpose.lengths else cleaned(data, purpose)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return Verdict(finding=Finding.TOO_MANY_PIXELS), b""
    except MemoryError:
        return Verdict(finding=Finding.TOO_HEAVY), b""


def cleaned(data: bytes, purpose: Purpose) -> tuple[Verdict, bytes]:
    """What is made of one file, or drawn instead of it."""
    if purpose.painted:
        return Verdict(finding=Finding.FIT), painted(purpose)
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        verdict = judge(image)
        if verdict.finding is not Finding.FIT:
            return verdict, b""
        if purpose.judged:
            return judged(image, verdict, data), b""
        if purpose.at_most:
            return fitted(image, verdict, purpose.at_most)
        return masked(image, purpose, verdict) if purpose.is_mask else (verdict, render(image))


def composed(data: bytes, purpose: Purpose) -> tuple[Verdict, bytes]:
    """One picture of several; the first that is not fit speaks for all."""
    pictures = list[Image.Image]()
    for file in apart(data, purpose.lengths):
        with Image.open(io.BytesIO(file), formats=FORMATS) as image:
            verdict = judge(image)
            if verdict.finding is not Finding.FIT:
                return verdict, b""
            pictures.append(opened(image))
    if purpose.labels:
        sheet = contact_sheet(pictures, purpose.labels, LONGEST_SIDE)
    else:
        before, after = pictures
        sheet = half_and_half(before, after)
    return Verdict(finding=Finding.FIT), encoded(sheet)


def apart(data: bytes, lengths: Iterable[int]) -> Iterator[bytes]:
    """The files that stand one behind the other."""
    at = 0
    for length in lengths:
        yield data[at : at + length]
        at += length


def judge(image: Image.Image) -> Verdict:
    """The gates that need the header only."""
    width, height = image.size
    shorter, longer = sorted(image.size)
    finding = Finding.FIT
    if longer > MAX_SIDE or width * height > MAX_PIXELS:
        finding = Finding.TOO_MANY_PIXELS
    elif shorter < MIN_SIDE:
        finding = Finding.TOO_SMALL
    elif longer > shorter * MAX_RATIO:
        finding = Finding.TOO_NARROW
    animated = image.format != "MPO" and getattr(image, "is_animated", False)
    return Verdict(finding=finding, width=width, height=height, animated=animated)


def render(image: Image.Image) -> bytes:
    """Decode the first frame, reduce it to LONGEST_SIDE, turn it upright, and encode it anew."""
    return encoded(opened(image))


def fitted(image: Image.Image, verdict: Verdict, at_most: int) -> tuple[Verdict, bytes]:
    """A picture in a file of at most that many bytes: coarser first, then smaller."""
    picture = opened(image, longest=LARGEST_FITTED)
    while min(picture.size) >= MIN_SIDE:
        for quality in _COARSER:
            file = encoded(picture, quality)
            if len(file) <= at_most:
                return verdict, file
        picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4), Image.Resampling.LANCZOS)
    return replace(verdict, finding=Finding.TOO_HEAVY), b""


def opened(image: Image.Image, longest: int = LONGEST_SIDE) -> Image.Image:
    """The first frame, upright, reduced to that many pixels a side, in sRGB."""
    image.seek(0)
    image.draft("RGB", reduced(image.size, longest))
    image.load()
    profile = image.info.get("icc_profile")
    picture = eight_bits(image)
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2)
    picture = in_srgb(on_white(upright(picture)), profile)
    # Only pixels cross over to the new picture, so no metadata can.
    rebuilt = Image.new("RGB", picture.size)
    rebuilt.paste(picture)
    return rebuilt


def judged(image: Image.Image, verdict: Verdict, data: bytes) -> Verdict:
    """What a result shows, and whether its file is one picture and nothing else: it is passed on byte for byte."""
    image.load()
    if not ends_with_picture(data):
        return replace(verdict, finding=Finding.BROKEN)
    small = on_white(eight_bits(image)).convert("RGB").resize((UNIFORM_SIDE, UNIFORM_SIDE), Image.Resampling.BOX)
    seen = ImageStat.Stat(small)
    spread = max(high - low for low, high in seen.extrema)
    return replace(verdict, uniform=spread < UNIFORM_RANGE and max(seen.stddev) < UNIFORM_DEVIATION)


def encoded(picture: Image.Image, quality: int = QUALITY) -> bytes:
    """The file that leaves the sandbox."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=0)
    return out.getvalue()


def masked(image: Image.Image, purpose: Purpose, verdict: Verdict) -> tuple[Verdict, bytes]:
    """A mask at its picture's size, unless its proportions are others or it leaves nothing, or all, to be changed."""
    size = (purpose.mask_width, purpose.mask_height)
    image.seek(0)
    image.load()
    # What nobody painted on is black: it is kept.
    grey = upright(on_black(eight_bits(image))).convert("L")
    wanted, given = size[0] / size[1], grey.width / grey.height
    if abs(given / wanted - 1) > MASK_SHAPE_TOLERANCE + 1 / min(*grey.size, *size):
        return replace(verdict, finding=Finding.MASK_SHAPE, width=grey.width, height=grey.height), b""
    grey = grey.resize(size, Image.Resampling.BOX if grey.width > size[0] else Image.Resampling.BILINEAR)
    white = sum(grey.histogram()[128:]) / (size[0] * size[1])
    if not MASK_LEAST < white < 1 - MASK_LEAST:
        return replace(verdict, finding=Finding.MASK_BLACK if white < 0.5 else Finding.MASK_WHITE), b""
    return verdict, encoded(grey)


def painted(purpose: Purpose) -> bytes:
    """A mask of white rectangles."""
    sheet = Image.new("L", (purpose.mask_width, purpose.mask_height))
    for left, top, right, bottom in purpose.painted:
        sheet.paste(255, (left, top, right, bottom))
    return encoded(sheet)


def reduced(size: tuple[int, int], longest: int = LONGEST_SIDE) -> tuple[int, int]:
    """The size that fits into `longest`: JPEG decodes straight to the next larger eighth of its own."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def eight_bits(image: Image.Image) -> Image.Image:
    """The picture as L, RGB, RGBA or CMYK, the modes that can be reduced."""
    if image.mode.startswith("I"):
        # A plain conversion would clip 16 bits instead of scaling them.
        grey = image.point(lambda value: value * (1 / 257)).convert("L")
        grey.info.pop("transparency", None)
        return grey
    if image.mode == "RGBA":
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "CMYK"} else image.convert("RGB")


def upright(picture: Image.Image) -> Image.Image:
    """Turned as its metadata says; metadata that cannot be read turns nothing."""
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # noqa: BLE001  (a parser of foreign bytes: it may raise anything, and none of it matters)
        return picture


def on_white(picture: Image.Image) -> Image.Image:
    """Transparency shows white."""
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def on_black(picture: Image.Image) -> Image.Image:
    """Transparency shows black."""
    if picture.mode != "RGBA":
        return picture
    black = Image.new("RGB", picture.size, "black")
    black.paste(picture, mask=picture.getchannel("A"))
    return black


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Its colours in sRGB; a profile that is broken, or meant for other channels, is ignored."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    return picture.convert("RGB")


def main() -> None:
    """Get ready, then clean one picture; a parent that closes the pipe without one ends the child."""
    # Whatever else Pillow wants to remark, nobody reads it, and a full pipe would stop the child.
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.preinit()
    lock_down(memory=MEMORY, cpu_seconds=CPU_SECONDS)

    out = sys.stdout.buffer
    out.write(READY)
    out.flush()
    line = sys.stdin.buffer.readline()
    if data := sys.stdin.buffer.read():
        verdict, picture = clean(data, Purpose(**json.loads(line)))
        out.write(json.dumps(asdict(verdict)).encode() + b"\n" + picture)
        out.flush()


if __name__ == "__main__":
    main()
