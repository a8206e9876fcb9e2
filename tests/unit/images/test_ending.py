"""Where a picture ends in its file, for every format that results have."""

import pytest

from bot.images.ending import ends_with_picture
from tests.photos import photo as photo_file
from tests.pictures import encoded, photo

FILES = {
    "jpeg": encoded(photo(300, 200), "JPEG", quality=80),
    "progressive": encoded(photo(300, 200), "JPEG", quality=95, progressive=True, subsampling=0),
    "restarts": encoded(photo(300, 200), "JPEG", restart_marker_rows=1),
    "png": encoded(photo(300, 200), "PNG"),
    "webp": encoded(photo(300, 200), "WEBP", quality=80),
    "lossless": encoded(photo(301, 200), "WEBP", lossless=True),
    "camera": photo_file("rocket.jpg").read_bytes(),
    "drawing": photo_file("astronaut.png").read_bytes(),
}
SIGNED = ("jpeg", "png", "webp")


@pytest.mark.parametrize("name", FILES)
def test_a_whole_file_ends_with_its_picture(name: str) -> None:
    """As encoders write it, and with padding behind it."""
    assert ends_with_picture(FILES[name])
    assert ends_with_picture(FILES[name] + b"\0" * 100)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("behind", [b"PK\x03\x04 an archive", FILES["jpeg"], b"<script>", b"\xff\xd9"])
def test_a_file_behind_a_file_is_seen(name: str, behind: bytes) -> None:
    """Whatever it is, also if it ends like a picture itself."""
    assert not ends_with_picture(FILES[name] + behind)


@pytest.mark.parametrize("name", FILES)
def test_a_cut_file_has_no_end(name: str) -> None:
    """Wherever it was cut."""
    data = FILES[name]
    assert not [part for part in (3, 5, 20) if ends_with_picture(data[: len(data) * part // 21])]


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\xff\xd8", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP" + b"x" * 9]
)
def test_what_is_no_result_has_no_end(data: bytes) -> None:
    """Nothing to walk, another format, a size that is not its own."""
    assert not ends_with_picture(data)
