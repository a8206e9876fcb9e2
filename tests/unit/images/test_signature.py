"""Telling files by their first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.images import jpeg
from bot.images.signature import HEAD, Signature, signature
from tests.pictures import encoded, photo


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "MPO"])
def test_accepted_formats_are_pictures(form: str) -> None:
    """Each format that Pillow writes for us is recognised by its head."""
    assert signature(encoded(photo(80, 80), form)[:HEAD]) is Signature.PICTURE


@pytest.mark.parametrize(
    ("brands", "kind"),
    [
        (b"avif\0\0\0\0mif1miaf", Signature.PICTURE),
        (b"mif1\0\0\0\0avifmiaf", Signature.PICTURE),
        (b"mif1\0\0\0\0heicmiaf", Signature.HEIC),
        (b"heic\0\0\0\0mif1heic", Signature.HEIC),
        (b"isom\0\0\0\0iso2mp41", Signature.VIDEO),
        (b"qt  \0\0\0\0qt  qt  ", Signature.VIDEO),
    ],
)
def test_the_brands_of_a_box_tell_avif_from_its_relatives(brands: bytes, kind: Signature) -> None:
    """AVIF, HEIC and films share a container: any brand in its first box may name the format."""
    assert signature((8 + len(brands)).to_bytes(4, "big") + b"ftyp" + brands) is kind


@given(st.binary(max_size=HEAD))
def test_any_bytes_have_a_signature(head: bytes) -> None:
    """No head makes the comparison fail, and no byte is read beyond it."""
    assert signature(head) in Signature


@given(st.binary(max_size=200))
def test_the_size_of_any_bytes_is_told_or_not(data: bytes) -> None:
    """Reading a JPEG's header neither fails nor loops, whatever follows its first marker."""
    found = jpeg.size_of(b"\xff\xd8" + data)
    assert found is None or len(found) == 2


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"comment": b"x" * 60_000}, {"restart_marker_blocks": 1}]
)
def test_a_jpeg_says_its_size(options: dict[str, object]) -> None:
    """The size in the header is found behind whatever stands in front of it."""
    assert jpeg.size_of(encoded(photo(123, 77), "JPEG", **options)) == (123, 77)
