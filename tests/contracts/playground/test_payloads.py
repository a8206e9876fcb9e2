"""The payload of an interaction: everything Discord documents around the data, in a server and in a direct message."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.playground import constants
from bot.playground.knobs import Knobs
from bot.playground.people import Place
from bot.playground.server import Playground
from tests.contracts.playground.client import SILENT, Client
from tests.contracts.playground.scratch import PNG
from tests.contracts.playground.socket import Socket, dial

ALWAYS = {
    "id",
    "application_id",
    "type",
    "token",
    "version",
    "data",
    "channel_id",
    "channel",
    "locale",
    "entitlements",
    "app_permissions",
    "attachment_size_limit",
    "authorizing_integration_owners",
    "context",
}
IN_A_SERVER = ALWAYS | {"guild_id", "guild", "guild_locale", "member"}
OPTIONS = [
    {"type": 11, "name": "image", "description": "x"},
    {"type": 6, "name": "who", "description": "x"},
    {"type": 7, "name": "where", "description": "x"},
]


@pytest.fixture
async def socket(playground: Playground, client: Client, http: aiohttp.ClientSession) -> Socket:
    path = f"/applications/{playground.world.application_id}/commands"
    await client.call("PUT", path, [{"name": "go", "description": "Go", "options": OPTIONS}])
    connection = await dial(playground, http)
    await connection.identify()
    return connection


async def sent(playground: Playground, socket: Socket, place: Place = "general", /, **options: Any) -> dict[str, Any]:
    """The payload of Alice's command."""
    act = asyncio.create_task(playground.person("alice").slash(place, "go", **options))
    frame = await socket.next()
    await act
    assert frame["t"] == "INTERACTION_CREATE"
    return frame["d"]


async def test_in_a_server(playground: Playground, socket: Socket) -> None:
    """A server's interaction has member, guild and both sides' permissions in the channel."""
    payload = await sent(playground, socket)
    assert set(payload) == IN_A_SERVER
    assert (payload["type"], payload["version"], payload["context"]) == (2, 1, 0)
    assert payload["authorizing_integration_owners"] == {"0": str(playground.world.guild.id)}
    assert payload["attachment_size_limit"] == 10 * 1024 * 1024
    assert len(payload["token"]) > 150
    assert payload["member"]["user"]["username"] == "alice"
    assert int(payload["member"]["permissions"]) & constants.USE_COMMANDS
    assert not int(payload["member"]["permissions"]) & constants.MANAGE_GUILD
    assert payload["channel"]["permissions"] == payload["member"]["permissions"]


async def test_permissions_are_the_channels(playground: Playground, socket: Socket, knobs: Knobs) -> None:
    """`app_permissions` follow the channel's overwrites and, in tests, the knobs."""
    open_here = await sent(playground, socket, "general")
    closed_here = await sent(playground, socket, "no-threads")
    assert int(open_here["app_permissions"]) & constants.CREATE_PUBLIC_THREADS
    assert not int(closed_here["app_permissions"]) & constants.CREATE_PUBLIC_THREADS
    knobs.permission_masks["general"] = 0
    assert (await sent(playground, socket, "general"))["app_permissions"] == "0"


async def test_in_a_thread(playground: Playground, socket: Socket, client: Client) -> None:
    """A thread's interaction carries the thread, with its parent."""
    message = (await client.send("general", content="x")).body
    path = f"/channels/{message['channel_id']}/messages/{message['id']}/threads"
    thread = (await client.call("POST", path, {"name": "results"})).body
    payload = await sent(playground, socket, thread["id"])
    assert (payload["channel"]["type"], payload["channel"]["parent_id"]) == (11, message["channel_id"])


async def test_in_a_direct_message(playground: Playground, socket: Socket, client: Client) -> None:
    """A direct message's interaction has a user, and neither member nor guild."""
    alice = playground.person("alice")
    channel = (await client.call("POST", "/users/@me/channels", {"recipient_id": str(alice.id)})).body
    await client.call("POST", f"/channels/{channel['id']}/messages", {"content": "hi", **SILENT})
    payload = await sent(playground, socket, channel["id"])
    assert set(payload) == ALWAYS | {"user"}
    assert payload["context"] == 1
    assert payload["channel"]["type"] == 1


async def test_what_options_name_is_resolved(playground: Playground, socket: Socket) -> None:
    """Files, people and channels in options come resolved; a file is ephemeral and can be fetched."""
    where, mod = playground.world.channel("showcase"), playground.person("mod")
    payload = await sent(playground, socket, image=("in.png", PNG), who=mod, where=where)
    resolved = payload["data"]["resolved"]
    values = {option["name"]: option["value"] for option in payload["data"]["options"]}
    file = resolved["attachments"][values["image"]]
    assert (file["filename"], file["content_type"], file["ephemeral"]) == ("in.png", "image/png", True)
    async with aiohttp.ClientSession() as session, session.get(file["url"]) as response:
        assert await response.read() == PNG
    assert "/ephemeral-attachments/" in file["url"]
    assert resolved["users"][values["who"]]["username"] == "mod"
    assert "user" not in resolved["members"][values["who"]]
    assert int(resolved["members"][values["who"]]["permissions"]) & constants.MANAGE_GUILD
    assert resolved["channels"][values["where"]]["name"] == "showcase"
