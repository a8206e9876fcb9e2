"""The page's API: who may ask, what one person sees, and what happens as events."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground.server import Playground
from tests.contracts.playground.scratch import PNG, Bot


@pytest.fixture
async def page(playground: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser tab on the page."""
    async with aiohttp.ClientSession(playground.url, headers={"Origin": playground.url}) as session:
        yield session


class Stream:
    """The events of one person."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def until(self, name: str) -> dict[str, Any]:
        """The data of the next event of this name."""
        async with asyncio.timeout(5):
            while True:
                line = (await self._response.content.readline()).decode().strip()
                if line == f"event: {name}":
                    data = (await self._response.content.readline()).decode()
                    return json.loads(data.removeprefix("data: "))


async def stream(page: aiohttp.ClientSession, person: str) -> Stream:
    response = await page.get(f"/page/events?as={person}")
    await response.content.readline()
    return Stream(response)


def form(payload: dict[str, Any], *files: bytes) -> aiohttp.FormData:
    data = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    data.add_field("payload_json", json.dumps(payload))
    for index, file in enumerate(files):
        data.add_field(f"files[{index}]", file, filename=f"{index}.png")
    return data


async def state(page: aiohttp.ClientSession, person: str = "alice") -> dict[str, Any]:
    return await (await page.get(f"/page/state?as={person}")).json()


async def test_a_foreign_name_is_refused(playground: Playground) -> None:
    """A request for another host's name is refused everywhere, so that no foreign name can point here."""
    async with aiohttp.ClientSession(headers={"Host": "evil.example"}) as session:
        for path in ("/", "/page/state", "/api/v10/users/@me", "/gateway/"):
            assert (await session.get(playground.url + path)).status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
async def test_only_the_page_acts(playground: Playground, origin: str | None) -> None:
    """A POST without the page's own origin is refused."""
    headers = {} if origin is None else {"Origin": origin}
    async with aiohttp.ClientSession(playground.url, headers=headers) as session:
        for path in ("/page/act/message", "/page/act/delete", "/page/bot/restart"):
            assert (await session.post(path, json={})).status == 403


async def test_the_page_runs_nothing_foreign(page: aiohttp.ClientSession) -> None:
    """The page comes with a policy that allows its own scripts and styles only."""
    response = await page.get("/")
    assert response.status == 200
    assert "default-src 'none'; script-src 'self'" in response.headers["Content-Security-Policy"]
    assert (await page.get("/static/../page.py")).status == 404
    assert (await page.get("/static/%2e%2e/page.py")).status == 404


async def test_localhost_leads_to_the_page(playground: Playground) -> None:
    """The page asked for by its other name leads to the one its pictures are allowed on."""
    async with aiohttp.ClientSession() as session:
        url = playground.url.replace("127.0.0.1", "localhost")
        response = await session.get(url, allow_redirects=False)
        assert (response.status, response.headers["Location"]) == (302, playground.url)


async def test_state(page: aiohttp.ClientSession, bot: Bot) -> None:
    """The state has everything the page starts with, and the viewer's permissions by channel."""
    shown = await state(page)
    assert [person["role"] for person in shown["people"]] == ["member", "member", "moderator", "owner"]
    home = [channel["name"] for channel in shown["channels"] if channel.get("guild_id") == shown["guild"]["id"]]
    assert home == ["general", "showcase", "no-threads"]
    assert all(int(channel["permissions"]) & (1 << 11) for channel in shown["channels"] if "guild_id" in channel)
    assert "draw" in [command["name"] for command in shown["commands"]]
    assert shown["bot"]["online"]
    assert not shown["bot"]["restartable"]


async def test_a_command_from_the_page(page: aiohttp.ClientSession, bot: Bot, playground: Playground) -> None:
    """A command answers with its id at once; acknowledgement, message and thread come as events."""
    shown, events = await state(page), await stream(page, "alice")
    command = next(one for one in shown["commands"] if one["name"] == "draw")
    options = [{"name": "image", "type": 11, "value": 0}, {"name": "style", "type": 3, "value": "ink"}]
    payload = {"channel_id": shown["channels"][0]["id"], "command_id": command["id"], "nonce": "1", "options": options}
    answer = await page.post("/page/act/command?as=alice", data=form(payload, PNG))
    sent = (await answer.json())["interaction_id"]
    pending = await events.until("INTERACTION_PENDING")
    assert (pending["id"], pending["nonce"]) == (sent, "1")
    created = await events.until("MESSAGE_CREATE")
    assert created["interaction_metadata"]["name"] == "draw"
    assert (await events.until("INTERACTION_ACK"))["id"] == sent
    assert (await events.until("THREAD_CREATE"))["parent_id"] == payload["channel_id"]
    messages = await (await page.get(f"/page/channels/{payload['channel_id']}/messages?as=bob")).json()
    assert messages[-1]["id"] == created["id"]


