"""Reading a JPEG's size from its header, without decoding anything."""

_START = b"\xff\xd8"
END = b"\xff\xd9"
"""How a whole JPEG ends."""
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_FILL = 0xFF


def size_of(data: bytes | bytearray) -> tuple[int, int] | None:
    """Width and height in pixels; None if this is not a JPEG."""
    if not data.startswith(_START):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == _FILL:
            at += 1
        elif marker in _FRAME_HEADERS:
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4])
    return None
