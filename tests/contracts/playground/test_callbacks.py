"""Answers to interactions, judged: when, how often, of which kind, and what a token is good for afterwards."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from bot.playground import constants
from bot.playground.constants import InteractionKind
from bot.playground.interaction import Interaction
from bot.playground.knobs import Knobs
from bot.playground.people import Outcome
from bot.playground.server import Playground
from tests.contracts.playground.client import SILENT, V2, Client, Reply
from tests.contracts.playground.scratch import PNG

T = TypeVar("T")
HELLO = {"type": 4, "data": {"content": "hello", **SILENT}}
COMMANDS = [
    {
        "name": "go",
        "description": "Go",
        "options": [{"type": 3, "name": "how", "description": "How", "autocomplete": True}],
    },
    {"name": "Look", "type": 3},
    {"name": "Greet", "type": 2},
]


class Desk:
    """People act, and the test itself is the bot that answers."""

    def __init__(self, playground: Playground, client: Client) -> None:
        self.playground = playground
        self.client = client
        self.alice = playground.person("alice")
        self._sent: asyncio.Queue[Interaction] = asyncio.Queue()
        self._actions: set[asyncio.Task[Any]] = set()
        playground.world.listen(self._hear)

    def _hear(self, event: Any) -> None:
        if event.name == "INTERACTION_CREATE":
            self._sent.put_nowait(event.subject)

    async def during(self, act: Coroutine[Any, Any, T]) -> tuple[Interaction, asyncio.Task[T]]:
        """Start what a person does; the interaction that was sent, and the task of its outcome."""
        task = asyncio.create_task(act)
        self._actions.add(task)
        return await self._sent.get(), task

    async def go(self) -> tuple[Interaction, asyncio.Task[Outcome]]:
        return await self.during(self.alice.slash("general", "go"))

    async def answer(self, interaction: Interaction, body: dict, **kwargs: Any) -> Reply:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=1"
        return await self.client.call("POST", path, body, headers={"Authorization": ""}, **kwargs)

    async def webhook(
        self, method: str, interaction: Interaction, rest: str = "", body: Any = None, **kwargs: Any
    ) -> Reply:
        path = f"/webhooks/{self.playground.world.application_id}/{interaction.token}{rest}"
        return await self.client.call(method, path, body, headers={"Authorization": ""}, **kwargs)

    async def message(self, components: list[dict] | None = None, **data: Any) -> tuple[Interaction, Outcome]:
        """A message of the bot that answers a command."""
        interaction, task = await self.go()
        shown = {"content": "hello"} if components is None else {"components": components, "flags": V2}
        assert (await self.answer(interaction, {"type": 4, "data": {**shown, **data, **SILENT}})).status == 200
        return interaction, await task


@pytest.fixture
async def desk(playground: Playground, client: Client) -> Desk:
    path = f"/applications/{playground.world.application_id}/commands"
    assert (await client.call("PUT", path, COMMANDS)).status == 200
    return Desk(playground, client)


BUTTONS = [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}]
MODAL = {
    "type": 9,
    "data": {
        "custom_id": "form",
        "title": "Form",
        "components": [
            {"type": 18, "label": "Words", "component": {"type": 4, "custom_id": "words", "style": 1, "max_length": 5}},
            {
                "type": 18,
                "label": "File",
                "component": {"type": 19, "custom_id": "file", "required": False, "min_values": 0},
            },
        ],
    },
}


async def test_a_late_answer_is_refused(desk: Desk, knobs: Knobs) -> None:
    """After the deadline an interaction is unknown: 404 with 10062, and the person was told."""
    knobs.acknowledge_within = 0.05
    interaction, task = await desk.go()
    outcome = await task
    reply = await desk.answer(interaction, HELLO)
    assert (reply.status, reply.code) == (404, 10062)
    assert outcome.failed == "The application did not respond"


async def test_a_second_answer_is_refused(desk: Desk) -> None:
    """One acknowledgement wins; the next is 400 with 40060."""
    interaction, _ = await desk.go()
    assert (await desk.answer(interaction, HELLO)).status == 200
    again = await desk.answer(interaction, HELLO)
    assert (again.status, again.code) == (400, 40060)


async def test_a_foreign_token_is_unknown(desk: Desk) -> None:
    """A token that is not the interaction's opens nothing."""
    interaction, _ = await desk.go()
    other = replace(interaction, token="x" * 100)
    assert (await desk.answer(other, HELLO)).code == 10062
    reply = await desk.webhook("POST", other, body={"content": "x", **SILENT})
    assert (reply.status, reply.code) == (401, 50027)


async def test_no_follow_up_before_an_answer(desk: Desk) -> None:
    """Before the acknowledgement the webhook is unknown: 404 with 10015."""
    interaction, _ = await desk.go()
    reply = await desk.webhook("POST", interaction, body={"content": "x", **SILENT})
    assert (reply.status, reply.code) == (404, 10015)


