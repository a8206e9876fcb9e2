"""What a file is by its first bytes, whatever its name and declared type say. Compares bytes, parses nothing."""

from enum import StrEnum

HEAD = 64
"""How many bytes at the start of a file decide."""


class Signature(StrEnum):
    """A kind of file."""

    PICTURE = "picture"
    EMPTY = "empty"
    HEIC = "heic"
    VIDEO = "video"
    PDF = "pdf"
    SVG = "svg"
    TIFF = "tiff"
    BMP = "bmp"
    PSD = "psd"
    JPEG_XL = "jpeg_xl"
    UNKNOWN = "unknown"


_ACCEPTED = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_FOREIGN = {
    b"%PDF": Signature.PDF,
    b"<svg": Signature.SVG,
    b"II*\0": Signature.TIFF,
    b"MM\0*": Signature.TIFF,
    b"BM": Signature.BMP,
    b"8BPS": Signature.PSD,
    b"\xff\x0a": Signature.JPEG_XL,
    b"\0\0\0\x0cJXL ": Signature.JPEG_XL,
    b"\x1aE\xdf\xa3": Signature.VIDEO,
}
_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def signature(head: bytes) -> Signature:
    """The kind of a file that starts with `head`."""
    if not head:
        return Signature.EMPTY
    if head.startswith(_ACCEPTED) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return Signature.PICTURE
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    return next((kind for magic, kind in _FOREIGN.items() if head.startswith(magic)), Signature.UNKNOWN)


def _of_brands(head: bytes) -> Signature:
    """Of the family that AVIF shares with HEIC and MP4: the first box lists what a file claims to be."""
    box = head[8 : min(int.from_bytes(head[:4]), HEAD)]
    brands = {box[at : at + 4] for at in range(0, len(box), 4)}
    if brands & _AVIF:
        return Signature.PICTURE
    return Signature.HEIC if brands & _HEIC else Signature.VIDEO
