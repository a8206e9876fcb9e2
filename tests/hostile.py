"""Files that somebody might attach to do harm or by mistake, made when a test asks for them.

Nothing here is kept in the repository as bytes. `python -m tests.hostile` feeds every file to the intake and prints the
text its sender would get.
"""

import asyncio
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, PngImagePlugin

from bot.domain.errors import BadPicture
from bot.images.intake import Intake
from tests.pictures import blank_png, chunks_of, encoded, photo, png, png_header

NOT_A_PICTURE = "This file is not a picture I can read."
DAMAGED = "This picture is damaged or cut off."
TOO_MANY_PIXELS = "This picture has too many pixels"
TOO_SMALL = "This picture is too small"
TOO_NARROW = "This picture is too narrow"
TOO_SLOW = "This picture takes too long to open."

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")


@dataclass(frozen=True, slots=True, kw_only=True)
class HostileFile:
    """A file, and how the text begins that refuses it; None if it is harmless once its pixels are all that is left."""

    name: str
    data: bytes
    says: str | None


def hostile_files() -> list[HostileFile]:
    """The whole folder."""
    return [*_no_pictures(), *_cut_off(), *_bombs(), *_liars(), *_out_of_range(), *_stowaways()]


def slow_file() -> HostileFile:
    """A JPEG of 1.7 MB that asks for its 20 megapixels to be gone over a hundred thousand times."""
    whole = encoded(photo(500, 400).resize((5_000, 4_000)), "JPEG", progressive=True, quality=30)
    scans = [b"\xff\xda" + scan.partition(b"\xff\xc4")[0] for scan in whole[:-2].split(b"\xff\xda")[1:]]
    data = whole[:-2] + min(scans, key=len) * 100_000 + whole[-2:]
    return HostileFile(name="hundred-thousand-scans.jpeg", data=data, says=TOO_SLOW)


