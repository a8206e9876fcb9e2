"""How the page's routes answer: JSON and files with the headers that guard a page, refusals in words."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

STATIC = Path(__file__).resolve().parents[1] / "static"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
GUARDS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answer(body: Any, status: int = 200) -> web.Response:
    """JSON."""
    data = json.dumps(body, separators=(",", ":")).encode()
    return web.Response(status=status, body=data, headers=GUARDS | {"Content-Type": "application/json"})


def static_file(name: str) -> web.StreamResponse:
    """Look the name up in a listing, so that no path from outside reaches the disk."""
    files = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()}
    if name not in files:
        raise web.HTTPNotFound(headers=GUARDS)
    return web.FileResponse(files[name], headers=GUARDS)


def from_own_page(origins: frozenset[str], handler: Handler) -> Handler:
    """Refuse requests that a page of another origin makes a browser send."""

    async def serve(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Origin") not in origins:
            return answer({"message": "This request does not come from the playground's page."}, 403)
        return await handler(request)

    return serve
