"""Downloading what somebody attached: from the hosts on the list, within a size and a time, and from nowhere else.

Owns every byte this room receives from the network, and looks at none of them.
"""

import asyncio
import ipaddress
from collections.abc import Collection
from types import TracebackType
from typing import Self

import httpx

from bot.domain.errors import BadPicture, IntakeBusy
from bot.images import refusals

_TRY_AGAIN = frozenset({408, 425, 429})


class Downloader:
    """Reads files by URL.

    An address that is not on the list is never looked up nor connected to, and redirects are not followed. TLS with the
    listed name is what keeps a rebound DNS answer harmless.
    """

    def __init__(self, *, hosts: Collection[str], byte_limit: int, seconds: float) -> None:
        """`hosts` are exact: `name`, or `name:port`; plain http is spoken only to loopback addresses among them."""
        self._hosts = frozenset(hosts)
        self._byte_limit = byte_limit
        self._seconds = seconds
        # Proxies and certificates of the environment would redirect loopback and change what TLS proves.
        self._client = httpx.AsyncClient(
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(seconds),
            headers={"Accept-Encoding": "identity"},
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def fetch(self, url: str) -> bytes:
        """The file as it was sent; raises BadPicture, or IntakeBusy where the same link may work later."""
        address = self._listed(url)
        try:
            async with asyncio.timeout(self._seconds), self._client.stream("GET", address) as response:
                _check_status(response)
                return await self._read(response)
        except (httpx.HTTPError, TimeoutError) as error:
            raise IntakeBusy(refusals.NO_DOWNLOAD) from error

    async def _read(self, response: httpx.Response) -> bytes:
        """The body, undecoded: what a server may have compressed in spite of our request stays compressed."""
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > self._byte_limit:
            raise refusals.too_many_bytes(self._byte_limit)
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > self._byte_limit:
                raise refusals.too_many_bytes(self._byte_limit)
        return bytes(body)

    def _listed(self, url: str) -> httpx.URL:
        """`url` as it will be connected to; raises BadPicture if that is not a listed place."""
        try:
            address = httpx.URL(url)
            # Reading a name that only looks encoded raises as well.
            host = address.host
        except (httpx.InvalidURL, ValueError) as error:
            raise BadPicture(refusals.FOREIGN_LINK) from error
        scheme_fits = address.scheme == "https" or (address.scheme == "http" and _is_loopback(host))
        if not url.isascii() or "\\" in url or address.userinfo or not scheme_fits:
            raise BadPicture(refusals.FOREIGN_LINK)
        if address.netloc.decode("ascii") not in self._hosts:
            raise BadPicture(refusals.FOREIGN_LINK)
        return address


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_status(response: httpx.Response) -> None:
    """Raise unless the file follows. Discord answers 404 for a link whose signature has expired."""
    if response.status_code == 200:
        return
    if response.is_server_error or response.status_code in _TRY_AGAIN:
        raise IntakeBusy(refusals.NO_DOWNLOAD)
    raise BadPicture(refusals.EXPIRED_LINK)
