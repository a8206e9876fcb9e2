"""A bug of ours, wherever it strikes: the person gets a reference and what to do, the log gets the rest.

The real client on real sockets, with use cases of which every call is a bug.
"""

import io
import json
import logging
import re
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import pytest_asyncio
import structlog

from bot.delivery.card import card_view
from bot.delivery.rest import RestClient
from bot.delivery.result import posted_pictures, result_files, result_view
from bot.domain.errors import Crashed
from bot.domain.job import Job, State
from bot.domain.result import Delivery
from bot.gateway.client import RestyleClient
from bot.observability.events import LoggedEvents
from bot.observability.logs import configure_logs
from bot.playground.entities import Message
from bot.playground.people import Outcome, Person
from bot.playground.server import Playground
from tests import factories
from tests.conftest import ManualClock
from tests.fakes.clients import loaded_client
from tests.integration.edge import SOURCE
from tests.integration.online import open_online
from tests.photos import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAK = "SELECT answer_token FROM job -- /srv/restyle/bot/storage/jobs.py <Job object at 0x7f3a5c>"
INSIDES = re.compile(r"SELECT|/srv|\.py|0x|object|Bug|Error|Traceback|bot\.|None")
REFERENCE = re.compile(r"`([0-9a-f]{8})`")


class Bug(Exception):
    """Nobody expected this."""


class Buggy:
    """Use cases of which every call is a bug."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*_given: Any, **_named: Any) -> Any:
            raise Bug(LEAK)

        return call


class Finding(Buggy):
    """Finds its job all the same, so that forms can be opened."""

    async def job(self, *_given: Any) -> Job:
        return factories.job()


class Scene:
    """People, two messages of the bot with buttons on them, and what the bot writes into its log."""

    def __init__(self, playground: Playground, log: io.StringIO, card: Message, result: Message) -> None:
        self.playground = playground
        self.card = card
        self.result = result
        self._log = log

    @property
    def alice(self) -> Person:
        return self.playground.person("alice")

    def crashes(self) -> list[dict[str, Any]]:
        """The crashes in the log."""
        lines = [json.loads(line) for line in self._log.getvalue().splitlines()]
        return [line for line in lines if line["event"] == "interaction.crashed"]


@asynccontextmanager
async def _log() -> AsyncGenerator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    configure_logs(json=True, stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:], root.level = before


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Scene]:
    """A client full of bugs, online in a world of its own."""
    folder, buggy = tmp_path_factory.mktemp("buggy"), Buggy()
    names = ("restyle", "decisions", "history", "drafts", "moderation", "allowances", "reports", "setup", "usage")
    async with (
        _log() as log,
        open_online(folder, events=LoggedEvents(), pictures=Finding(), **dict.fromkeys(names, buggy)) as online,
    ):
        yield Scene(online.playground, log, *await _posted(online.rest, online.playground))


async def _posted(rest: RestClient, playground: Playground) -> tuple[Message, Message]:
    """A card in line, and a result."""
    channel = rest.get_partial_messageable(playground.world.channel("general").id)
    job, delivery = factories.job(state=State.WAITING, source_hangs=False), Delivery(pictures=(SOURCE,))
    pictures = posted_pictures(job, delivery)
    card = await channel.send(view=card_view(job, None))
    shown = result_view(job, pictures, delivery, ManualClock().now())
    result = await channel.send(view=shown, files=result_files(job, pictures, delivery, SOURCE))
    return playground.world.messages[card.id], playground.world.messages[result.id]


async def _command(scene: Scene) -> Outcome:
    return await scene.alice.slash("general", "restyle", prompt="comic", image=photo("coffee.png"))


async def _subcommand(scene: Scene) -> Outcome:
    return await scene.playground.person("mod").slash("general", "limits show")


async def _press(scene: Scene) -> Outcome:
    return await scene.alice.click(scene.card, label="Cancel")


async def _press_that_was_held(scene: Scene) -> Outcome:
    """Compare says first that its answer is on its way."""
    panel = (await scene.alice.click(scene.result, label="More")).message
    return await scene.alice.click(panel, label="Compare")


async def _form(scene: Scene) -> Outcome:
    form = await scene.alice.click(scene.result, label="Edit prompt")
    return await scene.alice.submit(form, {"prompt": "noir"})


async def _message_menu(scene: Scene) -> Outcome:
    return await scene.alice.context_menu(scene.result, "Restyle this image")


async def _person_menu(scene: Scene) -> Outcome:
    return await scene.alice.context_menu(scene.playground.person("bob"), "Restyle avatar")


HANDLERS: list[Callable[[Scene], Coroutine[Any, Any, Outcome]]] = [
    _command, _subcommand, _press, _press_that_was_held, _form, _message_menu, _person_menu,
]  # fmt: skip


@pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: handler.__name__.strip("_"))
async def test_a_bug_is_told_by_a_reference(
    scene: Scene, handler: Callable[[Scene], Coroutine[Any, Any, Outcome]]
) -> None:
    """Only whoever called is told; they learn what to do, and nothing of our insides, which the log has."""
    before = len(scene.crashes())
    outcome = await handler(scene)
    crash = await _told_by_reference(scene, outcome, before)
    assert LEAK in crash["exception"]


async def _told_by_reference(scene: Scene, outcome: Outcome, before: int) -> dict[str, Any]:
    """The one crash that the log has since, which is told as it should be."""
    await scene.playground.until(lambda _: REFERENCE.search(outcome.message.text))
    message = outcome.message
    found = REFERENCE.search(message.text)
    assert found is not None
    assert message.flags & 64
    assert message.text == Crashed(found[1]).user_text
    assert not INSIDES.search(message.text)
    [crash] = scene.crashes()[before:]
    assert crash["reference"] == found[1]
    return crash


async def test_a_command_that_the_library_cannot_read_is_told_by_a_reference(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord may leave out what the library relies on: whoever called is answered all the same."""
    for session in scene.playground._sessions._sessions.values():
        send = session.send_rendered
        monkeypatch.setattr(
            session, "send_rendered", lambda name, data, send=send: send(name, data.replace('"proxy_url"', '"other"'))
        )
    before = len(scene.crashes())
    crash = await _told_by_reference(scene, await _command(scene), before)
    assert "KeyError: 'proxy_url'" in crash["exception"]


async def test_a_bug_while_somebody_types_is_answered_and_logged(scene: Scene) -> None:
    """Nothing is offered, because nothing can be told there; the log has it like any other."""
    before = len(scene.crashes())
    assert await scene.alice.autocomplete("general", "show", focused=("job", "x")) == []
    [crash] = scene.crashes()[before:]
    assert crash["kind"] == "autocomplete"
    assert LEAK in crash["exception"]


async def test_whatever_completes_is_declared() -> None:
    """No option completes by a function whose failure would be swallowed."""
    assert sorted(_undeclared(await loaded_client(home=1))) == []


def _undeclared(client: RestyleClient) -> Iterator[str]:
    for command in client.tree.walk_commands():
        if isinstance(command, discord.app_commands.Command):
            for parameter in command._params.values():
                complete: Any = parameter.autocomplete
                if complete is not None and not hasattr(complete, "__wrapped__"):
                    yield f"{command.qualified_name} {parameter.name}"
