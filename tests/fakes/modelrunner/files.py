"""Uploads and media: the storage interface, the bucket behind presigned addresses, and the public files."""

import asyncio
import hashlib

from aiohttp import web

from tests.fakes.modelrunner.answers import answer, error, huge, strike
from tests.fakes.modelrunner.pictures import draw
from tests.fakes.modelrunner.shapes import base_of
from tests.fakes.modelrunner.world import File, World

_LIFECYCLE = "X-Modelrunner-Object-Lifecycle-Preference"


class FileRoutes:
    """Everything about files."""

    def __init__(self, world: World) -> None:
        self.world = world

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_post("/storage/upload/initiate", self.initiate)
        app.router.add_post("/storage/upload/initiate-multipart", self.initiate_multipart)
        app.router.add_get("/storage/upload/multipart-url", self.part_url)
        app.router.add_post("/storage/upload/complete", self.complete)
        app.router.add_put("/bucket/{name}", self.put)
        app.router.add_get("/media/{name}", self.serve)

    async def initiate(self, request: web.Request) -> web.StreamResponse:
        """Make a file's row and a signed address for it."""
        fault = self.world.faults.take("upload")
        if fault is not None and (struck := await strike(self.world, fault, request)) is not None:
            return struck
        name = await self._named(request)
        self.world.files[name].lifecycle = request.headers.get(_LIFECYCLE)
        base = "https://evil.example" if fault is not None else base_of(request, "media.modelrunner.ai")
        return answer(200, {"upload_url": self._signed(name), "file_url": f"{base}/media/{name}"})

    async def initiate_multipart(self, request: web.Request) -> web.StreamResponse:
        """Begin an upload in parts."""
        name = await self._named(request)
        base = base_of(request, "media.modelrunner.ai")
        return answer(200, {"uploadId": f"up-{name}", "uploadKey": name, "fileUrl": f"{base}/media/{name}"})

    async def part_url(self, request: web.Request) -> web.StreamResponse:
        """A signed address for one part."""
        name, number = request.query["uploadKey"], int(request.query["partNumber"])
        if name not in self.world.files or not 1 <= number <= 10_000:
            return error(404, "Upload not found")
        return answer(200, {"presignedUrl": f"{self._signed(name)}&part={number}"})

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Put the parts together. The bucket does not know a quoted tag."""
        body = await request.json()
        file = self.world.files[body["uploadKey"]]
        wanted = [(part["partNumber"], part["etag"]) for part in body["parts"]]
        if any('"' in tag for _, tag in wanted):
            self.world.violations.append("an ETag was completed with its quotes")
        tags = [(number, _tag(data)) for number, data in sorted(file.parts.items())]
        if [(number, tag.strip('"')) for number, tag in wanted] != tags:
            return error(400, "Invalid parts")
        file.data = b"".join(data for _, data in sorted(file.parts.items()))
        file.lifecycle = request.headers.get(_LIFECYCLE)
        return answer(200, {"file_url": f"https://bucket.example/{body['uploadKey']}"})

    async def put(self, request: web.Request) -> web.StreamResponse:
        """Take bytes at a signed address."""
        fault = self.world.faults.take("put")
        data = await request.read()
        if fault is not None and fault.kind == "403":
            return web.Response(status=403, text="<Error>Request has expired</Error>", content_type="application/xml")
        if fault is not None and (struck := await strike(self.world, fault, request)) is not None:
            return struck
        file = self.world.files[request.match_info["name"]]
        if request.query.get("signature") != self._signature(request.match_info["name"]):
            return web.Response(status=403, text="SignatureDoesNotMatch")
        headers = {} if fault is not None else {"ETag": f'"{_tag(data)}"'}
        if "part" in request.query:
            file.parts[int(request.query["part"])] = data
            return web.Response(status=200, headers=headers)
        svg = file.content_type == "image/svg+xml"
        if request.headers.get("Content-Type") != file.content_type or (
            svg and request.headers.get("Content-Disposition") != "attachment"
        ):
            return web.Response(status=403, text="SignatureDoesNotMatch")
        file.data = data
        return web.Response(status=200, headers=headers)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A public file: an upload or a result."""
        fault = self.world.faults.take("media")
        kind = fault.kind if fault else ""
        if fault is not None and (struck := await strike(self.world, fault, request)) is not None:
            return struck
        if kind == "403":
            return web.Response(status=403)
        if kind == "redirect":
            return web.Response(status=302, headers={"Location": "/media/elsewhere"})
        if kind == "large":
            return await huge(request, size=fault.value if fault else 0, content_type="image/jpeg")
        found = self._content(request.match_info["name"], grey=kind == "grey")
        if found is None:
            return web.Response(status=404)
        data, content_type = found
        data = {"empty": b"", "wrong_magic": b"<html>not a picture</html>"}.get(kind, data)
        if kind == "slow":
            return await self._trickle(request, data)
        return web.Response(body=data, content_type=content_type)

    def _content(self, name: str, *, grey: bool) -> tuple[bytes, str] | None:
        if name in self.world.files:
            file = self.world.files[name]
            return (file.data, file.content_type) if file.data is not None else None
        identity, _, rest = name.rpartition("-")
        job = self.world.jobs.get(identity)
        if job is None or job.purged:
            return None
        return draw(job.input, int(rest.split(".")[0]), job.source, grey=grey)

    async def _trickle(self, request: web.Request, data: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(data))})
        await response.prepare(request)
        for byte in data:
            if self.world.closing.is_set() or request.transport is None:
                break
            await response.write(bytes([byte]))
            await asyncio.sleep(1.0)
        return response

    async def _named(self, request: web.Request) -> str:
        body = await request.json()
        name = f"{self.world.word(8)}-{body['file_name']}"
        self.world.files[name] = File(name=name, content_type=body["content_type"])
        return name

    def _signed(self, name: str) -> str:
        return f"{self.world.base}/bucket/{name}?signature={self._signature(name)}"

    def _signature(self, name: str) -> str:
        return hashlib.sha256(f"{self.world.key}{name}".encode()).hexdigest()


def _tag(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()
