"""Foreign files through the real sandbox: what comes out of each format, and what is said about the rest."""

import io
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image, PngImagePlugin

from bot.domain.errors import BadPicture
from bot.domain.result import MediaType, Picture
from bot.images.intake import Intake
from tests.hostile import FORMATS, HostileFile, hostile_files
from tests.pictures import (
    CORNERS,
    chunks_of,
    corners,
    encoded,
    jpeg_segments,
    photo,
    png,
    png_header,
    quarters,
    swapped_profile,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORIENTATION = 0x0112
DESCRIPTION = 0x010E
WHITE = (255, 255, 255)
GREYS = tuple((round(0.299 * r + 0.587 * g + 0.114 * b),) * 3 for r, g, b in CORNERS)
SECRET = "where-I-live"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def intake() -> AsyncIterator[Intake]:
    async with Intake(hosts=(), decode_seconds=60) as opened:
        yield opened


def near(found: list[tuple[int, ...]], wanted: tuple[tuple[int, ...], ...]) -> bool:
    return bool(np.abs(np.array(found) - np.array(wanted)).max() <= 10)


def with_alpha() -> Image.Image:
    """`quarters` with nothing in its first corner and half of the second."""
    image = quarters().convert("RGBA")
    alpha = Image.fromarray(np.array([[0, 128], [255, 255]], np.uint8), "L")
    image.putalpha(alpha.resize(image.size, 0))
    return image


def palette_with_a_hole() -> Image.Image:
    """`quarters` as a palette in which the first corner's colour is transparent."""
    image = quarters().quantize(4)
    image.info["transparency"] = image.getpixel((0, 0))
    return image


def sixteen_bit_colour() -> bytes:
    """A PNG with two bytes for each channel, which Pillow reads but does not write."""
    rows = np.asarray(quarters()).astype(">u2") * 257
    image = b"".join(b"\0" + row.tobytes() for row in rows)
    return png([png_header(160, 120, depth=16), (b"IDAT", zlib.compress(image)), (b"IEND", b"")])


def moving(form: str, **options: Any) -> bytes:
    """An animation whose first frame is `quarters`."""
    black = Image.new("RGB", (160, 120))
    return encoded(quarters(), form, save_all=True, append_images=[black, black.rotate(1)], duration=100, **options)


HALF = tuple(round(c * 128 / 255 + 255 * 127 / 255) for c in CORNERS[1])
FADED = (WHITE, HALF, *CORNERS[2:])
ACCEPTED: dict[str, tuple[Callable[[], bytes], tuple[tuple[int, ...], ...]]] = {
    "jpeg": (lambda: encoded(quarters(), "JPEG", quality=95), CORNERS),
    "jpeg, progressive": (lambda: encoded(quarters(), "JPEG", quality=95, progressive=True), CORNERS),
    "jpeg, grey": (lambda: encoded(quarters().convert("L"), "JPEG"), GREYS),
    "jpeg, cmyk": (lambda: encoded(quarters().convert("CMYK"), "JPEG", quality=95), CORNERS),
    "jpeg of a phone, with a second picture inside": (lambda: moving("MPO"), CORNERS),
    "png": (lambda: encoded(quarters(), "PNG"), CORNERS),
    "png, alpha": (lambda: encoded(with_alpha(), "PNG"), FADED),
    "png, grey": (lambda: encoded(quarters().convert("L"), "PNG"), GREYS),
    "png, grey and alpha": (
        lambda: encoded(with_alpha().convert("LA"), "PNG"),
        (WHITE, (round(GREYS[1][0] * 128 / 255 + 127),) * 3, *GREYS[2:]),
    ),
    "png, palette": (lambda: encoded(quarters().quantize(4), "PNG"), CORNERS),
    "png, palette with a transparent colour": (lambda: encoded(palette_with_a_hole(), "PNG"), (WHITE, *CORNERS[1:])),
    "png, one bit": (
        lambda: encoded(Image.linear_gradient("L").convert("1", dither=Image.Dither.NONE), "PNG"),
        ((0,) * 3,) * 2 + (WHITE,) * 2,
    ),
    "png, 16-bit grey": (
        lambda: encoded(Image.fromarray(np.asarray(quarters().convert("L")).astype(np.uint16) * 257), "PNG"),
        GREYS,
    ),
    "png, 16-bit colour": (sixteen_bit_colour, CORNERS),
    "webp": (lambda: encoded(quarters(), "WEBP", quality=95), CORNERS),
    "webp, lossless with alpha": (lambda: encoded(with_alpha(), "WEBP", lossless=True, exact=True), FADED),
    "gif": (lambda: encoded(quarters(), "GIF"), CORNERS),
    "gif with a transparent colour": (lambda: encoded(palette_with_a_hole(), "GIF"), (WHITE, *CORNERS[1:])),
    "avif": (lambda: encoded(quarters(), "AVIF", quality=95), CORNERS),
    "avif, alpha": (lambda: encoded(with_alpha(), "AVIF", quality=95), FADED),
}


@pytest.mark.parametrize("kind", ACCEPTED)
async def test_every_accepted_kind_of_picture_keeps_its_colours_and_shows_white_where_it_is_transparent(
    intake: Intake, kind: str
) -> None:
    """The corners of what comes out are those of what went in, laid on white."""
    make, wanted = ACCEPTED[kind]
    admitted = await intake.sanitise(make())
    assert near(corners(admitted.picture.data), wanted), (corners(admitted.picture.data), wanted)
    assert admitted.picture.media_type is MediaType.JPEG
    assert admitted.notes == ()


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "AVIF"])
async def test_of_an_animation_the_first_frame_is_used_and_its_sender_is_told(intake: Intake, form: str) -> None:
    """The first frame comes out, with a note that says so."""
    admitted = await intake.sanitise(moving(form))
    assert near(corners(admitted.picture.data), CORNERS)
    assert admitted.notes == ("Only the first frame of the animation is used.",)


