"""Transport compression of the gateway: one context per socket, flushed after every event.

zstd needs a library the playground does not require; where it is missing the server answers in plain text frames, which
every client accepts.
"""

import importlib
import zlib
from typing import Any, Protocol


class Encoder(Protocol):
    """Turns one event into the frame that goes out."""

    def encode(self, text: str) -> str | bytes:
        """A text frame as str, a binary frame as bytes."""
        ...


class Plain:
    """No compression."""

    def encode(self, text: str) -> str:
        """The text as it is."""
        return text


class ZlibStream:
    """`compress=zlib-stream`: every frame ends in 00 00 ff ff."""

    def __init__(self) -> None:
        """Begin a stream."""
        self._stream = zlib.compressobj(level=1)

    def encode(self, text: str) -> bytes:
        """The next piece of the stream."""
        return self._stream.compress(text.encode()) + self._stream.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """`compress=zstd-stream`."""

    def __init__(self, library: Any) -> None:
        """Begin a stream with the `zstandard` library."""
        self._stream = library.ZstdCompressor().compressobj()
        self._flush_block: int = library.COMPRESSOBJ_FLUSH_BLOCK

    def encode(self, text: str) -> bytes:
        """The next piece of the stream."""
        piece: bytes = self._stream.compress(text.encode())
        return piece + self._stream.flush(self._flush_block)


def encoder_for(wanted: str | None) -> Encoder:
    """The encoder for a socket's `compress` parameter."""
    if wanted == "zlib-stream":
        return ZlibStream()
    if wanted == "zstd-stream":
        try:
            return ZstdStream(importlib.import_module("zstandard"))
        except ImportError:
            return Plain()
    return Plain()
