"""Rate limits and faults: what the headers say, that discord.py obeys, and what a test can break."""

import asyncio
import time

import aiohttp
import discord
import pytest

from bot.playground.knobs import BucketRule, Fault, Knobs
from bot.playground.server import Playground
from tests.contracts.playground.client import Client
from tests.contracts.playground.scratch import Bot


def where(bot: Bot, playground: Playground) -> discord.PartialMessageable:
    return bot.get_partial_messageable(playground.world.channel("general").id, guild_id=playground.world.guild.id)


async def test_every_answer_has_its_headers(client: Client, playground: Playground) -> None:
    """Answers, refusals too, name their bucket, come through `Via`, and are exactly JSON."""
    for reply in (await client.send("general", content="x"), await client.send("general", content="")):
        assert reply.headers["Content-Type"] == "application/json"
        assert reply.headers["Via"]
        assert reply.headers["X-RateLimit-Limit"] == "5"
        assert float(reply.headers["X-RateLimit-Reset"]) > time.time()
    assert reply.headers["X-RateLimit-Remaining"] == "3"


async def test_buckets_are_per_channel(client: Client, knobs: Knobs) -> None:
    """A full bucket answers 429 with the time to wait; other channels have their own."""
    knobs.bucket_rules["message-create"] = BucketRule(limit=1, per=60.0)
    first = await client.send("general", content="x")
    refused = await client.send("general", content="y")
    elsewhere = await client.send("showcase", content="x")
    assert (first.status, refused.status, elsewhere.status) == (200, 429, 200)
    assert refused.body["global"] is False
    assert 0 < refused.body["retry_after"] <= 60
    assert refused.headers["X-RateLimit-Scope"] == "user"


async def test_the_global_limit_spares_interactions(client: Client, playground: Playground, knobs: Knobs) -> None:
    """Bot routes share one limit a second; interaction routes do not count."""
    knobs.global_per_second = 2
    replies = [await client.call("GET", "/users/@me") for _ in range(5)]
    assert 429 in [reply.status for reply in replies]
    refused = next(reply for reply in replies if reply.status == 429)
    assert refused.body["global"] is True
    late = await client.call("POST", "/interactions/1/token/callback", {"type": 4}, headers={"Authorization": ""})
    assert late.code == 10062


async def test_discord_py_waits(playground: Playground, bot: Bot, knobs: Knobs) -> None:
    """discord.py waits for its bucket instead of running into it."""
    knobs.bucket_rules["message-create"] = BucketRule(limit=2, per=0.3)
    refused: list[int] = []
    playground.wire.watchers.append(lambda exchange: refused.append(exchange.status))
    await asyncio.gather(*[where(bot, playground).send(str(n)) for n in range(6)])
    assert refused.count(200) == 6
    assert len(playground.world.messages_in("general")) == 6


async def test_discord_py_obeys_a_429(playground: Playground, bot: Bot, knobs: Knobs) -> None:
    """A 429 with `Via` and `retry_after` is waited out."""
    body = {"message": "slow down", "retry_after": 0.05, "global": False}
    knobs.faults.append(Fault(method="POST", path=r"/channels/\d+/messages", status=429, body=body))
    await where(bot, playground).send("x")
    assert [message.text for message in playground.world.messages_in("general")] == ["x"]


async def test_too_many_refusals_block(client: Client, knobs: Knobs) -> None:
    """An address with too many refused requests is shut out, without JSON."""
    knobs.invalid_in_ten_minutes = 2
    for _ in range(2):
        await client.call("GET", "/users/@me", headers={"Authorization": "x"})
    blocked = await client.call("GET", "/users/@me")
    assert blocked.status == 429
    assert "Via" not in blocked.headers


async def test_a_lost_answer(client: Client, playground: Playground, knobs: Knobs) -> None:
    """A connection cut after the request took effect leaves the effect; it happens once."""
    knobs.faults.append(Fault(method="POST", path=r"/channels/\d+/messages", happens="disconnect", moment="after"))
    with pytest.raises(aiohttp.ClientError):
        await client.send("general", content="x")
    assert len(playground.world.messages_in("general")) == 1
    assert (await client.send("general", content="y")).status == 200


async def test_a_refused_request_has_no_effect(client: Client, playground: Playground, knobs: Knobs) -> None:
    """A fault before the handler leaves the world as it was."""
    knobs.faults.append(Fault(method="POST", path=r"/channels/\d+/messages", status=503))
    assert (await client.send("general", content="x")).status == 503
    assert playground.world.messages_in("general") == []
