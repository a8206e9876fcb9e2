"""What a picture's address can do to the program that opens it: nothing, unless it names a listed place."""

import asyncio
import gzip
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.domain.errors import BadPicture, Gone, IntakeBusy
from bot.domain.request import Upload
from bot.images.download import Downloader
from bot.images.intake import Intake
from tests.pictures import encoded, photo

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

GOOD = encoded(photo(320, 240), "JPEG")
LIMIT = 100_000


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """A server on loopback that answers every path with `handler`; gives `host:port`."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def answering(status: int, body: bytes = b"", **headers: str) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return handler


async def fetched(handler: Handler, *, seconds: float = 10) -> bytes:
    """What a downloader with a cap of LIMIT bytes gets from a server that answers so."""
    async with serving(handler) as host, Downloader(hosts={host}, byte_limit=LIMIT, seconds=seconds) as downloader:
        return await downloader.fetch(f"http://{host}/picture.png?ex=1&is=2&hm=3")


async def test_a_file_is_downloaded_byte_for_byte() -> None:
    """The path and the signature reach the server, no compression is asked for, and the body comes back unchanged."""
    seen: list[web.Request] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        seen.append(request)
        return web.Response(body=b"\0\1\2" * 1_000)

    assert await fetched(handler) == b"\0\1\2" * 1_000
    assert seen[0].path_qs == "/picture.png?ex=1&is=2&hm=3"
    assert seen[0].headers["Accept-Encoding"] == "identity"
    assert not {"Authorization", "Cookie"} & set(seen[0].headers)


async def test_an_announced_body_above_the_cap_is_not_read() -> None:
    """The header alone is enough to refuse."""
    with pytest.raises(BadPicture, match="This file is larger than"):
        await fetched(answering(200, bytes(LIMIT + 1)))


async def test_an_endless_body_ends_at_the_cap() -> None:
    """A server that never stops sending is left as soon as it has sent more than the cap."""
    sent = 0

    async def handler(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(10_000))
            sent += 10_000

    with pytest.raises(BadPicture, match="This file is larger than"):
        await fetched(handler)
    assert sent < 100 * LIMIT


async def test_a_body_that_trickles_is_given_up_and_may_be_tried_again() -> None:
    """The time limit is for the whole download, however alive the connection looks."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.01)

    with pytest.raises(IntakeBusy, match="could not download") as caught:
        await fetched(handler, seconds=0.3)
    assert caught.value.retryable


