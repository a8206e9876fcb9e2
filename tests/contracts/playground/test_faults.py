"""Faults by name: what the bot gets after each, over the control API of the page and from tests alike."""

from typing import Any

import aiohttp
import pytest

from bot.playground.actions import Declined
from bot.playground.server import Playground
from tests.contracts.playground.client import SILENT, Client
from tests.contracts.playground.scratch import Bot


async def thread_of(client: Client, channel: str = "general") -> dict[str, Any]:
    sent = (await client.send(channel, content="x")).body
    path = f"/channels/{sent['channel_id']}/messages/{sent['id']}/threads"
    return (await client.call("POST", path, {"name": "results"})).body


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [("429", 429, None), ("500", 500, 0), ("slow mode", 429, 20016), ("blocked word", 400, 200000)],
)
async def test_a_route_answers_otherwise_for_a_while(
    playground: Playground, client: Client, answer: str, status: int, code: int | None
) -> None:
    """The next N calls of the route get the chosen answer and take no effect; then all is as before."""
    await playground.fault("route", route="post a message", answer=answer, times=2)
    replies = [await client.send("general", content=str(n)) for n in range(3)]
    assert [reply.status for reply in replies] == [status, status, 200]
    assert replies[0].body.get("code") == code
    assert [message.text for message in playground.world.messages_in("general")] == ["2"]


async def test_an_answer_can_be_lost(playground: Playground, client: Client) -> None:
    """A connection that breaks afterwards leaves what the call did."""
    await playground.fault("route", route="post a message", answer="disconnect", after=True)
    with pytest.raises(aiohttp.ClientError):
        await client.send("general", content="x")
    assert len(playground.world.messages_in("general")) == 1


async def test_mending_ends_every_broken_route(playground: Playground, client: Client) -> None:
    """What is still broken can be mended before its time."""
    await playground.fault("route", route="any call", answer="503", times=99)
    assert (await client.call("GET", "/users/@me")).status == 503
    await playground.fault("mend")
    assert (await client.call("GET", "/users/@me")).status == 200


async def test_tokens_expire_at_once(playground: Playground, bot: Bot, client: Client) -> None:
    """An answered interaction's token is 50027 afterwards; buttons on its message still work."""
    outcome = await playground.person("alice").slash("general", "offer")
    token, application = outcome.interaction.token, playground.world.application_id
    done = await playground.fault("tokens")
    assert done["expired"] >= 1
    reply = await client.call("PATCH", f"/webhooks/{application}/{token}/messages/@original", {**SILENT})
    assert (reply.status, reply.code) == (401, 50027)
    picked = await playground.person("alice").click(outcome.message, custom_id="v1:pick:x", values=["a"])
    assert picked.message.text == "card picked-a"


@pytest.mark.parametrize("resumable", [True, False])
async def test_the_gateway_drops(playground: Playground, bot: Bot, resumable: bool) -> None:
    """A dropped connection resumes; with its session gone the bot identifies anew. It answers after either."""
    bot.ready.clear()
    await playground.fault("gateway", how="cut", resumable=resumable)
    await playground.until(lambda _: playground.online)
    outcome = await playground.person("alice").slash("general", "hello", name="again")
    assert outcome.message.text == "hello again"
    assert bool(bot.resumed) is resumable


@pytest.mark.parametrize(
    ("denied", "code"), [("view", 50001), ("send", 50013), ("read history", 50013), ("create threads", 50013)]
)
async def test_rights_are_denied_in_a_channel(playground: Playground, client: Client, denied: str, code: int) -> None:
    """A denied right is missing until it is given back; other channels keep it."""
    channel = playground.world.channel("general")
    message = (await client.send("general", content="x")).body
    calls: dict[str, tuple[str, str, Any]] = {
        "view": ("GET", f"/channels/{channel.id}", None),
        "send": ("POST", f"/channels/{channel.id}/messages", {"content": "x", **SILENT}),
        "read history": ("GET", f"/channels/{channel.id}/messages", None),
        "create threads": ("POST", f"/channels/{channel.id}/messages/{message['id']}/threads", {"name": "x"}),
    }
    await playground.fault("permissions", channel_id=channel, denied=[denied])
    assert (await client.call(*calls[denied])).code == code
    assert (await client.send("showcase", content="x")).status == 200
    await playground.fault("permissions", channel_id=channel, denied=[])
    assert (await client.call(*calls[denied])).status in (200, 201)


async def test_a_thread_is_archived_and_locked(playground: Playground, client: Client) -> None:
    """In an archived thread edits are 50083; in a locked one too a message is 160005 or 50083."""
    thread = await thread_of(client)
    path = f"/channels/{thread['id']}/messages"
    said = (await client.call("POST", path, {"content": "x", **SILENT})).body
    await playground.fault("channel", channel_id=thread["id"], archived=True)
    assert (await client.call("PATCH", f"{path}/{said['id']}", {"content": "y", **SILENT})).code == 50083
    await playground.fault("channel", channel_id=thread["id"], archived=True, locked=True)
    assert (await client.call("POST", path, {"content": "x", **SILENT})).code in (50083, 160005)