def _no_pictures() -> Iterator[HostileFile]:
    picture = encoded(photo(200, 150), "PNG")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("picture.png", picture)
    for name, data, says in (
        ("text.png", b"I am not a picture, whatever my name says.\n" * 40, NOT_A_PICTURE),
        ("page.jpg", b"<!DOCTYPE html><html><script>alert(1)</script></html>", NOT_A_PICTURE),
        ("script.gif", b"#!/bin/sh\nrm -rf ~\n", NOT_A_PICTURE),
        ("random.webp", np.random.default_rng(1).bytes(5000), NOT_A_PICTURE),
        ("zeros.png", bytes(5000), NOT_A_PICTURE),
        ("archive.png", archive.getvalue(), NOT_A_PICTURE),
        ("packed.png.gz", gzip.compress(picture), NOT_A_PICTURE),
        ("program.png", b"MZ\x90\0" + bytes(500), NOT_A_PICTURE),
        ("sound.webp", b"RIFF\x24\0\0\0WAVEfmt " + bytes(200), NOT_A_PICTURE),
        ("late.png", b"\n" + picture, NOT_A_PICTURE),
        ("empty.png", b"", "This file is empty."),
        (
            "drawing.svg",
            b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
            "This is an SVG",
        ),
        ("entities.svg", b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaa">]><svg>&a;</svg>', NOT_A_PICTURE),
        ("paper.pdf", b"%PDF-1.7\n" + bytes(500), "This is a PDF"),
        ("scan.tiff", encoded(photo(200, 150), "TIFF"), "This is a TIFF"),
        ("old.bmp", encoded(photo(200, 150), "BMP"), "This is a BMP"),
        ("layers.psd", b"8BPS\0\1" + bytes(200), "This is a Photoshop file"),
        ("next.jxl", b"\xff\x0a" + bytes(200), "This is a JPEG XL"),
        ("clip.mp4", b"\0\0\0\x18ftypisom\0\0\2\0isommp42" + bytes(200), "This is a video"),
        ("clip.webm", b"\x1aE\xdf\xa3" + bytes(200), "This is a video"),
        ("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200), "This is a HEIC photo"),
    ):
        yield HostileFile(name=name, data=data, says=says)


def _cut_off() -> Iterator[HostileFile]:
    for form in FORMATS:
        whole = encoded(photo(400, 300), form)
        for percent in (1, 10, 50, 90):
            length = max(16, len(whole) * percent // 100)
            yield HostileFile(name=f"cut-at-{percent}-percent.{form.lower()}", data=whole[:length], says=DAMAGED)
    for form, magic in (("jpeg", b"\xff\xd8\xff"), ("png", b"\x89PNG\r\n\x1a\n"), ("gif", b"GIF89a")):
        yield HostileFile(name=f"nothing-but-magic.{form}", data=magic, says=DAMAGED)


def _bombs() -> Iterator[HostileFile]:
    tiny = {form: encoded(photo(80, 80), form) for form in FORMATS}
    ispe = tiny["AVIF"].index(b"ispe") + 8
    frame = tiny["JPEG"].index(b"\xff\xc0") + 5
    simple_webp = b"VP8X" + struct.pack("<I", 10) + bytes(4) + (16_382).to_bytes(3, "little") * 2
    lossless = encoded(photo(80, 80), "WEBP", lossless=True)
    huge_bits = (16_382 | 16_382 << 14).to_bytes(4, "little")
    for name, data in (
        (
            "bomb-60000.png",
            png([png_header(60_000, 60_000), (b"IDAT", zlib.compress(bytes(10_000_000))), (b"IEND", b"")]),
        ),
        ("bomb-9400.png", blank_png(9_400, 9_400)),
        ("bomb-just-over.png", blank_png(8_000, 5_001)),
        ("bomb-long.png", blank_png(20_000, 1_900)),
        ("bomb-negative.png", png([png_header(2**31 - 1, 2**31 - 1), (b"IDAT", b""), (b"IEND", b"")])),
        ("bomb.gif", b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + tiny["GIF"][10:]),
        ("bomb-frame.gif", _gif_with_frame(65_535, 65_535)),
        ("bomb.jpeg", tiny["JPEG"][:frame] + struct.pack(">HH", 65_500, 65_500) + tiny["JPEG"][frame + 4 :]),
        ("bomb.avif", tiny["AVIF"][:ispe] + struct.pack(">II", 16_384, 16_384) + tiny["AVIF"][ispe + 8 :]),
        ("bomb-canvas.webp", _riff(simple_webp + tiny["WEBP"][12:])),
        ("claims-to-be.gif", b"GIF89a" + tiny["JPEG"]),
        ("bomb-lossless.webp", lossless[:21] + huge_bits + lossless[25:]),
    ):
        yield HostileFile(name=name, data=data, says=TOO_MANY_PIXELS)


def _liars() -> Iterator[HostileFile]:
    whole = encoded(photo(300, 200), "PNG")
    text = zlib.compress(bytes(80_000_000), 9)
    jpeg = encoded(photo(80, 80), "JPEG")
    for name, data in (
        ("claims-more-rows.png", png([png_header(500, 5_000), *chunks_of(whole)[1:]])),
        ("claims-nothing.png", png([png_header(0, 0), *chunks_of(whole)[1:]])),
        ("wrong-checksum.png", whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:]),
        ("text-of-80-mb.png", png([chunks_of(whole)[0], (b"zTXt", b"Comment\0\0" + text), *chunks_of(whole)[1:]])),
        ("profile-of-80-mb.png", png([chunks_of(whole)[0], (b"iCCP", b"x\0\0" + text), *chunks_of(whole)[1:]])),
        ("no-pixels.png", png([png_header(300, 200), (b"IEND", b"")])),
        ("claims-to-be.webp", b"RIFF\x24\0\0\0WEBP" + jpeg),
        ("claims-to-be.avif", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + jpeg),
    ):
        yield HostileFile(name=name, data=data, says=DAMAGED)


def _out_of_range() -> Iterator[HostileFile]:
    for form in FORMATS:
        yield HostileFile(name=f"small.{form.lower()}", data=encoded(photo(63, 300), form), says=TOO_SMALL)
    yield HostileFile(name="dot.png", data=encoded(photo(1, 1), "PNG"), says=TOO_SMALL)
    yield HostileFile(name="ribbon.png", data=blank_png(64 * 24 + 1, 64), says=TOO_NARROW)
    yield HostileFile(
        name="25-mb-and-one-byte.jpeg",
        data=encoded(photo(200, 150), "JPEG").ljust(25 * 2**20 + 1),
        says="This file is larger",
    )


def _stowaways() -> Iterator[HostileFile]:
    whole = encoded(photo(300, 200), "PNG")
    jpeg = encoded(photo(80, 80), "JPEG")
    frame = jpeg.index(b"\xff\xc0") + 5
    taller = jpeg[:frame] + struct.pack(">HH", 3_000, 3_000) + jpeg[frame + 4 :]
    yield HostileFile(name="claims-more-rows.jpeg", data=taller, says=None)
    endless = whole[:33] + b"\x7f\xff\xff\xffIDAT" + whole[41:]
    yield HostileFile(name="chunk-without-end.png", data=endless, says=None)
    frames = [Image.new("P", (4_096, 4_096), n) for n in range(5)]
    many = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    yield HostileFile(name="large-frames.gif", data=many, says=None)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("autorun.sh", "echo STOWAWAY")
    for form in ("JPEG", "PNG", "GIF"):
        data = encoded(photo(200, 150), form) + archive.getvalue() + b"<script>STOWAWAY</script>"
        yield HostileFile(name=f"with-archive.{form.lower()}", data=data, says=None)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "<script>STOWAWAY</script>")
    yield HostileFile(name="with-script.png", data=encoded(photo(200, 150), "PNG", pnginfo=text), says=None)


def _gif_with_frame(width: int, height: int) -> bytes:
    """A GIF whose screen is small and whose first frame is not."""
    small = encoded(photo(80, 80), "GIF")
    at = small.index(b"\x2c\0\0\0\0") + 5
    return small[:at] + struct.pack("<HH", width, height) + small[at + 4 :]


def _riff(chunks: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


async def _print_table() -> None:
    print("| file | bytes | what its sender is told |\n|---|---|---|")
    async with Intake(hosts=()) as intake:
        for file in (*hostile_files(), slow_file()):
            try:
                text = f"*accepted* as {(await intake.sanitise(file.data)).picture!r}"
            except BadPicture as error:
                text = error.user_text
            print(f"| `{file.name}` | {len(file.data):,} | {text} |")


if __name__ == "__main__":
    asyncio.run(_print_table())