TURNED = {1: (0, 1, 2, 3), 2: (1, 0, 3, 2), 3: (3, 2, 1, 0), 4: (2, 3, 0, 1),
          5: (0, 2, 1, 3), 6: (2, 0, 3, 1), 7: (3, 1, 2, 0), 8: (1, 3, 0, 2)}  # fmt: skip
"""For each orientation, which corner of the stored picture belongs in each corner of the upright one."""


@pytest.mark.parametrize(
    ("form", "orientation"), [*(("JPEG", n) for n in TURNED), ("PNG", 6), ("WEBP", 8), ("AVIF", 6), ("AVIF", 7)]
)
async def test_pictures_come_out_upright(intake: Intake, form: str, orientation: int) -> None:
    """An orientation in the metadata is applied to the pixels, whatever the format."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    picture = (await intake.sanitise(encoded(quarters(), form, quality=95, exif=exif))).picture
    assert near(corners(picture.data), tuple(CORNERS[n] for n in TURNED[orientation]))
    assert (picture.width > picture.height) is (orientation < 5)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
async def test_colours_are_converted_to_srgb(intake: Intake, form: str) -> None:
    """A profile that swaps red and green is obeyed: what was stored as red comes out green."""
    stored = np.asarray(quarters())[:, :, [1, 0, 2]]
    data = encoded(Image.fromarray(stored), form, quality=95, icc_profile=swapped_profile())
    assert near(corners((await intake.sanitise(data)).picture.data), CORNERS)


async def test_broken_metadata_is_no_reason_to_refuse_a_picture(intake: Intake) -> None:
    """A profile or EXIF block of garbage is ignored, not held against the pixels."""
    for options in ({"icc_profile": b"garbage" * 50}, {"exif": b"Exif\0\0garbage" * 50}):
        data = encoded(quarters(), "JPEG", quality=95, **options)
        assert near(corners((await intake.sanitise(data)).picture.data), CORNERS)


def with_every_metadata(form: str) -> bytes:
    """A picture with SECRET in each place its format has for words."""
    exif = Image.Exif()
    exif[DESCRIPTION] = SECRET
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    profile = swapped_profile().replace(b"built-in", SECRET[:8].encode())
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET)
    text.add_text("Author", SECRET, zip=True)
    text.add_itxt("Description", SECRET)
    common = {"exif": exif, "xmp": xmp, "icc_profile": profile}
    if form == "JPEG":
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x1a\x1c\x02\x78\0" + bytes([len(SECRET)]) + SECRET.encode()
        app13 = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
        data = encoded(quarters(), form, comment=SECRET, **common)
        return data[:2] + app13 + data[2:] + SECRET.encode()
    if form == "PNG":
        head, *rest = chunks_of(encoded(quarters(), form, pnginfo=text, **common))
        return png([head, (b"tIME", b"\x07\xea\1\1\1\1\1"), *rest]) + SECRET.encode()
    return encoded(quarters(), form, comment=SECRET, **common)


@pytest.mark.parametrize("form", FORMATS)
async def test_no_metadata_leaves_the_sandbox(intake: Intake, form: str) -> None:
    """What comes out is a JPEG of tables and pixels: no EXIF, XMP, IPTC, profile, comment, text or trailer."""
    stored = with_every_metadata(form)
    assert SECRET.encode() in stored
    data = (await intake.sanitise(stored)).picture.data
    assert SECRET.encode() not in data
    assert set(jpeg_segments(data)) == {0xE0, 0xDB, 0xC0, 0xC4}
    assert data.endswith(b"\xff\xd9")


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ((4_000, 3_000), (1536, 1152)),
        ((1_000, 7_000), (219, 1536)),
        ((1_537, 1_537), (1536, 1536)),
        ((64, 64), (64, 64)),
    ],
)
async def test_large_pictures_are_reduced_and_small_ones_are_not_enlarged(
    intake: Intake, size: tuple[int, int], wanted: tuple[int, int]
) -> None:
    """At most 1536 pixels a side come out, in the source's proportions, and the sizes told are those of the file."""
    for form in ("JPEG", "PNG"):
        picture = (await intake.sanitise(encoded(photo(100, 100).resize(size), form))).picture
        with Image.open(io.BytesIO(picture.data)) as image:
            assert (picture.width, picture.height) == image.size == wanted


