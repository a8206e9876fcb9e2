"""The gateway's protocol, spoken by hand and by discord.py: greeting, close codes, compression, resuming."""

import asyncio
import json
import zlib
from typing import Any

import aiohttp
import discord
import pytest
from discord.http import Route

from bot.playground import constants
from bot.playground.knobs import Knobs
from bot.playground.server import Playground
from tests.contracts.playground.scratch import Bot, running
from tests.contracts.playground.socket import dial


async def test_ready(playground: Playground, http: aiohttp.ClientSession) -> None:
    """IDENTIFY is answered with READY, which names the session, where to resume it, and the bot's guilds."""
    socket = await dial(playground, http)
    ready = await socket.identify()
    assert (ready["t"], ready["s"], ready["d"]["v"]) == ("READY", 1, 10)
    assert ready["d"]["resume_gateway_url"] == playground.gateway_url
    joined = [guild.id for guild in playground.world.guilds.values() if playground.world.has_bot(guild.id)]
    assert ready["d"]["guilds"] == [{"id": str(guild_id), "unavailable": True} for guild_id in joined]
    await socket.send(1, 1)
    assert (await socket.next())["op"] == 11


async def test_the_guild_comes_with_its_intent(playground: Playground, http: aiohttp.ClientSession) -> None:
    """Only a client that asked for guilds gets GUILD_CREATE, with the bot as the only member."""
    socket = await dial(playground, http)
    await socket.identify(intents=constants.INTENT_GUILDS)
    guild = await socket.next()
    assert guild["t"] == "GUILD_CREATE"
    assert [channel["name"] for channel in guild["d"]["channels"]] == ["general", "showcase", "no-threads"]
    assert [member["user"]["username"] for member in guild["d"]["members"]] == ["Restyle"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"shard": [2, 2]}, 4010),
        ({"intents": 1 << 40}, 4013),
        ({"intents": constants.INTENT_MESSAGE_CONTENT}, 4014),
    ],
)
async def test_a_wrong_identify(
    playground: Playground, http: aiohttp.ClientSession, changes: dict[str, Any], code: int
) -> None:
    """Each way to identify wrongly has its close code."""
    socket = await dial(playground, http)
    await socket.send(2, {"token": playground.token, "intents": 0} | changes)
    assert await socket.close_code() == code


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", 4002),
        (json.dumps({"op": 1, "d": "x" * 5000}), 4002),
        (json.dumps({"op": 3, "d": {}}), 4003),
    ],
)
async def test_a_wrong_frame(playground: Playground, http: aiohttp.ClientSession, frame: str, code: int) -> None:
    """Frames that are broken, too long or too early end the connection."""
    socket = await dial(playground, http)
    await socket.ws.send_str(frame)
    assert await socket.close_code() == code


async def test_identifying_twice(playground: Playground, http: aiohttp.ClientSession) -> None:
    """A second IDENTIFY closes with 4005, an unknown opcode with 4001."""
    for op, code in ((2, 4005), (99, 4001)):
        socket = await dial(playground, http)
        await socket.identify()
        await socket.send(op, {"token": playground.token, "intents": 0})
        assert await socket.close_code() == code


async def test_too_many_frames(playground: Playground, http: aiohttp.ClientSession) -> None:
    """More than 120 frames a minute close with 4008."""
    socket = await dial(playground, http)
    for _ in range(125):
        await socket.send(1)
    assert await socket.close_code() == 4008


async def test_too_many_identifies(playground: Playground, http: aiohttp.ClientSession, knobs: Knobs) -> None:
    """Above the day's allowance a session is invalid."""
    knobs.identifies_a_day = 0
    socket = await dial(playground, http)
    assert (await socket.identify()) == {"op": 9, "d": False, "s": None, "t": None}


async def test_zlib_stream(playground: Playground, http: aiohttp.ClientSession) -> None:
    """With `zlib-stream` all frames are one stream, each ending in the flush marker."""
    ws = await http.ws_connect(playground.gateway_url + "?v=10&encoding=json&compress=zlib-stream")
    stream = zlib.decompressobj()
    hello = (await ws.receive(timeout=5)).data
    assert hello.endswith(b"\x00\x00\xff\xff")
    assert json.loads(stream.decompress(hello))["op"] == 10
    await ws.send_json({"op": 2, "d": {"token": playground.token, "intents": 0}})
    assert json.loads(stream.decompress((await ws.receive(timeout=5)).data))["t"] == "READY"


