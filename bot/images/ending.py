"""Where a picture ends in its file. Bytes behind the end are somebody else's: another file, in disguise.

Walks a format's own structure and decodes nothing; meant for the decoding child, after a decoder was content.
"""

_PADDING = b"\0"
_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
_START_OF_SCAN, _END = 0xDA, 0xD9
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers without a length: they stand alone."""


def ends_with_picture(data: bytes) -> bool:
    """Whether nothing but padding follows the picture; False as well for a JPEG, PNG or WebP that has no end."""
    if data.startswith(_JPEG):
        end = _end_of_jpeg(data)
    elif data.startswith(_PNG):
        end = _end_of_png(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        end = 8 + int.from_bytes(data[4:8], "little")
        end = end if end <= len(data) else None
    else:
        return False
    return end is not None and not data[end:].strip(_PADDING)


def _end_of_jpeg(data: bytes) -> int | None:
    at = 2
    while at + 1 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == _END:
            return at + 2
        if marker == 0xFF:
            at += 1
        elif marker in _BARE:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            if marker == _START_OF_SCAN:
                at = _behind_scan(data, at)
    return None


def _behind_scan(data: bytes, at: int) -> int:
    """The next marker behind a scan, whose own 0xFF bytes are followed by 0 or by a restart's number."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] != 0 and data[at + 1] not in _BARE:
            return at
        at += 2
    return len(data)


def _end_of_png(data: bytes) -> int | None:
    at = len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IEND":
            return end
        at = end
    return None
