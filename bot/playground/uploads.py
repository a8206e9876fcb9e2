"""Files on their way in: read from a multipart body, before they are anybody's attachment."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from bot.playground.errors import refuse

FILE_PART = re.compile(r"files?\[([0-9]{1,20})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One uploaded file under the name its sender gave."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A request's JSON and its files by index."""

    json: Any = None
    uploads: dict[int, Upload] = field(default_factory=dict[int, Upload])


async def read_body(request: web.Request, limit: int) -> Body:
    """Read JSON or multipart; refuses bodies above `limit` bytes and JSON that is none."""
    if (request.content_length or 0) > limit:
        raise refuse("request too large")
    if request.content_type == "multipart/form-data":
        return await _read_multipart(request, limit)
    data = await request.read() if request.body_exists else b""
    if len(data) > limit:
        raise refuse("request too large")
    return Body(json=_parse(data) if data else None)


async def _read_multipart(request: web.Request, limit: int) -> Body:
    parsed: Any = {}
    uploads: dict[int, Upload] = {}
    left = limit
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = await _read_part(part, left)
        left -= len(data)
        file = FILE_PART.fullmatch(part.name or "")
        if part.name == "payload_json":
            parsed = _parse(data)
        elif file:
            uploads[int(file[1])] = Upload(filename=part.filename or "unknown", data=data)
    return Body(json=parsed, uploads=uploads)


async def _read_part(part: BodyPartReader, limit: int) -> bytes:
    """Stops at the limit: a sender that announces no length is not read to its end."""
    data = bytearray()
    while chunk := await part.read_chunk():
        data += chunk
        if len(data) > limit:
            raise refuse("request too large")
    return bytes(data)


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as problem:
        raise refuse("invalid json") from problem