async def test_a_server_that_says_nothing_is_given_up() -> None:
    """Silence before the first byte counts as well."""

    async def handler(_: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(IntakeBusy):
        await fetched(handler, seconds=0.3)


async def test_a_compressed_body_is_not_unpacked() -> None:
    """A gzip bomb sent against our wish stays as small as it came."""
    packed = gzip.compress(bytes(50_000_000))
    assert await fetched(answering(200, packed, Content_Encoding="gzip")) == packed


async def test_a_body_that_breaks_off_may_be_tried_again() -> None:
    """A connection closed before the announced length is a fault of the line, not of the picture."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"x" * 10)
        assert request.transport is not None
        request.transport.abort()
        return response

    with pytest.raises(IntakeBusy):
        await fetched(handler)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_a_link_that_has_expired_asks_for_the_picture_again(status: int) -> None:
    """What the server refuses for good is not retried."""
    with pytest.raises(BadPicture, match="Attach the picture again") as caught:
        await fetched(answering(status))
    assert not caught.value.retryable


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
async def test_a_server_in_trouble_may_be_tried_again(status: int) -> None:
    """What may pass is told as such."""
    with pytest.raises(IntakeBusy):
        await fetched(answering(status))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(status: int) -> None:
    """Not even to the same, listed host: nothing but the address we were given is opened."""
    paths: list[str] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        paths.append(request.path)
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    with pytest.raises(BadPicture, match="expired"):
        await fetched(handler)
    assert paths == ["/picture.png"]


async def test_a_host_that_cannot_be_reached_may_be_tried_again() -> None:
    """A refused connection says nothing about the picture."""
    async with serving(answering(200)) as host:
        pass
    async with Downloader(hosts={host}, byte_limit=LIMIT, seconds=10) as downloader:
        with pytest.raises(IntakeBusy):
            await downloader.fetch(f"http://{host}/picture.png")


CDN = "cdn.discordapp.com"
FOREIGN = [
    "",
    "picture.png",
    "/etc/passwd",
    "//evil.example/x.png",
    "file:///etc/passwd",
    "ftp://cdn.discordapp.com/x.png",
    "data:image/png;base64,iVBORw0KGgo=",
    "javascript:alert(1)",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "http://cdn.discordapp.com/x.png",
    "HTTP://CDN.DISCORDAPP.COM/x.png",
    "https://evil.example/x.png",
    "https://discordapp.com/x.png",
    "https://cdn.discordapp.com.evil.example/x.png",
    "https://evilcdn.discordapp.com/x.png",
    "https://evil-cdn.discordapp.com/x.png",
    "https://cdn.discordapp.co/x.png",
    "https://cdn-discordapp.com/x.png",
    "https://cdn.discordapp.com./x.png",
    "https://cdn..discordapp.com/x.png",
    "https://.cdn.discordapp.com/x.png",
    "https://cdn.discordapp.com:80/x.png",
    "https://cdn.discordapp.com:8443/x.png",
    "https://cdn.discordapp.com:0/x.png",
    "https://cdn.discordapp.com:99999/x.png",
    "https://cdn.discordapp.com:443@evil.example/x.png",
    "https://cdn.discordapp.com@evil.example/x.png",
    "https://user:secret@cdn.discordapp.com/x.png",
    "https://user@cdn.discordapp.com/x.png",
    "https://@evil.example/cdn.discordapp.com",
    "https://evil.example#cdn.discordapp.com/x.png",
    "https://evil.example?cdn.discordapp.com/x.png",
    "https://evil.example/\\cdn.discordapp.com/x.png",
    "https://evil.example\\@cdn.discordapp.com/x.png",
    "https:\\\\cdn.discordapp.com\\x.png",
    "https:/cdn.discordapp.com/x.png",
    "https:cdn.discordapp.com/x.png",
    "https:///cdn.discordapp.com/x.png",
    "https://cdn.discordapp.com%2eevil.example/x.png",
    "https://cdn%2ediscordapp%2ecom/x.png",
    "https://cdn.discordapp.com%00.evil.example/x.png",
    "https://cdn.discordapp.com%23@evil.example/x.png",
    "https://cdn.discordapp.com\0.evil.example/x.png",
    "https://cdn.discordapp.com\n.evil.example/x.png",
    "https://cdn.discordapp.com\t/x.png",
    " https://cdn.discordapp.com/x.png",
    "https://cdn.discordapp.com /x.png",
    "https://сdn.discordapp.com/x.png",  # a Cyrillic letter
    "https://ｃdn.discordapp.com/x.png",  # a full-width letter
    "https://cdn。discordapp。com/x.png",  # ideographic full stops
    "https://cdn.discordapp.com/ü.png",
    "https://xn--dn-zmc.discordapp.com/x.png",
    "https://xn--/x.png",
    "http://xn--a/x.png",
    "https://127.0.0.1/x.png",
    "https://localhost/x.png",
    "http://localhost/x.png",
    "http://127.0.0.1/x.png",
    "http://127.0.0.1:1/x.png",
    "http://127.1:{port}/x.png",
    "http://2130706433:{port}/x.png",
    "http://0x7f000001:{port}/x.png",
    "http://0x7f.0.0.1:{port}/x.png",
    "http://0177.0.0.1:{port}/x.png",
    "http://017700000001:{port}/x.png",
    "http://0:{port}/x.png",
    "http://0.0.0.0:{port}/x.png",
    "http://127.0.0.2:{port}/x.png",
    "http://localhost:{port}/x.png",
    "http://[::1]:{port}/x.png",
    "http://[::ffff:127.0.0.1]:{port}/x.png",
    "http://[::ffff:7f00:1]:{port}/x.png",
    "http://[::]:{port}/x.png",
    "http://[fe80::1%25eth0]:{port}/x.png",
    "http://①②⑦.0.0.1:{port}/x.png",
    "http://127.0.0.1.:{port}/x.png",
    "http://127.0.0.1.nip.io:{port}/x.png",
    "http://cdn.discordapp.com@127.0.0.1:{port}/x.png",
    "ws://127.0.0.1:{port}/x.png",
    "https://10.0.0.1/x.png",
    "https://100.64.0.1/x.png",
    "https://192.168.1.1/x.png",
    "https://169.254.169.254/latest/meta-data/",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://metadata.google.internal/computeMetadata/v1/",
]

NETWORK = {"socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"}

_watched: list[str] | None = None


def _watch(event: str, args: tuple[object, ...]) -> None:
    if _watched is not None and event in NETWORK:
        _watched.append(f"{event} {args[0]!r}")


sys.addaudithook(_watch)


async def test_an_address_that_is_not_listed_is_neither_looked_up_nor_connected_to() -> None:
    """Over eighty ways to write a place that is not on the list, or one in disguise, move no packet."""
    global _watched  # noqa: PLW0603  (an audit hook cannot be removed, only told to look away)
    asked: list[str] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        return web.Response(body=GOOD)

    async with serving(handler) as host, Downloader(hosts={CDN, host}, byte_limit=LIMIT, seconds=10) as downloader:
        port = host.rpartition(":")[2]
        _watched = []
        try:
            for url in FOREIGN:
                with pytest.raises(BadPicture, match="only read pictures that are attached here"):
                    await downloader.fetch(url.replace("{port}", port))
            assert (_watched, asked) == ([], [])
            await downloader.fetch(f"http://{host}/x.png")
            assert (len(_watched), asked) == (1, ["/x.png"])
        finally:
            _watched = None


async def test_an_attachment_is_admitted_and_its_sanitised_copy_reopened_as_it_is() -> None:
    """What intake made is read again without being touched, and its size comes from its own header."""
    files = {"/photo.jpg": GOOD}

    async def handler(request: web.Request) -> web.StreamResponse:
        data = files.get(request.path)
        return web.Response(body=data) if data else web.Response(status=404)

    async with serving(handler) as host, Intake(hosts={host}, workers=1) as intake:
        upload = Upload(url=f"http://{host}/photo.jpg", filename="photo.exe", size=len(GOOD))
        picture = (await intake.admit(upload)).picture
        files["/source.jpg"] = picture.data
        assert await intake.reopen(f"http://{host}/source.jpg") == picture
        with pytest.raises(Gone):
            await intake.reopen(f"http://{host}/deleted.jpg")
        files["/page.jpg"] = b"<html>"
        with pytest.raises(Gone):
            await intake.reopen(f"http://{host}/page.jpg")


async def test_a_declared_size_above_the_cap_is_refused_before_anything_is_opened() -> None:
    """Discord says how large an attachment is: more than 25 MB is not even asked for."""
    async with Intake(hosts=(), workers=1) as intake:
        with pytest.raises(BadPicture, match="This file is larger than 25 MB"):
            await intake.admit(Upload(url="https://cdn.discordapp.com/x.png", filename="x.png", size=25 * 2**20 + 1))
