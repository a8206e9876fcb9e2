"""An application that somebody installed for themselves: where it then is, and how little it may do there."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.playground.actions import Declined
from bot.playground.constants import EPHEMERAL, Callback
from bot.playground.knobs import BucketRule, Knobs
from bot.playground.people import Outcome
from bot.playground.permissions import AS_GUEST
from bot.playground.server import Playground
from tests.contracts.playground.client import SILENT, Client
from tests.contracts.playground.socket import Socket, dial

COMMANDS: list[dict[str, Any]] = [
    {"name": "both", "description": "x", "integration_types": [0, 1], "contexts": [0, 1, 2]},
    {"name": "server", "description": "x", "integration_types": [0], "contexts": [0, 1]},
    {"name": "mine", "description": "x", "integration_types": [1], "contexts": [0, 1, 2]},
]


@pytest.fixture
async def socket(playground: Playground, client: Client, http: aiohttp.ClientSession) -> Socket:
    await client.call("PUT", f"/applications/{playground.world.application_id}/commands", COMMANDS)
    connection = await dial(playground, http)
    await connection.identify()
    return connection


async def asked(playground: Playground, socket: Socket, who: str, where: Any, name: str) -> tuple[Any, Any]:
    """The payload of a command, and the task that waits for its answer."""
    task = asyncio.create_task(playground.person(who).slash(where, name))
    frame = await asyncio.wait_for(socket.next(), 5)
    return frame["d"], task


def callback(payload: dict[str, Any]) -> str:
    return f"/interactions/{payload['id']}/{payload['token']}/callback?with_response=1"


def webhook(payload: dict[str, Any]) -> str:
    return f"/webhooks/{payload['application_id']}/{payload['token']}"


async def answered(client: Client, payload: dict[str, Any], task: asyncio.Task[Outcome], **data: Any) -> Outcome:
    reply = await client.call("POST", callback(payload), {"type": Callback.MESSAGE, "data": {**SILENT, **data}})
    assert reply.status == 200
    return await task


async def test_a_guild_without_the_bot(playground: Playground, socket: Socket, client: Client) -> None:
    """The owner is the user alone, the permissions are next to none, and the context is still a guild."""
    payload, task = await asked(playground, socket, "alice", "harbour-chat", "both")
    alice = playground.person("alice")
    assert payload["authorizing_integration_owners"] == {"1": str(alice.id)}
    assert payload["app_permissions"] == str(AS_GUEST)
    assert (payload["context"], payload["member"]["user"]["username"]) == (0, "alice")
    outcome = await answered(client, payload, task, content="hi")
    assert not outcome.message.flags & EPHEMERAL
    shape = (await client.call("GET", webhook(payload) + "/messages/@original")).body
    assert shape["interaction_metadata"]["authorizing_integration_owners"] == {"1": str(alice.id)}


async def test_where_both_are_installed_both_are_owners(playground: Playground, socket: Socket, client: Client) -> None:
    """In a guild with the bot, somebody who has the app too brings both owners."""
    alice, home = playground.person("alice"), playground.world.guild
    payload, task = await asked(playground, socket, "alice", "general", "both")
    assert payload["authorizing_integration_owners"] == {"0": str(home.id), "1": str(alice.id)}
    await answered(client, payload, task, content="x")
    payload, task = await asked(playground, socket, "bob", "general", "both")
    assert payload["authorizing_integration_owners"] == {"0": str(home.id)}
    await answered(client, payload, task, content="x")


async def test_a_group_of_friends(playground: Playground, socket: Socket, client: Client) -> None:
    """In a group the context is 2, the channel's type 3, and the person a user."""
    payload, task = await asked(playground, socket, "alice", "Weekend plans", "mine")
    assert (payload["context"], payload["channel"]["type"]) == (2, 3)
    assert payload["user"]["username"] == "alice"
    assert "guild_id" not in payload
    await answered(client, payload, task, content="x")


@pytest.mark.parametrize(
    ("who", "where", "command"),
    [("bob", "harbour-chat", "both"), ("alice", "harbour-chat", "server"), ("bob", "general", "mine")],
)
async def test_who_did_not_install_it_is_not_offered_it(
    playground: Playground, socket: Socket, who: str, where: str, command: str
) -> None:
    """A command is offered where the app is installed in a way the command is meant for."""
    with pytest.raises(Declined, match="cannot be used here"):
        await playground.person(who).slash(where, command)


async def test_the_message_keeps_its_owners(playground: Playground, socket: Socket, client: Client) -> None:
    """A button on a guest's message is pressed under the owners of the message, by whomever."""
    payload, task = await asked(playground, socket, "alice", "harbour-chat", "mine")
    button = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}
    outcome = await answered(client, payload, task, content="x", components=[button])
    click = asyncio.create_task(playground.person("bob").click(outcome.message, "Go"))
    pressed = (await socket.next())["d"]
    assert pressed["authorizing_integration_owners"] == {"1": str(playground.person("alice").id)}
    await client.call("POST", callback(pressed), {"type": Callback.DEFERRED_UPDATE})
    await click


async def test_a_guest_follows_up_five_times(
    playground: Playground, socket: Socket, client: Client, knobs: Knobs
) -> None:
    """The sixth follow-up of an interaction that only the user's install allows is 40094."""
    knobs.bucket_rules["webhook"] = BucketRule(limit=100, per=1.0)
    payload, task = await asked(playground, socket, "alice", "harbour-chat", "mine")
    await answered(client, payload, task, content="x")
    replies = []
    for n in range(6):
        reply = await client.call("POST", webhook(payload), {"content": str(n), **SILENT})
        replies.append((reply.status, reply.code if reply.status != 200 else None))
    assert replies == [(200, None)] * 5 + [(400, 40094)]


async def test_filling_a_deferred_answer_is_no_follow_up(
    playground: Playground, socket: Socket, client: Client
) -> None:
    """Neither editing the original nor filling it in counts towards the five."""
    payload, task = await asked(playground, socket, "alice", "harbour-chat", "mine")
    await client.call("POST", callback(payload), {"type": Callback.DEFERRED_MESSAGE})
    outcome = await task
    await client.call("POST", webhook(payload), {"content": "filled", **SILENT})
    await client.call("PATCH", webhook(payload) + "/messages/@original", {"content": "edited", **SILENT})
    assert (outcome.message.text, outcome.interaction.follow_ups) == ("edited", 0)


async def test_without_external_apps_answers_are_private(
    playground: Playground, socket: Socket, client: Client
) -> None:
    """Where the person may not use external apps in public, an answer is ephemeral whatever the bot asked for."""
    harbour = playground.world.guild_named("Harbour Club")
    harbour.roles[harbour.id].permissions &= ~(1 << 50)
    payload, task = await asked(playground, socket, "alice", "harbour-chat", "mine")
    outcome = await answered(client, payload, task, content="x")
    assert outcome.message.flags & EPHEMERAL
    assert playground.person("bob").sees("harbour-chat") == []


async def test_the_bots_direct_messages(playground: Playground, socket: Socket, client: Client) -> None:
    """There the guild's owner is "0"; the permissions are those Discord documents for a direct message."""
    channel = await playground.person("bob").open_dm()
    payload, task = await asked(playground, socket, "bob", channel, "server")
    assert payload["authorizing_integration_owners"] == {"0": "0"}
    assert (payload["context"], payload["app_permissions"]) == (1, "442368")
    await answered(client, payload, task, content="x")
