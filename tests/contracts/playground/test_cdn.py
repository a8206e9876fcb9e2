"""The CDN: signed addresses, their end, and that nothing a stranger uploaded runs in a browser."""

import aiohttp
import pytest

from bot.playground.knobs import Knobs
from bot.playground.server import Playground
from tests.contracts.playground.client import Client
from tests.contracts.playground.scratch import PNG


async def sent_url(client: Client, name: str = "a.png") -> str:
    reply = await client.send("general", files={0: (name, PNG)})
    return reply.body["attachments"][0]["url"]


async def fetched(url: str) -> tuple[int, bytes, dict[str, str]]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.read(), dict(response.headers)


async def test_an_address_serves_the_bytes(client: Client) -> None:
    """A fresh address answers with the bytes and the type the name promises."""
    status, data, headers = await fetched(await sent_url(client))
    assert (status, data, headers["Content-Type"]) == (200, PNG, "image/png")


@pytest.mark.parametrize("change", ["ex=ffffffff&", "hm=00&", "is=0&"])
async def test_an_altered_address(client: Client, change: str) -> None:
    """An address altered in any part is 404."""
    url = await sent_url(client)
    name = change.partition("=")[0]
    parts = [change.rstrip("&") if part.startswith(name + "=") else part for part in url.partition("?")[2].split("&")]
    status, _, _ = await fetched(url.partition("?")[0] + "?" + "&".join(parts))
    assert status == 404


@pytest.mark.parametrize("query", ["", "?ex=zz&is=zz&hm=zz", "?ex=zz&is=zz&hm=%C3%A9"])
async def test_an_unsigned_address(client: Client, query: str) -> None:
    """Without a signature there is nothing to see."""
    status, _, _ = await fetched((await sent_url(client)).partition("?")[0] + query)
    assert status == 404


async def test_an_expired_address(client: Client, knobs: Knobs, playground: Playground) -> None:
    """After its life an address is 404, and reading the message again signs a fresh one."""
    knobs.cdn_life = 0.0
    reply = await client.send("general", files={0: ("a.png", PNG)})
    assert (await fetched(reply.body["attachments"][0]["url"]))[0] == 404
    knobs.cdn_life = 60.0
    again = await client.call("GET", f"/channels/{reply.body['channel_id']}/messages/{reply.body['id']}")
    assert (await fetched(again.body["attachments"][0]["url"]))[0] == 200


async def test_a_page_is_not_run(client: Client) -> None:
    """Files that a browser would run are downloads in a sandbox."""
    _, _, headers = await fetched(await sent_url(client, "evil.html"))
    assert headers["Content-Disposition"] == "attachment"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


async def test_a_deleted_message_takes_its_files_along(client: Client) -> None:
    """The address of a deleted message's file is 404."""
    sent = (await client.send("general", files={0: ("a.png", PNG)})).body
    await client.call("DELETE", f"/channels/{sent['channel_id']}/messages/{sent['id']}")
    assert (await fetched(sent["attachments"][0]["url"]))[0] == 404
