"""How the fake answers, and how it fails to: on the wire, not in the client."""

import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fakes.modelrunner.faults import Fault
from tests.fakes.modelrunner.world import World

_TEXTS = {400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 404: "Not Found", 409: "Conflict",
          429: "Too Many Requests"}  # fmt: skip


def answer(status: int, body: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    """A JSON answer with the service's correlation id."""
    data = json.dumps(body).encode()
    extra = {"Content-Type": "application/json", "x-modelrunner-request-id": "corr-1", **(headers or {})}
    return web.Response(status=status, body=data, headers=extra)


def error(status: int, message: str, **more: Any) -> web.Response:
    """An error in the form most of the service uses."""
    return answer(status, {"error": _TEXTS.get(status, "Error"), "message": message, "statusCode": status, **more})


async def strike(world: World, fault: Fault, request: web.Request) -> web.StreamResponse | None:
    """What a fault of the line or of the body does, whatever the route; None if the route must do it itself."""
    kind = fault.kind.removesuffix("-after")
    if kind == "stall":
        await world.closing.wait()
        return web.Response(status=503)
    if kind in {"close", "reset"}:
        return _cut(request, reset=kind == "reset")
    if kind == "huge":
        return await huge(request)
    if kind in {"html", "array", "truncated"}:
        return await _odd_body(kind, request)
    if kind.isdigit() and int(kind) in {400, 401, 402, 403, 404, 409, 429, 500, 502, 503, 504}:
        return _refusal(int(kind), fault)
    return None


async def huge(
    request: web.Request, *, size: int = 100 * 2**20, content_type: str = "application/json"
) -> web.StreamResponse:
    """An answer that does not end where a client's patience should."""
    response = web.StreamResponse(headers={"Content-Type": content_type})
    await response.prepare(request)
    try:
        for _ in range(size // 2**20):
            await response.write(b" " * 2**20)
    except ConnectionError:
        pass
    return response


def _refusal(status: int, fault: Fault) -> web.Response:
    if status >= 500:
        return web.Response(status=status, text="<html>upstream</html>", content_type="text/html")
    headers = {"Retry-After": str(fault.value)} if status == 429 and fault.value is not None else {}
    body = {"error": _TEXTS.get(status, "Error"), "message": f"scheduled {status}", "statusCode": status, "details": {}}
    return answer(status, body, headers)


def _cut(request: web.Request, *, reset: bool) -> web.StreamResponse:
    transport = request.transport
    if transport is not None:
        peer = transport.get_extra_info("socket")
        if reset and peer is not None:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort() if reset else transport.close()
    return web.Response(status=503)


async def _odd_body(kind: str, request: web.Request) -> web.StreamResponse:
    if kind == "html":
        return web.Response(text="<html><body>All good</body></html>", content_type="text/html", status=200)
    if kind == "array":
        return answer(400, ["something", {"is": "wrong"}])
    response = web.StreamResponse(status=201, headers={"Content-Length": "500", "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"status":"IN_QUEUE","request_id":"abc')
    return _cut(request, reset=False)
