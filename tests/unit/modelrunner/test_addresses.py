"""Which addresses may be opened, and which may see the key."""

import pytest

from bot.engines.modelrunner.addresses import Addresses
from bot.engines.modelrunner.errors import ForeignAddress

REAL = Addresses()
LOCAL = Addresses(queue_url="http://127.0.0.1:8799", api_url="http://127.0.0.1:8799/", media_hosts={"127.0.0.1:8799"})

FOREIGN = [
    "", "x", "/etc/passwd", "//evil.example/x", "file:///etc/passwd", "data:image/png;base64,AAAA", "ftp://{host}/x",
    "http://{host}/x", "https://{host}.evil.example/x", "https://evil{host}/x", "https://{host}@evil.example/x",
    "https://user:pw@{host}/x", "https://user@{host}/x", "https://evil.example/{host}", "https://evil.example#{host}/x",
    "https://evil.example?{host}", "https://{host}:8443/x", "https://{host}:80/x", "https://{host}./x", "https://.{host}/x",
    "https://{host}%2eevil.example/x", "https://{host}\\@evil.example/x", "https:\\\\{host}\\x", "https:///{host}/x",
    "https://{host}/a b", "https://{host}\t/x", "https://{host}\n.evil.example/x", " https://{host}/x", "https://{host}\0/x",
    "https://{host}/\u00fc", "https://xn--{host}/x", "https://127.0.0.1/x", "http://127.0.0.1:1/x", "https://10.0.0.1/x",
    "https://[::1]/x", "https://169.254.169.254/latest/meta-data/", "https://localhost/x", "https://sub.{host}/x",
]  # fmt: skip


@pytest.mark.parametrize("url", FOREIGN)
def test_a_place_in_disguise_is_foreign(url: str) -> None:
    """Neither the key nor a download goes to anything that only looks like one of the service's hosts."""
    for check, host in (
        (REAL.keyed, "queue.modelrunner.run"),
        (REAL.keyed, "modelrunner.run"),
        (REAL.media, "media.modelrunner.ai"),
        (REAL.of_catalog, "api.modelrunner.run"),
    ):
        with pytest.raises(ForeignAddress):
            check(url.replace("{host}", host))


def test_each_kind_of_host_is_good_for_its_own_purpose_only() -> None:
    """Media and catalog never see the key; the queue serves no pictures."""
    assert REAL.keyed("https://queue.modelrunner.run/requests?limit=1").host == "queue.modelrunner.run"
    assert REAL.keyed("https://modelrunner.run:443/storage").host == "modelrunner.run"
    assert REAL.media("https://media.modelrunner.ai/x.jpeg").path == "/x.jpeg"
    for check, url in (
        (REAL.keyed, "https://media.modelrunner.ai/x"),
        (REAL.keyed, "https://api.modelrunner.run/models"),
        (REAL.media, "https://queue.modelrunner.run/x"),
        (REAL.of_catalog, "https://modelrunner.run/models"),
    ):
        with pytest.raises(ForeignAddress):
            check(url)


def test_plain_http_is_for_loopback_and_its_exact_port() -> None:
    """A fake may be spoken to, its neighbour on the next port may not."""
    assert LOCAL.keyed("http://127.0.0.1:8799/requests").port == 8799
    assert LOCAL.catalog == "http://127.0.0.1:8799"
    for url in ("http://127.0.0.1:8798/x", "http://localhost:8799/x", "https://127.0.0.1:8799/x"):
        with pytest.raises(ForeignAddress):
            LOCAL.keyed(url)


def test_a_presigned_address_is_public_and_encrypted() -> None:
    """Any https name will do, because the bucket's host is not documented; private places will not."""
    assert REAL.presigned("https://bucket.s3.amazonaws.com/x?sig=1").host == "bucket.s3.amazonaws.com"
    for url in (
        "http://bucket.example/x",
        "https://10.0.0.1/x",
        "https://[::1]/x",
        "https://intranet/x",
        "http://127.0.0.1/x",
    ):
        with pytest.raises(ForeignAddress):
            REAL.presigned(url)
    assert LOCAL.presigned("http://127.0.0.1:8799/bucket/x").port == 8799


@pytest.mark.parametrize(
    "url", ["http://queue.modelrunner.run", "queue.modelrunner.run", "https://user:pw@x.example", ""]
)
def test_an_unsafe_base_is_a_configuration_error(url: str) -> None:
    """It is refused when the client is made, not when the key has left."""
    with pytest.raises(ValueError, match="not an https address"):
        Addresses(queue_url=url)
