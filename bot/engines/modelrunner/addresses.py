"""Which addresses may be opened, and which of them may see the key. Parses and compares; opens nothing.

Hosts are compared whole, with their port. Plain http is spoken to loopback addresses only, which is where fakes live.
"""

import ipaddress
from collections.abc import Collection

import httpx

from bot.engines.modelrunner.errors import ForeignAddress

QUEUE_URL = "https://queue.modelrunner.run"
API_URL = "https://modelrunner.run"
CATALOG_URL = "https://api.modelrunner.run"
MEDIA_HOSTS = frozenset({"media.modelrunner.ai"})


class Addresses:
    """The places one client speaks to."""

    def __init__(
        self,
        *,
        queue_url: str = QUEUE_URL,
        api_url: str = API_URL,
        catalog_url: str | None = None,
        media_hosts: Collection[str] = MEDIA_HOSTS,
    ) -> None:
        """Without a `catalog_url` the catalog is ModelRunner's own, or stands at `api_url` if that is another place.

        Raises ValueError for a base that is neither https nor loopback.
        """
        self.queue = _base(queue_url)
        self.api = _base(api_url)
        self.catalog = _base(catalog_url or (CATALOG_URL if self.api == API_URL else api_url))
        self._keyed = frozenset(map(_origin, (self.queue, self.api)))
        self._media = frozenset(host.lower() for host in media_hosts)
        self._local = is_loopback(httpx.URL(self.api).host)

    def keyed(self, url: str) -> httpx.URL:
        """An address that may see the key: on the queue's or the REST interface's exact origin."""
        address = _parsed(url)
        if _origin(address) not in self._keyed:
            raise ForeignAddress(f"{address.host} is not a host of ModelRunner's interfaces.")
        return address

    def of_catalog(self, url: str) -> httpx.URL:
        """An address of the catalog."""
        address = _parsed(url)
        if _origin(address) != _origin(self.catalog):
            raise ForeignAddress(f"{address.host} is not the catalog's host.")
        return address

    def media(self, url: str) -> httpx.URL:
        """An address results may be fetched from: a listed host, `name` or `name:port`."""
        address = _parsed(url)
        if address.netloc.decode("ascii") not in self._media:
            raise ForeignAddress(f"{address.host} is not a host of ModelRunner's media.")
        return address

    def presigned(self, url: str) -> httpx.URL:
        """An address an upload may be put to. The bucket's host is not documented: any public https name will do."""
        address = _parsed(url)
        if address.scheme == "http" and not self._local:
            raise ForeignAddress("A plain http address is no place for an upload.")
        if _is_private(address.host) and not self._local:
            raise ForeignAddress("A private address is no place for an upload.")
        return address


def is_public(url: str) -> bool:
    """Whether the service could open an address by itself: plain https, and no host of a private network."""
    try:
        address = _parsed(url)
    except ForeignAddress:
        return False
    return address.scheme == "https" and not _is_private(address.host)


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_private(host: str) -> bool:
    if "." not in host and ":" not in host:
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _base(url: str) -> str:
    try:
        return str(_parsed(url)).rstrip("/")
    except ForeignAddress as error:
        raise ValueError(f"{url!r} is not an https address") from error


def _parsed(url: str) -> httpx.URL:
    """`url` as it would be connected to; raises ForeignAddress if its form alone rules it out."""
    try:
        address = httpx.URL(url)
        host = address.host  # decodes punycode, which fails for some labels that parse
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise ForeignAddress("This is not an address.") from error
    fits = address.scheme == "https" or (address.scheme == "http" and is_loopback(host))
    plain = url.isascii() and "\\" not in url and not any(c.isspace() for c in url)
    if not (fits and plain and host) or address.userinfo:
        raise ForeignAddress("This is not a plain https address.")
    return address


def _origin(address: httpx.URL | str) -> tuple[str, bytes]:
    parsed = httpx.URL(address)
    return parsed.scheme, parsed.netloc
