"""Uploading a picture: ask for an address, put the bytes there without the key, get the address models can read.

An upload that a model has read never expires; prefer an address that the model can reach without one.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from bot.engines.modelrunner.answers import Answer
from bot.engines.modelrunner.errors import Declined, InvalidInput, Malformed, ServiceFailed, Unreachable
from bot.engines.modelrunner.http import Call, Http
from bot.engines.modelrunner.options import Lifecycle

_SIGNED_WITH = {"image/svg+xml": {"Content-Disposition": "attachment"}}
_MOST_PARTS = 10_000
_PAUSES = (0.5, 1.5, 4.0)


class _Single(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    upload_url: str
    file_url: str


class _Multipart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    upload_id: Annotated[str, Field(validation_alias="uploadId")]
    upload_key: Annotated[str, Field(validation_alias="uploadKey")]
    file_url: Annotated[str, Field(validation_alias="fileUrl")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    url: Annotated[str, Field(validation_alias="presignedUrl")]


class Storage:
    """The account's files."""

    def __init__(self, http: Http, *, multipart_above: int = 90 * 2**20, part_bytes: int = 10 * 2**20) -> None:
        """`part_bytes` is at least 5 MiB at the real service; the last part may be smaller."""
        self._http = http
        self._base = f"{http.addresses.api}/storage/upload"
        self._multipart_above = multipart_above
        self._part_bytes = part_bytes

    async def upload(
        self, data: bytes, *, content_type: str, file_name: str, lifecycle: Lifecycle | None = None
    ) -> str:
        """Upload `data` and return its public address, on a media host.

        `content_type` is stored with the file and signed: it must be the real one. Raises Declined, Malformed,
        ForeignAddress or Unreachable.
        """
        if not data:
            raise InvalidInput("An empty file cannot be uploaded.")
        if len(data) > self._multipart_above:
            file_url = await self._in_parts(data, content_type, file_name, lifecycle)
        else:
            file_url = await self._patiently(lambda: self._whole(data, content_type, file_name, lifecycle))
        self._http.addresses.media(file_url)
        return file_url

    async def _whole(self, data: bytes, content_type: str, file_name: str, lifecycle: Lifecycle | None) -> str:
        """Every attempt asks for an address of its own, because a signed one expires; at worst an orphan row stays."""
        wanted = {"file_name": file_name, "content_type": content_type, "size": len(data)}
        answer = await self._post("initiate", wanted, lifecycle)
        target = answer.read_as(_Single)
        signed = {"Content-Type": content_type} | _SIGNED_WITH.get(content_type, {})
        await self._put(target.upload_url, data, signed)
        return target.file_url

    async def _in_parts(self, data: bytes, content_type: str, file_name: str, lifecycle: Lifecycle | None) -> str:
        if len(data) > _MOST_PARTS * self._part_bytes:
            raise InvalidInput(f"A file has at most {_MOST_PARTS} parts.")
        begun = await self._post("initiate-multipart", {"file_name": file_name, "content_type": content_type}, None)
        target = begun.read_as(_Multipart)
        parts = [part async for part in self._parts(target, data)]
        done = {"uploadId": target.upload_id, "uploadKey": target.upload_key, "parts": parts}
        # Its row is made now, not before: the lifetime belongs here. The address in the answer is the bucket's own.
        await self._post("complete", done, lifecycle)
        return target.file_url

    async def _parts(self, target: _Multipart, data: bytes) -> AsyncGenerator[dict[str, int | str]]:
        for number, start in enumerate(range(0, len(data), self._part_bytes), start=1):
            piece = data[start : start + self._part_bytes]
            etag = await self._patiently(lambda n=number, p=piece: self._part(target, n, p))
            yield {"partNumber": number, "etag": etag}

    async def _part(self, target: _Multipart, number: int, piece: bytes) -> str:
        query = urlencode({"uploadKey": target.upload_key, "uploadId": target.upload_id, "partNumber": number})
        answer = await self._http.read(Call(method="GET", url=f"{self._base}/multipart-url?{query}"))
        part = answer.expected_as(_Part, self._http.timing.unix())
        put = await self._put(part.url, piece, {})
        etag = put.headers.get("ETag", "").removeprefix("W/").strip('"')
        if not etag:
            raise Malformed("The upload of a part was answered without an ETag.")
        return etag

    async def _post(self, step: str, body: object, lifecycle: Lifecycle | None) -> Answer:
        headers = lifecycle.headers if lifecycle else {}
        answer = await self._http.read(Call(method="POST", url=f"{self._base}/{step}", json=body, headers=headers))
        if not answer.accepted:
            raise answer.declined(self._http.timing.unix())
        return answer

    async def _put(self, url: str, data: bytes, headers: Mapping[str, str]) -> Answer:
        answer = await self._http.put(url, data, headers)
        if not answer.accepted:
            raise answer.declined(self._http.timing.unix())
        return answer

    async def _patiently(self, attempt: Callable[[], Awaitable[str]]) -> str:
        """Again with a fresh address: after 403 (it has expired), 5xx, a missing ETag, or a broken connection."""
        for pause in _PAUSES:
            try:
                return await attempt()
            except (Unreachable, ServiceFailed, Malformed):
                pass
            except Declined as error:
                if error.status != 403:
                    raise
            await self._http.timing.sleep(self._http.timing.jittered(pause, 0.25))
        return await attempt()
