"""The CDN: signs addresses of files, checks them, and serves the bytes.

A signature covers the path and its two times, so an altered or expired address answers 404, as Discord's does. Files
come from strangers: they are served so that no browser runs them.
"""

import hashlib
import hmac
import re
import time
from typing import Protocol
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.playground.entities import Attachment
from bot.playground.knobs import Knobs
from bot.playground.pictures import content_type

ADDRESS = re.compile(r"/cdn/(?:ephemeral-)?attachments/\d+/(\d+)/")
SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600",
}
SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class Files(Protocol):
    """Where the bytes are."""

    async def read(self, attachment_id: int) -> bytes | None:
        """The bytes of a file, None if there are none."""
        ...


class Cdn:
    """Addresses of attachments below `base`."""

    def __init__(self, *, base: str, key: str, knobs: Knobs, files: Files) -> None:
        """Sign with `key`."""
        self._base = base
        self._key = key.encode()
        self._knobs = knobs
        self._files = files

    def url(self, attachment: Attachment) -> str:
        """A fresh signed address."""
        folder = "ephemeral-attachments" if attachment.ephemeral else "attachments"
        path = f"/cdn/{folder}/{attachment.channel_id}/{attachment.id}/{quote(attachment.filename)}"
        now = time.time()
        since, until = f"{int(now):x}", f"{int(now + self._knobs.cdn_life):x}"
        return f"{self._base}{path}?ex={until}&is={since}&hm={self._sign(path, until, since)}&"

    def attachment_id(self, url: str) -> int | None:
        """Which attachment an address of ours names, None if it is not ours."""
        found = ADDRESS.match(urlsplit(url).path) if url.startswith(self._base) else None
        return int(found[1]) if found else None

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET a file."""
        until, since = request.query.get("ex", ""), request.query.get("is", "")
        expected, given = self._sign(quote(request.path), until, since), request.query.get("hm", "")
        signed = hmac.compare_digest(expected.encode(), given.encode())
        valid = signed and int(until, 16) > time.time()
        data = await self._files.read(int(request.match_info["attachment"])) if valid else None
        if data is None:
            return web.Response(status=404, text="This content is no longer available.", headers=SAFE_HEADERS)
        return web.Response(body=data, headers=self._headers(request.match_info["name"]))

    def _headers(self, filename: str) -> dict[str, str]:
        kind = content_type(filename) or "application/octet-stream"
        if kind in SHOWN_INLINE:
            return SAFE_HEADERS | {"Content-Type": kind}
        return SAFE_HEADERS | {"Content-Type": kind, "Content-Disposition": "attachment"}

    def _sign(self, path: str, until: str, since: str) -> str:
        return hmac.new(self._key, f"{path}?{until}&{since}".encode(), hashlib.sha256).hexdigest()
