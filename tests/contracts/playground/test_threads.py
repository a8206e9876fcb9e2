"""Threads over the wire: where they start, whose id they have, and what an archived one takes."""

import asyncio

import pytest

from bot.playground import constants
from bot.playground.entities import Channel
from bot.playground.knobs import Knobs
from bot.playground.server import Playground
from tests.contracts.playground.client import SILENT, Client, Reply


async def started(client: Client, channel: str = "general", **body: object) -> tuple[dict, Reply]:
    """A message, and the answer to starting a thread from it."""
    message = (await client.send(channel, content="start")).body
    path = f"/channels/{message['channel_id']}/messages/{message['id']}/threads"
    return message, await client.call("POST", path, {"name": "results", **body})


async def test_a_thread_has_its_messages_id(client: Client, playground: Playground) -> None:
    """A thread from a message is 201, has the message's id, and the message tells of it."""
    message, reply = await started(client)
    assert reply.status == 201
    assert reply.body["id"] == message["id"]
    read = (await client.call("GET", f"/channels/{message['channel_id']}/messages/{message['id']}")).body
    assert read["flags"] & constants.HAS_THREAD
    assert read["thread"]["name"] == "results"
    [starter] = playground.world.messages_in(int(message["id"]))
    assert starter.kind == 21


async def test_one_thread_a_message(client: Client) -> None:
    """A second thread on a message is refused with 160004."""
    message, _ = await started(client)
    path = f"/channels/{message['channel_id']}/messages/{message['id']}/threads"
    assert (await client.call("POST", path, {"name": "again"})).code == 160004


async def test_no_thread_in_a_thread(client: Client, playground: Playground) -> None:
    """A thread's message starts no thread: 50024."""
    _, reply = await started(client)
    inner = await client.send(reply.body["id"], content="inside")
    path = f"/channels/{reply.body['id']}/messages/{inner.body['id']}/threads"
    assert (await client.call("POST", path, {"name": "x"})).code == 50024


async def test_threads_are_a_right(client: Client) -> None:
    """Where the bot may not start threads it gets 50013."""
    _, reply = await started(client, "no-threads")
    assert (reply.status, reply.code) == (403, 50013)


@pytest.mark.parametrize(
    ("wrong", "place"),
    [({"name": ""}, "name"), ({"name": "x" * 101}, "name"), ({"auto_archive_duration": 61}, "auto_archive_duration")],
)
async def test_a_threads_form(client: Client, wrong: dict, place: str) -> None:
    """Names have 1 to 100 characters, archive times are four."""
    _, reply = await started(client, **wrong)
    assert reply.code == 50035
    assert reply.error_at(place)


async def test_sending_in_threads_is_its_own_right(client: Client, knobs: Knobs) -> None:
    """SEND_MESSAGES does not count in a thread, SEND_MESSAGES_IN_THREADS does."""
    _, reply = await started(client)
    knobs.permission_masks["general"] = ~constants.SEND_MESSAGES
    assert (await client.send(reply.body["id"], content="x")).status == 200
    knobs.permission_masks["general"] = ~constants.SEND_IN_THREADS
    assert (await client.send(reply.body["id"], content="x")).code == 50013


async def test_an_archived_thread(client: Client, playground: Playground) -> None:
    """In an archived thread nothing is edited or deleted; sending opens it again unless it is locked."""
    _, reply = await started(client)
    path = f"/channels/{reply.body['id']}"
    sent = (await client.send(reply.body["id"], content="x")).body
    assert (await client.call("PATCH", path, {"archived": True})).body["thread_metadata"]["archived"]
    edit = await client.call("PATCH", f"{path}/messages/{sent['id']}", {"content": "y", **SILENT})
    assert (edit.status, edit.code) == (400, 50083)
    assert (await client.call("DELETE", f"{path}/messages/{sent['id']}")).code == 50083
    assert (await client.send(reply.body["id"], content="z")).status == 200
    thread: Channel = playground.world.threads[0]
    assert not thread.archived
    assert (await client.call("PATCH", path, {"archived": True, "locked": True})).status == 200
    assert (await client.send(reply.body["id"], content="z")).code == 50083


async def test_a_locked_thread(client: Client, knobs: Knobs) -> None:
    """An open but locked thread takes messages of those who manage threads alone: 160005."""
    _, reply = await started(client)
    await client.call("PATCH", f"/channels/{reply.body['id']}", {"locked": True})
    assert (await client.send(reply.body["id"], content="x")).status == 200
    knobs.permission_masks["general"] = ~constants.MANAGE_THREADS
    assert (await client.send(reply.body["id"], content="x")).code == 160005


async def test_too_many_active_threads(client: Client, knobs: Knobs) -> None:
    """Above the cap no thread starts: 160006."""
    knobs.active_threads = 0
    _, reply = await started(client)
    assert reply.code == 160006


async def test_the_page_hears_of_threads(client: Client, playground: Playground) -> None:
    """Starting a thread is a THREAD_CREATE and a MESSAGE_UPDATE."""
    heard: list[str] = []
    stop = playground.world.listen(lambda event: heard.append(event.name))
    await started(client)
    stop()
    await asyncio.sleep(0)
    assert heard[:4] == ["MESSAGE_CREATE", "THREAD_CREATE", "MESSAGE_UPDATE", "MESSAGE_CREATE"]


async def test_direct_messages(client: Client, playground: Playground) -> None:
    """A direct message channel is opened once and takes messages but no threads."""
    bob = playground.person("bob").id
    first = (await client.call("POST", "/users/@me/channels", {"recipient_id": str(bob)})).body
    again = (await client.call("POST", "/users/@me/channels", {"recipient_id": str(bob)})).body
    assert first["id"] == again["id"]
    sent = (await client.call("POST", f"/channels/{first['id']}/messages", {"content": "psst", **SILENT})).body
    path = f"/channels/{first['id']}/messages/{sent['id']}/threads"
    assert (await client.call("POST", path, {"name": "x"})).code == 50024