async def test_channels_and_messages_are_deleted(playground: Playground, client: Client) -> None:
    """A deleted message is 10008, a deleted channel 10003, with its threads."""
    thread = await thread_of(client)
    message = (await client.send("general", content="x")).body
    path = f"/channels/{message['channel_id']}/messages/{message['id']}"
    await playground.fault("delete-message", message_id=message["id"])
    assert (await client.call("GET", path)).code == 10008
    await playground.fault("delete-channel", channel_id=message["channel_id"])
    assert (await client.call("GET", path)).code == 10003
    assert (await client.call("GET", f"/channels/{thread['id']}")).code == 10003


async def test_a_member_is_kicked(playground: Playground, client: Client) -> None:
    """Who was kicked sees nothing of the guild and is 10007 to the bot; brought back, they have no roles."""
    guild, alice = playground.world.guild, playground.person("alice")
    await playground.fault("member", guild_id=guild, user_id=alice)
    assert (await client.call("GET", f"/guilds/{guild.id}/members/{alice.id}")).code == 10007
    with pytest.raises(Declined):
        await alice.say("general", "x")
    await playground.fault("member", guild_id=guild, user_id=alice, present=True)
    assert (await client.call("GET", f"/guilds/{guild.id}/members/{alice.id}")).body["roles"] == []


async def test_the_bot_is_kicked(playground: Playground, client: Client) -> None:
    """A bot that was kicked is 50001 in that guild and works on in the other; its commands are gone there."""
    await client.call(
        "PUT",
        f"/applications/{playground.world.application_id}/commands",
        [{"name": "go", "description": "x", "integration_types": [0]}],
    )
    await playground.fault("member", guild_id=playground.world.guild)
    assert (await client.send("general", content="x")).code == 50001
    assert (await client.send("studio", content="x")).status == 200
    with pytest.raises(Declined, match="cannot be used here"):
        await playground.person("alice").slash("general", "go")
    await playground.fault("member", guild_id=playground.world.guild, present=True)
    assert (await client.send("general", content="x")).status == 200


async def test_words_are_blocked(playground: Playground, client: Client) -> None:
    """Automatic moderation stops the bot's messages and edits with 200000, and members' messages in words."""
    sent = (await client.send("general", content="fine")).body
    await playground.fault("automod", guild_id=playground.world.guild, words=["Beetroot"])
    assert (await client.send("general", content="a beetroot")).code == 200000
    text = {"type": 10, "content": "BEETROOT"}
    assert (await client.send("general", flags=1 << 15, components=[text])).code == 200000
    path = f"/channels/{sent['channel_id']}/messages/{sent['id']}"
    assert (await client.call("PATCH", path, {"content": "beetroots", **SILENT})).code == 200000
    with pytest.raises(Declined, match="blocks a word"):
        await playground.person("alice").say("general", "my beetroot")
    assert (await client.send("studio", content="beetroot")).status == 200


async def test_slow_mode_is_for_members(playground: Playground, client: Client) -> None:
    """In a slow channel members wait between messages; moderators and the bot do not."""
    await playground.fault("channel", channel_id=playground.world.channel("general"), slow_mode=60)
    alice, mod = playground.person("alice"), playground.person("mod")
    await alice.say("general", "one")
    with pytest.raises(Declined, match="Slow mode"):
        await alice.say("general", "two")
    for _ in range(2):
        await mod.say("general", "x")
        assert (await client.send("general", content="x")).status == 200


async def test_active_threads_are_capped_per_guild(playground: Playground, client: Client) -> None:
    """At the cap a further thread is 160006; another guild still has room."""
    await thread_of(client)
    await playground.fault("thread-cap", most=1)
    assert (await thread_of(client)).get("code") == 160006
    assert (await thread_of(client, "studio"))["type"] == 11


async def test_the_page_controls_them(playground: Playground, client: Client) -> None:
    """The same by POST from the page's own origin; nonsense is refused in words, other origins are refused."""
    async with aiohttp.ClientSession(playground.url, headers={"Origin": playground.url}) as page:
        broken = {"route": "post a message", "answer": "500", "times": 3}
        answer = await (await page.post("/page/faults/route", json=broken)).json()
        assert answer["standing"]["pending"][0]["times"] == 3
        assert (await client.send("general", content="x")).status == 500
        assert (await (await page.get("/page/faults")).json())["pending"][0]["times"] == 2
        for wrong in ({"route": "nowhere"}, {"route": "post a message", "answer": "418"}, {**broken, "times": "x"}):
            assert (await page.post("/page/faults/route", json=wrong)).status == 400
    async with aiohttp.ClientSession(playground.url) as stranger:
        assert (await stranger.post("/page/faults/route", json=broken)).status == 403
