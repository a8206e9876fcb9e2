"""Downloads whose answers no server of ours would give."""

import httpx
import pytest

from bot.engines.modelrunner import Caps, ModelRunner, Timing, errors
from bot.engines.modelrunner.pages import items_as
from bot.engines.modelrunner.wire import Record

URL = "https://media.modelrunner.ai/x"


def client(answer: httpx.Response) -> ModelRunner:
    """A client whose every request is answered like this."""
    return ModelRunner("key", transport=httpx.MockTransport(lambda _: answer), caps=Caps(picture_bytes=100))


async def test_an_announced_size_above_the_cap_is_not_read() -> None:
    """The header is enough."""
    answer = httpx.Response(200, headers={"Content-Length": "101"}, stream=httpx.ByteStream(b"\xff\xd8\xff"))
    with pytest.raises(errors.BadMedia, match="larger"):
        await client(answer).media.fetch(URL)


async def test_webp_is_a_picture_too() -> None:
    """All three formats are passed on, by their first bytes and not by what the server calls them."""
    answer = httpx.Response(200, content=b"RIFF\0\0\0\0WEBPVP8 ", headers={"Content-Type": "text/html"})
    assert (await client(answer).media.fetch(URL)).content_type == "image/webp"


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip"])
async def test_a_compressed_answer_is_not_unpacked(encoding: str) -> None:
    """A bomb stays as small as it came: neither a picture nor an answer is read."""
    answer = httpx.Response(200, headers={"Content-Encoding": encoding}, stream=httpx.ByteStream(b"x" * 50))
    with pytest.raises(errors.Malformed, match="compressed"):
        await client(answer).media.fetch(URL)
    with pytest.raises(errors.Uncertain, match="compressed"):
        await client(answer).queue.submit("a/b", {"prompt": "x"}, metadata={"job": "1"})


async def test_a_deletion_without_a_body_is_a_deletion() -> None:
    """204 says all there is to say."""
    assert (await client(httpx.Response(204)).queue.delete_payloads("r1")).payloads_deleted


def test_a_page_of_something_else_is_no_page_of_records() -> None:
    """An item without an id cannot be told from the one that is looked for."""
    with pytest.raises(errors.Malformed):
        items_as(Record, {"data": [{"status": "COMPLETED"}]})
    assert items_as(Record, {"data": []}) == ()


def test_time_is_there_without_a_clock() -> None:
    """Who brings none gets the machine's."""
    assert Timing().unix() > 1_700_000_000
    assert 0 <= Timing().dice() < 1