async def told(intake: Intake, file: HostileFile) -> str | None:
    """How the text begins that the sender of a file gets; None if the file is accepted."""
    try:
        picture = (await intake.sanitise(file.data)).picture
    except BadPicture as error:
        return error.user_text[: len(file.says or "")] or error.user_text
    assert b"STOWAWAY" not in picture.data
    assert set(jpeg_segments(picture.data)) == {0xE0, 0xDB, 0xC0, 0xC4}
    return None


async def test_every_hostile_file_is_refused_with_a_text_that_fits_or_made_harmless(intake: Intake) -> None:
    """Each file of the folder gets the text written beside it; files that carry a stowaway lose it."""
    files = hostile_files()
    assert {file.name: await told(intake, file) for file in files} == {file.name: file.says for file in files}


@pytest.mark.parametrize(("form", "at_most"), [("PNG", 200_000), ("JPEG", 60_000), ("WEBP", 20_000)])
async def test_a_result_is_made_to_fit(intake: Intake, form: str, at_most: int) -> None:
    """It comes back as a JPEG within the bytes that are allowed, as large as it goes, still of the same shape."""
    image = photo(2000, 1500)
    data = encoded(image, form)
    assert len(data) > at_most
    given = Picture(data=data, media_type=MediaType(f"image/{form.lower()}"), width=2000, height=1500)
    fitted = await intake.fit(given, at_most)
    assert len(fitted.data) <= at_most
    assert fitted.media_type is MediaType.JPEG
    assert fitted.width > 200
    assert abs(fitted.width / fitted.height - 4 / 3) < 0.02


async def test_a_result_keeps_its_pixels_where_it_can(intake: Intake) -> None:
    """What only has too many bytes, because its format spares none, stays as large as it was drawn."""
    image = photo(2400, 1800)
    given = Picture(data=encoded(image, "PNG"), media_type=MediaType.PNG, width=2400, height=1800)
    fitted = await intake.fit(given, len(encoded(image, "JPEG", quality=92, subsampling=0)))
    assert (fitted.width, fitted.height) == (2400, 1800)


async def test_what_cannot_be_made_to_fit_is_said_to_be_bad(intake: Intake) -> None:
    """A limit that nothing fits under ends in an error, not in a blot."""
    given = Picture(data=encoded(photo(640, 480), "PNG"), media_type=MediaType.PNG, width=640, height=480)
    with pytest.raises(BadPicture):
        await intake.fit(given, 500)