async def test_a_token_dies(desk: Desk, knobs: Knobs) -> None:
    """After its life a token is 401 with 50027."""
    interaction, _ = await desk.message()
    knobs.token_life = 0.0
    reply = await desk.webhook("PATCH", interaction, "/messages/@original", {"content": "y", **SILENT})
    assert (reply.status, reply.code) == (401, 50027)


@pytest.mark.parametrize("kind", [1, 6, 7, 8])
async def test_a_command_is_not_answered_with_anything(desk: Desk, kind: int) -> None:
    """A command takes a message, a deferred message or a modal; the rest is an invalid form, and nothing is spent."""
    interaction, _ = await desk.go()
    refused = await desk.answer(interaction, {"type": kind, "data": {}})
    assert refused.error_at("type") == ["BASE_TYPE_CHOICES"]
    assert (await desk.answer(interaction, HELLO)).status == 200


async def test_an_invalid_answer_may_be_repeated(desk: Desk) -> None:
    """A refused body stands below `data` and does not use the interaction up."""
    interaction, _ = await desk.go()
    refused = await desk.answer(interaction, {"type": 4, "data": {"content": "x" * 2001}})
    assert refused.error_at("data", "content") == ["BASE_TYPE_MAX_LENGTH"]
    assert (await desk.answer(interaction, HELLO)).status == 200


async def test_the_receipt_carries_the_message(desk: Desk) -> None:
    """With `with_response` the answer names the message and whether it is private and loading."""
    interaction, _ = await desk.go()
    reply = await desk.answer(interaction, {"type": 5, "data": {"flags": constants.EPHEMERAL}})
    receipt = reply.body["interaction"]
    assert receipt["response_message_loading"]
    assert receipt["response_message_ephemeral"]
    assert reply.body["resource"]["message"]["flags"] == constants.EPHEMERAL | constants.LOADING


async def test_privacy_is_fixed_by_the_deferral(desk: Desk) -> None:
    """The follow-up that fills a public deferral stays public, whatever its flags say; the next one may be private."""
    interaction, task = await desk.go()
    await desk.answer(interaction, {"type": 5})
    filled = await desk.webhook("POST", interaction, body={"content": "x", "flags": constants.EPHEMERAL, **SILENT})
    assert filled.body["id"] == str((await task).message.id)
    assert not filled.body["flags"] & constants.EPHEMERAL
    second = await desk.webhook("POST", interaction, body={"content": "y", "flags": constants.EPHEMERAL, **SILENT})
    assert second.body["flags"] & constants.EPHEMERAL


async def test_private_messages_are_private(desk: Desk) -> None:
    """An ephemeral message is seen by one person, is unknown to channel routes, and its webhook still reaches it."""
    interaction, outcome = await desk.message(flags=constants.EPHEMERAL)
    message = outcome.message
    assert message in desk.alice.sees("general")
    assert message not in desk.playground.person("bob").sees("general")
    assert (await desk.client.call("GET", f"/channels/{message.channel_id}/messages/{message.id}")).code == 10008
    edited = await desk.webhook("PATCH", interaction, "/messages/@original", {"content": "psst", **SILENT})
    assert edited.status == 200
    assert (await desk.webhook("DELETE", interaction, "/messages/@original")).status == 204
    assert desk.alice.sees("general") == []


async def test_a_click_updates_its_message(desk: Desk) -> None:
    """Type 7 edits the message the button stands on, type 6 answers with nothing, and `@original` is that message."""
    _, shown = await desk.message(BUTTONS)
    click, task = await desk.during(desk.alice.click(shown.message, "Go"))
    assert click.data == {"component_type": 2, "custom_id": "go", "id": 2}
    changed = {"components": [{"type": 10, "content": "done"}], **SILENT}
    await desk.answer(click, {"type": 7, "data": changed})
    assert (await task).message is shown.message
    assert shown.message.text == "done"
    edited = await desk.webhook("GET", click, "/messages/@original")
    assert edited.body["id"] == str(shown.message.id)


async def test_an_update_drops_files(desk: Desk) -> None:
    """An update that does not list the message's files loses them; one that lists them keeps them."""
    interaction, task = await desk.go()
    shown = {"components": BUTTONS, "flags": V2, **SILENT}
    await desk.answer(interaction, {"type": 4, "data": shown}, files={0: ("a.png", PNG)})
    message = (await task).message
    [file] = message.attachments
    for data, left in (({"attachments": [{"id": str(file.id)}]}, [file]), ({}, [])):
        click, _ = await desk.during(desk.alice.click(message, "Go"))
        assert (await desk.answer(click, {"type": 7, "data": {**shown, **data}})).status == 200
        assert message.attachments == left