async def test_a_refusal_names_the_option(page: aiohttp.ClientSession, bot: Bot) -> None:
    """What the app would not send is 400 with a text by option."""
    shown = await state(page)
    command = next(one for one in shown["commands"] if one["name"] == "draw")
    payload = {"channel_id": shown["channels"][0]["id"], "command_id": command["id"], "options": []}
    answer = await page.post("/page/act/command?as=alice", data=form(payload))
    assert answer.status == 400
    assert set((await answer.json())["errors"]) == {"image", "style"}


async def test_private_things_stay_private(page: aiohttp.ClientSession, bot: Bot, playground: Playground) -> None:
    """Ephemeral messages and interaction events reach the one person they are for."""
    alice, bob = await stream(page, "alice"), await stream(page, "bob")
    await playground.person("alice").slash("general", "hidden")
    assert (await alice.until("MESSAGE_CREATE"))["flags"] & 64
    await playground.person("bob").say("general", "after")
    assert (await bob.until("MESSAGE_CREATE"))["content"] == "after"


async def test_a_form_from_the_page(page: aiohttp.ClientSession, bot: Bot) -> None:
    """A modal opens as an event and is submitted with files by index."""
    shown, events = await state(page), await stream(page, "alice")
    command = next(one for one in shown["commands"] if one["name"] == "ask")
    channel = shown["channels"][0]["id"]
    await page.post("/page/act/command?as=alice", data=form({"channel_id": channel, "command_id": command["id"]}))
    opened = await events.until("MODAL_OPEN")
    parts = opened["modal"]["components"]
    for part, filled in zip(parts, ({"value": "new"}, {"values": ["ink"]}, {"values": [0]}), strict=True):
        part["component"] |= filled
    payload = {"interaction_id": opened["interaction_id"], "nonce": "2", "components": parts}
    answer = await page.post("/page/act/modal?as=alice", data=form(payload, PNG))
    assert answer.status == 200
    assert "'prompt': 'new'" in (await events.until("MESSAGE_CREATE"))["content"]


async def test_clicks_autocomplete_and_silence(page: aiohttp.ClientSession, bot: Bot, playground: Playground) -> None:
    """Choices come back at once; a silent bot is told as a failure."""
    shown, events = await state(page), await stream(page, "alice")
    commands = {one["name"]: one["id"] for one in shown["commands"]}
    channel = shown["channels"][0]["id"]
    options = [{"name": "style", "type": 3, "value": "po", "focused": True}]
    asked = {"channel_id": channel, "command_id": commands["draw"], "options": options}
    choices = await (await page.post("/page/act/autocomplete?as=alice", json=asked)).json()
    assert [choice["value"] for choice in choices["choices"]] == ["pop", "poster"]
    silent = {"channel_id": channel, "command_id": commands["silent"], "nonce": "9"}
    await page.post("/page/act/command?as=alice", data=form(silent))
    failed = await events.until("INTERACTION_FAILED")
    assert (failed["nonce"], failed["text"]) == ("9", "The application did not respond")


async def test_messages_are_said_and_deleted(page: aiohttp.ClientSession, playground: Playground) -> None:
    """A person says something with a file and deletes it; others may not."""
    channel = str(playground.world.channel("general").id)
    payload = {"channel_id": channel, "content": "look", "nonce": "5"}
    said = await (await page.post("/page/act/message?as=alice", data=form(payload, PNG))).json()
    assert (said["nonce"], said["attachments"][0]["width"]) == ("5", 2)
    body = {"channel_id": channel, "message_id": said["id"]}
    assert (await page.post("/page/act/delete?as=bob", json=body)).status == 403
    assert (await page.post("/page/act/delete?as=alice", json=body)).status == 204


async def test_samples_are_offered(page: aiohttp.ClientSession) -> None:
    """The sample photos that are installed can be fetched."""
    for sample in (await state(page))["samples"]:
        response = await page.get(sample["url"])
        assert response.content_type.startswith("image/")


async def test_nothing_to_restart(page: aiohttp.ClientSession) -> None:
    """Without a supervised bot there is nothing to restart."""
    assert (await page.post("/page/bot/restart")).status == 409
