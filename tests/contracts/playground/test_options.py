"""Options and selects that name somebody or something: what is resolved, and what the app would not offer."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.playground import constants
from bot.playground.actions import Declined
from bot.playground.entities import Overwrite
from bot.playground.server import Playground
from tests.contracts.playground.client import V2, Client
from tests.contracts.playground.scratch import PNG
from tests.contracts.playground.socket import Socket, dial

KINDS = {"user": 6, "channel": 7, "role": 8, "mentionable": 9, "number": 10, "count": 4, "flag": 5, "file": 11}
OPTIONS: list[dict[str, Any]] = [
    *({"type": kind, "name": name, "description": "x"} for name, kind in KINDS.items()),
    {"type": 7, "name": "thread", "description": "x", "channel_types": [11]},
]
SET = {"type": 1, "name": "set", "description": "x", "options": OPTIONS}
TREE = {
    "name": "limits",
    "description": "x",
    "options": [{"type": 2, "name": "guild", "description": "x", "options": [SET]}, SET],
}


@pytest.fixture
async def socket(playground: Playground, client: Client, http: aiohttp.ClientSession) -> Socket:
    await client.call("PUT", f"/applications/{playground.world.application_id}/commands", [TREE])
    connection = await dial(playground, http)
    await connection.identify()
    return connection


async def sent(playground: Playground, socket: Socket, name: str, **options: Any) -> dict[str, Any]:
    task = asyncio.create_task(playground.person("alice").slash("general", name, **options))
    payload = (await asyncio.wait_for(socket.next(), 5))["d"]
    await task
    return payload["data"]


async def test_every_kind_of_option(playground: Playground, socket: Socket) -> None:
    """In a group's subcommand the options are nested twice, and everything they name is resolved by kind."""
    world, bob = playground.world, playground.person("bob")
    artists = next(role for role in world.guild.roles.values() if role.name == "Artists")
    data = await sent(
        playground,
        socket,
        "limits guild set",
        user=bob,
        channel=world.channel("showcase"),
        role=artists,
        mentionable=artists,
        number=0.5,
        count=3,
        flag=True,
        file=PNG,
    )
    [group] = data["options"]
    [subcommand] = group["options"]
    assert (group["name"], group["type"], subcommand["name"], subcommand["type"]) == ("guild", 2, "set", 1)
    given = {option["name"]: option["value"] for option in subcommand["options"]}
    resolved = data["resolved"]
    assert set(resolved) == {"users", "members", "channels", "roles", "attachments"}
    assert resolved["users"][str(bob.id)]["avatar"] == bob.user.avatar
    assert resolved["roles"][given["role"]]["color"] == artists.color
    assert given["mentionable"] == str(artists.id)
    assert resolved["channels"][given["channel"]]["type"] == 0
    assert (given["number"], given["count"], given["flag"]) == (0.5, 3, True)


async def test_a_channels_permissions_are_the_persons(playground: Playground, socket: Socket) -> None:
    """A resolved channel tells what the person may do in it."""
    world = playground.world
    world.channel("showcase").overwrites.append(
        Overwrite(id=world.guild.id, member=False, deny=constants.SEND_MESSAGES)
    )
    data = await sent(playground, socket, "limits set", channel=world.channel("showcase"))
    [channel] = data["resolved"]["channels"].values()
    assert not int(channel["permissions"]) & constants.SEND_MESSAGES


@pytest.mark.parametrize(
    ("option", "what"),
    [
        ("user", "role"),
        ("role", "user"),
        ("channel", "user"),
        ("channel", "elsewhere"),
        ("thread", "channel"),
        ("mentionable", "channel"),
    ],
)
async def test_only_what_the_option_asks_for(playground: Playground, socket: Socket, option: str, what: str) -> None:
    """A role is no user, a channel of another guild is not here, and channel types are kept."""
    world = playground.world
    things: dict[str, Any] = {
        "role": next(iter(world.guild.roles.values())),
        "user": playground.person("bob"),
        "channel": world.channel("general"),
        "elsewhere": world.channel("studio"),
    }
    with pytest.raises(Declined, match="nothing with this id"):
        await playground.person("alice").slash("general", "limits set", **{option: things[what]})


SELECTS: dict[str, dict[str, Any]] = {
    "user": {"type": 5, "custom_id": "user", "max_values": 2},
    "role": {"type": 6, "custom_id": "role"},
    "mentionable": {"type": 7, "custom_id": "mentionable"},
    "channel": {"type": 8, "custom_id": "channel", "channel_types": [0]},
}


@pytest.mark.parametrize("kind", SELECTS)
async def test_selects_resolve_what_was_picked(
    playground: Playground, socket: Socket, client: Client, kind: str
) -> None:
    """A pick arrives as ids, with the things themselves in `resolved`."""
    rows = [{"type": 1, "components": [SELECTS[kind]]}]
    message = playground.world.messages[int((await client.send("general", flags=V2, components=rows)).body["id"])]
    world, bob = playground.world, playground.person("bob")
    role = next(role for role in world.guild.roles.values() if role.name == "Regulars")
    picked = {"user": bob.id, "role": role.id, "mentionable": role.id, "channel": world.channel("showcase").id}[kind]
    click = asyncio.create_task(playground.person("alice").click(message, custom_id=kind, values=[str(picked)]))
    data = (await socket.next())["d"]["data"]
    await click
    assert (data["component_type"], data["values"]) == (SELECTS[kind]["type"], [str(picked)])
    where = {"user": "users", "role": "roles", "mentionable": "roles", "channel": "channels"}[kind]
    assert list(data["resolved"][where]) == [str(picked)]
    wrong = str(role.id if kind in ("user", "channel") else world.channel("general").id)
    with pytest.raises(Declined):
        await playground.person("alice").click(message, custom_id=kind, values=[wrong])