async def test_zstd_falls_back_to_text(playground: Playground, http: aiohttp.ClientSession) -> None:
    """A client that asks for `zstd-stream` is understood, with or without the library here."""
    ws = await http.ws_connect(playground.gateway_url + "?compress=zstd-stream")
    assert (await ws.receive(timeout=5)).type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY)


async def test_resuming_replays(playground: Playground, http: aiohttp.ClientSession) -> None:
    """RESUME brings everything after the given number, then RESUMED with an object."""
    socket = await dial(playground, http)
    session_id = (await socket.identify(intents=constants.INTENT_GUILD_MESSAGES))["d"]["session_id"]
    await playground.person("alice").say("general", "one")
    assert (await socket.next())["t"] == "MESSAGE_CREATE"
    await socket.ws.close()
    await playground.person("alice").say("general", "two")
    again = await dial(playground, http)
    await again.resume(session_id, 1)
    names = [(frame["t"], frame["s"]) for frame in [await again.next() for _ in range(3)]]
    assert names == [("MESSAGE_CREATE", 2), ("MESSAGE_CREATE", 3), ("RESUMED", 4)]


async def test_an_unknown_session_is_invalid(playground: Playground, http: aiohttp.ClientSession) -> None:
    """RESUME of a session nobody knows is op 9, after which the same connection may identify."""
    socket = await dial(playground, http)
    await socket.resume("gone", 1)
    assert (await socket.next())["op"] == 9
    assert (await socket.identify())["t"] == "READY"


async def test_content_needs_its_intent(playground: Playground, http: aiohttp.ClientSession, knobs: Knobs) -> None:
    """Without the content intent others' messages are empty, unless they mention the bot."""
    knobs.privileged_intents = constants.INTENT_MESSAGE_CONTENT
    blind, seeing = await dial(playground, http), await dial(playground, http)
    await blind.identify(intents=constants.INTENT_GUILD_MESSAGES)
    await seeing.identify(intents=constants.INTENT_GUILD_MESSAGES | constants.INTENT_MESSAGE_CONTENT)
    alice = playground.person("alice")
    await alice.say("general", "secret")
    await alice.say("general", f"<@{playground.world.bot.id}> hello")
    assert [(await blind.next())["d"]["content"] != "" for _ in range(2)] == [False, True]
    assert [(await seeing.next())["d"]["content"] != "" for _ in range(2)] == [True, True]


async def test_shards(playground: Playground, http: aiohttp.ClientSession) -> None:
    """A guild's interactions go to its shard alone."""
    mine = (playground.world.guild.id >> 22) % 2
    own, other = await dial(playground, http), await dial(playground, http)
    home = {"id": str(playground.world.guild.id), "unavailable": True}
    assert home in (await own.identify(shard=[mine, 2]))["d"]["guilds"]
    assert home not in (await other.identify(shard=[1 - mine, 2]))["d"]["guilds"]


@pytest.mark.parametrize("how", ["cut", "reconnect", "close"])
async def test_discord_py_resumes(playground: Playground, bot: Bot, how: Any) -> None:
    """After a lost connection discord.py resumes, and what was asked meanwhile is answered."""
    await playground.drop_gateway(how=how)
    outcome = await playground.person("alice").slash("general", "hello", name="again")
    assert outcome.message.text == "hello again"
    assert bot.resumed == 1


async def test_discord_py_identifies_anew(playground: Playground, bot: Bot) -> None:
    """After a lost session discord.py identifies again at the resume address."""
    bot.ready.clear()
    await playground.drop_gateway(resumable=False)
    await asyncio.wait_for(bot.ready.wait(), 10)
    outcome = await playground.person("alice").slash("general", "hello", name="anew")
    assert outcome.message.text == "hello anew"
    assert bot.resumed == 0


async def test_discord_py_with_guilds(playground: Playground, own_discord: None) -> None:
    """With the guilds intent discord.py parses guild, channels and threads."""
    async with running(playground, discord.Intents(guilds=True)) as bot:
        assert {guild.name for guild in bot.guilds} == {"Restyle Playground", "Print Studio"}
        guild = bot.get_guild(playground.world.guild.id)
        assert guild is not None
        assert guild.me.guild_permissions.create_public_threads
        assert not guild.text_channels[2].permissions_for(guild.me).create_public_threads


async def test_sharded_discord_py_asks_for_the_gateway(playground: Playground, own_discord: None) -> None:
    """`/gateway/bot` tells address, shards and what is left of the day."""
    async with running(playground) as bot:
        answer = await bot.http.request(Route("GET", "/gateway/bot"))
    assert answer["url"] == playground.gateway_url
    assert answer["session_start_limit"]["max_concurrency"] == 1
