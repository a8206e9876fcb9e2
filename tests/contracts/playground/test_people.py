"""The app's side: what it refuses to send, and who sees and may do what."""

from typing import Any

import pytest

from bot.playground import constants
from bot.playground.actions import Declined
from bot.playground.knobs import Knobs
from bot.playground.server import Playground
from tests.contracts.playground.client import SILENT, V2, Client
from tests.contracts.playground.scratch import PNG

OPTIONS = [
    {"type": 11, "name": "image", "description": "x", "required": True},
    {"type": 3, "name": "words", "description": "x", "required": True, "min_length": 2, "max_length": 5},
    {"type": 4, "name": "count", "description": "x", "min_value": 1, "max_value": 4},
    {"type": 10, "name": "strength", "description": "x", "min_value": 0, "max_value": 1},
    {"type": 3, "name": "speed", "description": "x", "choices": [{"name": "Fast", "value": "fast"}]},
    {"type": 5, "name": "magic", "description": "x"},
]
COMMANDS: list[dict[str, Any]] = [
    {"name": "go", "description": "Go", "options": OPTIONS},
    {"name": "rule", "description": "Rule", "default_member_permissions": str(constants.MANAGE_GUILD)},
    {"name": "closed", "description": "x", "default_member_permissions": "0"},
    {"name": "private", "description": "x", "contexts": [1]},
]


@pytest.fixture(autouse=True)
async def registered(client: Client, playground: Playground) -> None:
    await client.call("PUT", f"/applications/{playground.world.application_id}/commands", COMMANDS)


WRONG = {
    "image": ({"words": "abc"}, "required"),
    "words": ({"image": PNG, "words": "a"}, "at least 2"),
    "words ": ({"image": PNG, "words": "abcdef"}, "at most 5"),
    "count": ({"image": PNG, "words": "abc", "count": 5}, "at most 4"),
    "count ": ({"image": PNG, "words": "abc", "count": 1.5}, "whole"),
    "strength": ({"image": PNG, "words": "abc", "strength": -0.1}, "at least 0"),
    "speed": ({"image": PNG, "words": "abc", "speed": "slow"}, "choices"),
    "magic": ({"image": PNG, "words": "abc", "magic": "yes"}, "True or False"),
    "unknown": ({"image": PNG, "words": "abc", "unknown": "x"}, "no such option"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_wrong_options_are_not_sent(playground: Playground, case: str) -> None:
    """The app refuses a command whose options break their declaration, and says which."""
    options, text = WRONG[case]
    with pytest.raises(Declined) as declined:
        await playground.person("alice").slash("general", "go", **options)
    assert text in declined.value.errors[case.strip()]


async def test_a_file_above_the_limit_is_not_sent(playground: Playground, knobs: Knobs) -> None:
    """The app refuses files above the attachment limit, in commands and in messages."""
    knobs.attachment_size_limit = 10
    alice = playground.person("alice")
    with pytest.raises(Declined, match="too powerful"):
        await alice.slash("general", "go", image=PNG, words="abc")
    with pytest.raises(Declined, match="too powerful"):
        await alice.say("general", files=[PNG])


async def test_commands_are_hidden_from_members(playground: Playground) -> None:
    """A command for those who manage the server cannot be used by members."""
    for name, command in (("alice", "rule"), ("mod", "closed")):
        with pytest.raises(Declined, match="permission"):
            await playground.person(name).slash("general", command)
    assert (await playground.person("mod").slash("general", "rule")).failed


async def test_commands_keep_to_their_contexts(playground: Playground) -> None:
    """A command for direct messages cannot be used in a server."""
    with pytest.raises(Declined, match="here"):
        await playground.person("alice").slash("general", "private")


async def test_controls_are_respected(playground: Playground, client: Client) -> None:
    """Disabled buttons do not click, selects take only their options, and only as many as they say."""
    off = {"type": 2, "style": 1, "label": "Off", "custom_id": "off", "disabled": True}
    options = [{"label": name, "value": name} for name in "abc"]
    pick = {"type": 3, "custom_id": "pick", "options": options, "max_values": 2}
    rows = [{"type": 1, "components": [off]}, {"type": 1, "components": [pick]}]
    sent = await client.send("general", flags=V2, components=rows)
    message, alice = playground.world.messages[int(sent.body["id"])], playground.person("alice")
    with pytest.raises(Declined, match="disabled"):
        await alice.click(message, "Off")
    with pytest.raises(Declined, match="no button"):
        await alice.click(message, "On")
    for wrong in (["d"], [], ["a", "b", "c"]):
        with pytest.raises(Declined):
            await alice.click(message, custom_id="pick", values=wrong)
    assert (await alice.click(message, custom_id="pick", values=["a", "b"])).failed


async def test_people_delete_their_own(playground: Playground, client: Client) -> None:
    """Members delete their own messages, a moderator everybody's."""
    said = await playground.person("alice").say("general", "mine")
    with pytest.raises(Declined):
        await playground.person("bob").delete(said)
    await playground.person("mod").delete(said)
    assert playground.world.messages_in("general") == []


async def test_a_locked_thread_is_for_moderators(playground: Playground, client: Client) -> None:
    """In a locked thread members cannot speak."""
    sent = (await client.send("general", content="x")).body
    path = f"/channels/{sent['channel_id']}/messages/{sent['id']}/threads"
    thread = (await client.call("POST", path, {"name": "results"})).body
    await client.call("PATCH", f"/channels/{thread['id']}", {"archived": True, "locked": True})
    with pytest.raises(Declined):
        await playground.person("alice").say(thread["id"], "x")
    await playground.person("mod").say(thread["id"], "x")


async def test_a_command_in_direct_messages(playground: Playground, client: Client) -> None:
    """In a direct message an interaction carries a user, no member and no guild."""
    sent: list[Any] = []
    playground.world.listen(lambda event: sent.append(event.subject) if event.name == "INTERACTION_CREATE" else None)
    alice = playground.person("alice")
    dm = (await client.call("POST", "/users/@me/channels", {"recipient_id": str(alice.id)})).body
    await client.call("POST", f"/channels/{dm['id']}/messages", {"content": "hi", **SILENT})
    await alice.slash(dm["id"], "private")
    assert sent[0].channel.id == int(dm["id"])
