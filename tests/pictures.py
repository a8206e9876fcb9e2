"""Pictures made when a test needs them: the same at every call, and simple enough to be told apart by their pixels."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms


def photo(width: int, height: int, *, mode: str = "RGB") -> Image.Image:
    """A picture with soft areas and detail, the same at every call."""
    y, x = np.mgrid[0:height, 0:width]
    waves = np.stack([np.sin(x / 37 + k) + np.cos(y / 23 - k) + 0.3 * np.sin(x * y / 900) for k in range(3)], axis=-1)
    return Image.fromarray(np.uint8(127 + 50 * waves), "RGB").convert(mode)


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    """`image` as a file of a Pillow format."""
    out = io.BytesIO()
    image.save(out, form, **({"speed": 10} if form == "AVIF" else {}), **options)  # pyright: ignore[reportArgumentType]
    return out.getvalue()


def png(chunks: list[tuple[bytes, bytes]]) -> bytes:
    """A PNG made of these chunks, their checksums right."""
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def png_header(width: int, height: int, *, depth: int = 8, colour: int = 2) -> tuple[bytes, bytes]:
    """An IHDR chunk; colour 2 is RGB, 0 grey."""
    return b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)


def blank_png(width: int, height: int, *, colour: int = 0) -> bytes:
    """A complete PNG of zeros, however large, in a thousandth of its size."""
    row = bytes(1 + width * (3 if colour == 2 else 1))
    deflate = zlib.compressobj(9)
    rows = b"".join(deflate.compress(row) for _ in range(height)) + deflate.flush()
    return png([png_header(width, height, colour=colour), (b"IDAT", rows), (b"IEND", b"")])


def chunks_of(data: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a PNG."""
    found: list[tuple[bytes, bytes]] = []
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


CORNERS = ((220, 40, 40), (40, 170, 60), (40, 60, 200), (230, 210, 60))
"""The colours of `quarters`: top left, top right, bottom left, bottom right."""


def quarters(width: int = 160, height: int = 120) -> Image.Image:
    """Four plain rectangles, so that a picture's corners say which way up it is and what became of its colours."""
    return Image.fromarray(np.array(CORNERS, np.uint8).reshape(2, 2, 3), "RGB").resize((width, height), 0)


def corners(data: bytes) -> list[tuple[int, int, int]]:
    """The colours in the middle of a file's quarters, in the order of CORNERS."""
    with Image.open(io.BytesIO(data)) as image:
        small = image.convert("RGB").resize((4, 4), Image.Resampling.BOX)
    pixels = np.asarray(small)
    return [tuple(map(int, pixels[y, x])) for y in (0, 3) for x in (0, 3)]  # pyright: ignore[reportReturnType]


def swapped_profile() -> bytes:
    """An ICC profile in which red means what green means in sRGB, and the reverse."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return srgb.replace(b"rXYZ", b"temp").replace(b"gXYZ", b"rXYZ").replace(b"temp", b"gXYZ")


def jpeg_segments(data: bytes) -> list[int]:
    """The markers in front of a JPEG's pixels: 0xE0 is JFIF, 0xE1 EXIF or XMP, 0xE2 ICC, 0xED IPTC, 0xFE a comment."""
    found: list[int] = []
    at = 2
    while data[at + 1] != 0xDA:
        found.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found
