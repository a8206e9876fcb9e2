"""Messages over the wire: what is created once, refused, changed, and who may."""

from collections.abc import AsyncIterator

import pytest

from bot.playground import constants
from bot.playground.knobs import Knobs
from bot.playground.server import Playground
from tests.contracts.playground.client import SILENT, V2, Client
from tests.contracts.playground.scratch import PNG

TEXT = {"type": 10, "content": "words"}


def row(*buttons: dict) -> dict:
    return {"type": 1, "components": list(buttons)}


def button(**changes: object) -> dict:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | changes


def v2(*parts: dict) -> dict:
    return {"flags": V2, "components": list(parts)}


WRONG = {
    "content too long": ({"content": "x" * 2001}, ("content",), "BASE_TYPE_MAX_LENGTH"),
    "content no text": ({"content": 5}, ("content",), "STRING_TYPE_CONVERT"),
    "eleven embeds": ({"embeds": [{"title": "x"}] * 11}, ("embeds",), "BASE_TYPE_BAD_LENGTH"),
    "embed title": ({"embeds": [{"title": "x" * 257}]}, ("embeds", 0, "title"), "BASE_TYPE_MAX_LENGTH"),
    "embeds together": ({"embeds": [{"description": "x" * 3001}] * 2}, ("embeds",), "MAX_EMBED_SIZE_EXCEEDED"),
    "six rows": (
        {"components": [row(button(custom_id=str(n))) for n in range(6)]},
        ("components",),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "six buttons": (
        {"components": [row(*[button(custom_id=str(n)) for n in range(6)])]},
        ("components", 0, "components"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "label": (
        {"components": [row(button(label="x" * 81))]},
        ("components", 0, "components", 0, "label"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    "no label": (
        {"components": [row(button(label=None))]},
        ("components", 0, "components", 0),
        "BUTTON_COMPONENT_INVALID_LABEL_OR_EMOJI",
    ),
    "no custom id": (
        {"components": [row(button(custom_id=None))]},
        ("components", 0, "components", 0, "custom_id"),
        "BASE_TYPE_REQUIRED",
    ),
    "custom id length": (
        {"components": [row(button(custom_id="x" * 101))]},
        ("components", 0, "components", 0, "custom_id"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "same custom id": (
        {"components": [row(button(), button())]},
        ("components",),
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    "link with custom id": (
        {"components": [row(button(style=5, url="https://example.com"))]},
        ("components", 0, "components", 0),
        "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
    ),
    "v2 without the flag": ({"components": [TEXT]}, ("components", 0, "type"), "BASE_TYPE_CHOICES"),
    "v2 with content": (
        {**v2(TEXT), "content": "x"},
        ("content",),
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ),
    "v2 with embeds": (
        {**v2(TEXT), "embeds": [{"title": "x"}]},
        ("embeds",),
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ),
    "41 components": (
        v2(*[{"type": 17, "components": [TEXT] * 40}]),
        ("components",),
        "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
    ),
    "4,001 characters": (
        v2({"type": 10, "content": "x" * 4000}, {"type": 10, "content": "x"}),
        ("components",),
        "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
    ),
    "same id": (v2(TEXT | {"id": 3}, TEXT | {"id": 3}), ("components",), "COMPONENT_ID_DUPLICATED"),
    "gallery of eleven": (
        v2({"type": 12, "items": [{"media": {"url": "https://example.com/a.png"}}] * 11}),
        ("components", 0, "items"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "section of four": (
        v2({"type": 9, "components": [TEXT] * 4, "accessory": button()}),
        ("components", 0, "components"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "section without accessory": (
        v2({"type": 9, "components": [TEXT]}),
        ("components", 0, "accessory"),
        "BASE_TYPE_REQUIRED",
    ),
    "container in container": (
        v2({"type": 17, "components": [{"type": 17, "components": [TEXT]}]}),
        ("components", 0, "components", 0, "type"),
        "BASE_TYPE_CHOICES",
    ),
    "no such file": (
        v2({"type": 12, "items": [{"media": {"url": "attachment://gone.png"}}]}),
        ("components",),
        "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
    ),
    "no such upload": ({"content": "x", "attachments": [{"id": 3}]}, ("attachments", 0), "ATTACHMENT_NOT_FOUND"),
    "long nonce": ({"content": "x", "nonce": "n" * 26}, ("nonce",), "NONCE_TYPE_TOO_LONG"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_wrong_body_is_told_where(client: Client, case: str) -> None:
    """An invalid form is 400 with code 50035 and the finding stands at its place."""
    body, place, code = WRONG[case]
    reply = await client.send("general", **body)
    assert (reply.status, reply.code) == (400, 50035)
    assert code in reply.error_at(*place)


async def test_nothing_to_send(client: Client) -> None:
    """A message without anything in it is refused with 50006."""
    assert (await client.send("general", content="  ")).code == 50006


async def test_files_are_stored_and_shown(client: Client, knobs: Knobs) -> None:
    """`attachment://` resolves to an address of the CDN; a file that is shown is not listed as an attachment."""
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://my picture.png"}}]}
    reply = await client.send("general", **v2(gallery), files={0: ("my picture.png", PNG)})
    media = reply.body["components"][0]["items"][0]["media"]
    assert (media["content_type"], media["width"], media["height"]) == ("image/png", 2, 3)
    assert reply.body["components"][0]["id"] == 1
    assert reply.body["attachments"] == []
    knobs.lists_shown_files = True
    read = await client.call("GET", f"/channels/{reply.body['channel_id']}/messages/{reply.body['id']}")
    [file] = read.body["attachments"]
    assert (file["id"], file["filename"]) == (media["attachment_id"], "my_picture.png")


async def test_files_in_embeds(client: Client) -> None:
    """An embed's `attachment://` resolves likewise."""
    embed = {"title": "x", "image": {"url": "attachment://a.png"}}
    reply = await client.send("general", embeds=[embed], files={0: ("a.png", PNG), 1: ("b.png", PNG)})
    assert reply.body["embeds"][0]["image"]["width"] == 2
    assert [file["filename"] for file in reply.body["attachments"]] == ["b.png"]


async def test_a_file_above_the_limit(client: Client, knobs: Knobs) -> None:
    """A file above the attachment limit is refused at its place."""
    knobs.attachment_size_limit = len(PNG) - 1
    reply = await client.send("general", files={0: ("a.png", PNG)})
    assert reply.error_at("attachments", 0) == ["ATTACHMENT_SIZE_EXCEEDED"]


async def test_a_request_above_the_limit(client: Client, knobs: Knobs) -> None:
    """A request above the limit is 413 with 40005."""
    knobs.request_size_limit = 100
    reply = await client.send("general", files={0: ("a.png", PNG)})
    assert (reply.status, reply.code) == (413, 40005)


async def test_a_request_that_hides_its_size(client: Client, playground: Playground, knobs: Knobs) -> None:
    """A request that announces no length is read up to the limit and refused there."""
    knobs.request_size_limit = 100

    async def endless() -> AsyncIterator[bytes]:
        yield b'{"content": "' + b"a" * 100 + b'"}'

    channel = playground.world.channel("general")
    reply = await client.call("POST", f"/channels/{channel.id}/messages", data=endless())
    assert (reply.status, reply.code) == (413, 40005)


@pytest.mark.parametrize("query", ["limit=many", "before=yesterday", "after=" + "9" * 5000])
async def test_a_history_asked_for_in_words(client: Client, playground: Playground, query: str) -> None:
    """What is no number in the query is named at its place."""
    channel = playground.world.channel("general")
    reply = await client.call("GET", f"/channels/{channel.id}/messages?{query}")
    assert reply.error_at(query.partition("=")[0]) == ["NUMBER_TYPE_COERCE"]


async def test_an_edit_keeps_the_files_it_lists(client: Client) -> None:
    """PATCH drops every attachment its list leaves out, and with new files all that no list names."""
    sent = (await client.send("general", files={0: ("a.png", PNG), 1: ("b.png", PNG)})).body
    where = f"/channels/{sent['channel_id']}/messages/{sent['id']}"
    kept = {"id": sent["attachments"][1]["id"], "description": "the second"}
    body = {"attachments": [kept, {"id": "0"}], **SILENT}
    edited = await client.call("PATCH", where, body, files={0: ("c.png", PNG)})
    assert [file["filename"] for file in edited.body["attachments"]] == ["b.png", "c.png"]
    assert edited.body["attachments"][0]["description"] == "the second"
    assert edited.body["edited_timestamp"] is not None
    untouched = await client.call("PATCH", where, {"content": "x", **SILENT})
    assert len(untouched.body["attachments"]) == 2
    replaced = await client.call("PATCH", where, {"content": "y", **SILENT}, files={0: ("d.png", PNG)})
    assert [file["filename"] for file in replaced.body["attachments"]] == ["d.png"]


async def test_v2_never_goes_back(client: Client) -> None:
    """The V2 flag cannot be taken off, and a legacy message becomes V2 only without its content."""
    new = (await client.send("general", **v2(TEXT))).body
    old = (await client.send("general", content="x")).body
    channel = f"/channels/{new['channel_id']}/messages"
    back = await client.call("PATCH", f"{channel}/{new['id']}", {"flags": 0, **SILENT})
    assert back.error_at("flags")
    forth = await client.call("PATCH", f"{channel}/{old['id']}", {**v2(TEXT), **SILENT})
    assert forth.error_at("content") == ["MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"]
    clean = await client.call("PATCH", f"{channel}/{old['id']}", {**v2(TEXT), "content": None, **SILENT})
    assert clean.status == 200


async def test_a_nonce_is_sent_once(client: Client, playground: Playground) -> None:
    """With `enforce_nonce` a repetition answers the existing message; once that is deleted, 404."""
    first = await client.send("general", content="one", nonce="n1", enforce_nonce=True)
    again = await client.send("general", content="two", nonce="n1", enforce_nonce=True)
    elsewhere = await client.send("showcase", content="three", nonce="n1", enforce_nonce=True)
    assert again.body["id"] == first.body["id"]
    assert again.body["content"] == "one"
    assert elsewhere.body["id"] != first.body["id"]
    await client.call("DELETE", f"/channels/{first.body['channel_id']}/messages/{first.body['id']}")
    gone = await client.send("general", content="four", nonce="n1", enforce_nonce=True)
    assert (gone.status, gone.code) == (404, 10008)


async def test_unknown_things(client: Client, playground: Playground) -> None:
    """Unknown channels and messages have their own codes."""
    general = playground.world.channel("general").id
    assert (await client.call("GET", "/channels/5")).code == 10003
    assert (await client.call("GET", f"/channels/{general}/messages/5")).code == 10008


async def test_somebody_elses_message(client: Client, playground: Playground) -> None:
    """Only the author may edit a message."""
    said = await playground.person("alice").say("general", "mine")
    reply = await client.call("PATCH", f"/channels/{said.channel_id}/messages/{said.id}", {"content": "x", **SILENT})
    assert (reply.status, reply.code) == (403, 50005)


@pytest.mark.parametrize(("missing", "code"), [(constants.VIEW_CHANNEL, 50001), (constants.SEND_MESSAGES, 50013)])
async def test_missing_rights(client: Client, knobs: Knobs, missing: int, code: int) -> None:
    """Not seeing a channel is 50001, any other missing right 50013."""
    knobs.permission_masks["general"] = ~missing
    reply = await client.send("general", content="x")
    assert (reply.status, reply.code) == (403, code)


async def test_attaching_is_a_right(client: Client, knobs: Knobs) -> None:
    """Files take ATTACH_FILES."""
    knobs.permission_masks["general"] = ~constants.ATTACH_FILES
    assert (await client.send("general", files={0: ("a.png", PNG)})).code == 50013


async def test_parsed_mentions_are_a_violation(client: Client, playground: Playground) -> None:
    """A body that leaves Discord to look for mentions works, and is recorded."""
    sent = await client.send("general", content=f"<@{playground.person('bob').id}>", allowed_mentions=None)
    assert [user["username"] for user in sent.body["mentions"]] == ["bob"]
    [violation] = playground.violations
    assert "allowed_mentions" in violation


async def test_history_is_newest_first(client: Client, playground: Playground) -> None:
    """Channel history comes newest first, without what only one person sees."""
    for text in ("one", "two", "three"):
        await playground.person("alice").say("general", text)
    general = playground.world.channel("general").id
    reply = await client.call("GET", f"/channels/{general}/messages?limit=2")
    assert [message["content"] for message in reply.body] == ["three", "two"]


async def test_broken_requests(client: Client, playground: Playground) -> None:
    """Broken JSON is 50109, a wrong token 401 without a code."""
    general = playground.world.channel("general").id
    broken = await client.call(
        "POST", f"/channels/{general}/messages", data=b"{", headers={"Content-Type": "application/json"}
    )
    assert (broken.status, broken.code) == (400, 50109)
    foreign = await client.call("GET", "/users/@me", headers={"Authorization": "Bot nobody"})
    assert (foreign.status, foreign.code) == (401, 0)


async def test_an_unknown_route_is_recorded(client: Client, playground: Playground) -> None:
    """A route this Discord does not have is 404 and a violation."""
    assert (await client.call("GET", "/users/@me/connections")).status == 404
    assert playground.violations == ["unknown route: GET /api/v10/users/@me/connections"]