async def test_a_form_is_opened_checked_and_sent(desk: Desk) -> None:
    """A modal's inputs are checked by the app; what is sent has Discord's nested shape with resolved files."""
    interaction, task = await desk.go()
    assert (await desk.answer(interaction, MODAL)).status == 200
    form = (await task).modal
    with pytest.raises(Exception, match="at most 5"):
        await desk.alice.submit(form, {"words": "too long"})
    sent, answered = await desk.during(desk.alice.submit(form, {"words": "fine", "file": PNG}))
    words, file = (part["component"] for part in sent.data["components"])
    assert (words["custom_id"], words["value"]) == ("words", "fine")
    assert list(sent.data["resolved"]["attachments"]) == file["values"]
    assert sent.source is None
    refused = await desk.answer(sent, MODAL)
    assert refused.error_at("type") == ["BASE_TYPE_CHOICES"]
    await desk.answer(sent, HELLO)
    assert (await answered).message.text == "hello"


async def test_a_form_from_a_button_may_update_its_message(desk: Desk) -> None:
    """A modal opened from a component carries the message and may be answered with an update."""
    _, shown = await desk.message(BUTTONS)
    click, task = await desk.during(desk.alice.click(shown.message, "Go"))
    await desk.answer(click, MODAL)
    sent, _ = await desk.during(desk.alice.submit((await task).modal, {"words": "x"}))
    assert sent.source is shown.message
    assert (await desk.answer(sent, {"type": 6})).status == 200


WRONG_MODALS: dict[str, Callable[[dict], None]] = {
    "title": lambda data: data.update(title="x" * 46),
    "custom id": lambda data: data.update(custom_id=""),
    "six parts": lambda data: data.update(components=[{"type": 10, "content": "x"}] * 6),
    "label": lambda data: data["components"][0].update(label="x" * 46),
    "disabled": lambda data: data["components"][0]["component"].update(disabled=True),
    "button": lambda data: data["components"][0].update(component={"type": 2, "style": 1, "custom_id": "x"}),
    "same id": lambda data: data["components"][1]["component"].update(custom_id="words"),
}


@pytest.mark.parametrize("case", WRONG_MODALS)
async def test_a_wrong_form_is_refused(desk: Desk, case: str) -> None:
    """Modals have their own limits; breaking one is an invalid form."""
    interaction, _ = await desk.go()
    data = {
        **MODAL["data"],
        "components": [{**part, "component": dict(part["component"])} for part in MODAL["data"]["components"]],
    }
    WRONG_MODALS[case](data)
    assert (await desk.answer(interaction, {"type": 9, "data": data})).code == 50035


async def test_choices_are_limited(desk: Desk) -> None:
    """An autocomplete answer has at most 25 choices of the option's type."""
    asked, task = await desk.during(desk.alice.autocomplete("general", "go", focused=("how", "f")))
    assert asked.kind is InteractionKind.AUTOCOMPLETE
    assert asked.data["options"] == [{"name": "how", "type": 3, "value": "f", "focused": True}]
    many = [{"name": str(n), "value": str(n)} for n in range(26)]
    assert (await desk.answer(asked, {"type": 8, "data": {"choices": many}})).code == 50035
    wrong = [{"name": "x", "value": 5}]
    assert (await desk.answer(asked, {"type": 8, "data": {"choices": wrong}})).code == 50035
    assert (await desk.answer(asked, {"type": 8, "data": {"choices": many[:25]}})).status == 200
    assert len(await task) == 25


async def test_files_come_with_an_answer(desk: Desk) -> None:
    """A callback may be multipart; its files are the message's attachments."""
    interaction, task = await desk.go()
    body = {"type": 4, "data": {"content": "x", "attachments": [{"id": 0, "description": "a dot"}], **SILENT}}
    await desk.answer(interaction, body, files={0: ("a.png", PNG)})
    [file] = (await task).message.attachments
    assert (file.filename, file.description, file.size) == ("a.png", "a dot", len(PNG))


async def test_a_menu_names_its_message(desk: Desk) -> None:
    """A message command carries the target, complete, and answers with a message of type 23."""
    said = await desk.playground.person("bob").say("general", "look", files=[PNG])
    sent, task = await desk.during(desk.alice.context_menu(said, "Look"))
    target = sent.data["resolved"]["messages"][sent.data["target_id"]]
    assert (target["content"], len(target["attachments"])) == ("look", 1)
    await desk.answer(sent, HELLO)
    assert (await task).message.kind == 23


async def test_a_menu_names_its_user(desk: Desk) -> None:
    """A user command carries the target as user and member."""
    bob = desk.playground.person("bob")
    sent, _ = await desk.during(desk.alice.context_menu(bob, "Greet"))
    assert sent.data["target_id"] == str(bob.id)
    assert sent.data["resolved"]["users"][str(bob.id)]["username"] == "bob"
    assert str(bob.id) in sent.data["resolved"]["members"]
