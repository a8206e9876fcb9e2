"""Fetching results: from the media hosts only, without the key, within a size and a time, and only pictures.

Looks at the first bytes and at no pixel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import httpx

from bot.engines.modelrunner.answers import Answer
from bot.engines.modelrunner.errors import BadMedia, Declined, ServiceFailed, Unreachable
from bot.engines.modelrunner.http import Http, pieces_of

_SIGNATURES: Mapping[bytes, str] = MappingProxyType({b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"})
_NOT_THERE_YET = frozenset({404, 408, 425, 429})
_PAUSES = (0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A result's bytes, exactly as the service made them, and what they are by their first ones."""

    data: bytes = field(repr=False)
    content_type: str
    """`image/jpeg`, `image/png` or `image/webp`."""


class Media:
    """The files that results consist of."""

    def __init__(self, http: Http) -> None:
        """Fetch over `http`."""
        self._http = http

    async def fetch(self, url: str) -> Fetched:
        """Download one result; a file that is not there yet is asked for a few times.

        Raises ForeignAddress, BadMedia (too large, empty, no picture), Malformed (compressed), Declined (gone,
        redirected) or Unreachable.
        """
        for pause in _PAUSES:
            try:
                return await self._fetched(url)
            except (Unreachable, ServiceFailed):
                pass
            except Declined as error:
                if error.status not in _NOT_THERE_YET:
                    raise
            await self._http.timing.sleep(self._http.timing.jittered(pause, 0.25))
        return await self._fetched(url)

    async def _fetched(self, url: str) -> Fetched:
        async with self._http.streaming(url) as response:
            if response.status_code != 200:
                raise _declined(response)
            data = await self._read(response)
        return Fetched(data=data, content_type=_content_type(data))

    async def _read(self, response: httpx.Response) -> bytes:
        limit = self._http.caps.picture_bytes
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > limit:
            raise BadMedia(f"The result is larger than {limit} bytes.")
        data = bytearray()
        async for piece in pieces_of(response):
            data += piece
            if len(data) > limit:
                raise BadMedia(f"The result is larger than {limit} bytes.")
        return bytes(data)


def _declined(response: httpx.Response) -> Declined:
    """A deleted file answers 403, which says nothing about the key: none was sent."""
    status = 404 if response.status_code == 403 else response.status_code
    return Answer(status=status, body=b"", headers=response.headers).declined(0.0)


def _content_type(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    for signature, content_type in _SIGNATURES.items():
        if data.startswith(signature):
            return content_type
    raise BadMedia("The result is empty." if not data else "The result is no JPEG, PNG or WebP.")
