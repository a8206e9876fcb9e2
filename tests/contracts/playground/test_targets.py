"""What context menus are opened on: whole messages, forwarded ones, stickers, and people with their pictures."""

import asyncio
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from PIL import Image

from bot.playground.actions import Declined
from bot.playground.constants import Callback
from bot.playground.server import Playground
from tests.contracts.playground.client import SILENT, V2, Client
from tests.contracts.playground.scratch import PNG
from tests.contracts.playground.socket import Socket, dial

MENUS: list[dict[str, Any]] = [{"name": "Look", "type": 3}, {"name": "Portrait", "type": 2}]


@pytest.fixture
async def socket(playground: Playground, client: Client, http: aiohttp.ClientSession) -> Socket:
    await client.call("PUT", f"/applications/{playground.world.application_id}/commands", MENUS)
    connection = await dial(playground, http)
    await connection.identify()
    return connection


async def opened(playground: Playground, socket: Socket, target: Any, name: str) -> dict[str, Any]:
    """The data of Alice's menu command."""
    task = asyncio.create_task(playground.person("alice").context_menu(target, name))
    payload = (await asyncio.wait_for(socket.next(), 5))["d"]
    await task
    return payload["data"]


async def test_a_message_comes_whole(playground: Playground, socket: Socket) -> None:
    """Text, files and stickers of the message are in `resolved`, whoever wrote it."""
    stickers = list(playground.world.guild.stickers.values())
    said = await playground.person("bob").say("general", "look", files=[("in.png", PNG)], stickers=stickers)
    data = await opened(playground, socket, said, "Look")
    shape = data["resolved"]["messages"][data["target_id"]]
    assert (data["type"], shape["content"], shape["author"]["username"]) == (3, "look", "bob")
    assert shape["attachments"][0]["filename"] == "in.png"
    assert shape["sticker_items"] == [{"id": str(stickers[0].id), "name": "Palette", "format_type": 1}]


async def test_a_card_comes_with_its_parts(playground: Playground, socket: Socket, client: Client) -> None:
    """Components and embeds of an app's message come with addresses that can be fetched."""
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    sent = await client.send("general", flags=V2, components=[gallery], files={0: ("a.png", PNG)})
    message = playground.world.messages[int(sent.body["id"])]
    data = await opened(playground, socket, message, "Look")
    media = data["resolved"]["messages"][data["target_id"]]["components"][0]["items"][0]["media"]
    async with aiohttp.ClientSession() as session, session.get(media["url"]) as response:
        assert await response.read() == PNG
    embed = {"title": "t", "image": {"url": "attachment://a.png"}}
    sent = await client.send("general", embeds=[embed], files={0: ("a.png", PNG)})
    data = await opened(playground, socket, playground.world.messages[int(sent.body["id"])], "Look")
    assert data["resolved"]["messages"][data["target_id"]]["embeds"][0]["image"]["width"] == 2


async def test_a_forwarded_message_carries_what_it_forwards(
    playground: Playground, socket: Socket, client: Client
) -> None:
    """A forward has no text of its own; the snapshot has the original's text and files, also after it was deleted."""
    bob = playground.person("bob")
    said = await bob.say("general", "mine", files=[("in.png", PNG)])
    forwarded = await bob.forward(said, "showcase")
    await bob.delete(said)
    data = await opened(playground, socket, forwarded, "Look")
    shape = data["resolved"]["messages"][data["target_id"]]
    assert (shape["content"], shape["attachments"], shape["message_reference"]["type"]) == ("", [], 1)
    assert "referenced_message" not in shape
    [snapshot] = shape["message_snapshots"]
    assert snapshot["message"]["content"] == "mine"
    url = snapshot["message"]["attachments"][0]["url"]
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert await response.read() == PNG
    read = (await client.call("GET", f"/channels/{forwarded.channel_id}/messages/{forwarded.id}")).body
    assert read["flags"] & 1 << 14
    again = await bob.forward(forwarded, "general")
    assert [one.content for one in again.snapshots] == ["mine"]


async def test_what_only_one_sees_is_not_forwarded(playground: Playground, socket: Socket, client: Client) -> None:
    """An ephemeral message stays with its reader."""
    alice = playground.person("alice")
    task = asyncio.create_task(alice.context_menu(playground.person("bob"), "Portrait"))
    payload = (await socket.next())["d"]
    path = f"/interactions/{payload['id']}/{payload['token']}/callback"
    await client.call("POST", path, {"type": Callback.MESSAGE, "data": {"content": "x", "flags": 64, **SILENT}})
    with pytest.raises(Declined, match="Only you"):
        await alice.forward((await task).message, "general")


async def test_a_person_comes_with_a_picture(playground: Playground, socket: Socket) -> None:
    """The user's avatar is a hash the CDN knows, in the asked format and size; the member has roles, not the user."""
    bob = playground.person("bob")
    data = await opened(playground, socket, bob, "Portrait")
    user, member = data["resolved"]["users"][data["target_id"]], data["resolved"]["members"][data["target_id"]]
    assert (data["type"], "user" in member, len(member["roles"])) == (2, False, 1)
    address = f"{playground.url}/cdn/avatars/{user['id']}/{user['avatar']}.webp?size=256"
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        assert response.content_type == "image/webp"
        assert Image.open(BytesIO(await response.read())).size == (256, 256)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("avatars/{id}/{hash}.png", 200),
        ("avatars/{id}/{hash}.png?size=1024", 200),
        ("avatars/{id}/{hash}.png?size=100", 400),
        ("avatars/{id}/{hash}.exe", 415),
        ("avatars/{id}/other.png", 404),
        ("embed/avatars/3.png", 200),
        ("stickers/1.png", 404),
    ],
)
async def test_pictures_of_people(playground: Playground, http: aiohttp.ClientSession, path: str, status: int) -> None:
    """Sizes are powers of two, formats those of pictures, and an outdated hash is gone."""
    user = playground.person("bob").user
    async with http.get(f"{playground.url}/cdn/{path.format(id=user.id, hash=user.avatar)}") as response:
        assert response.status == status
