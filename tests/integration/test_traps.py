"""The traps of discord.py 2.7.1, one test each: first the trap, then what this bot does about it.

The real client over real sockets. A newer release may have filled a trap in; what is tested is that we are not in it.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
import pytest_asyncio
from aiohttp import web
from discord import AppCommandType

from bot.delivery.card import card_view, finished_view
from bot.delivery.controls import Action, button_row
from bot.domain.errors import BadPicture, BadRequest, IntakeBusy, Vanished
from bot.domain.job import Job, State
from bot.domain.request import PlaceKind, Wish
from bot.domain.variation import Variation
from bot.gateway.client import NotConnected
from bot.images.download import Downloader
from bot.playground.wire.route import Exchange
from tests import factories
from tests.fakes.clients import loaded_client
from tests.fakes.events import RecordedEvents
from tests.integration.edge import DELIVERY, SOURCE, TICKET, Edge, open_edge
from tests.integration.online import connected, open_online
from tests.unit.delivery.test_views import TICKET as FULL_TICKET
from tests.unit.delivery.test_views import WORST_JOB

pytestmark = pytest.mark.asyncio(loop_scope="module")

V2 = 1 << 15


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def edge(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Edge]:
    """One client for all traps that leave it alive."""
    async with open_edge(tmp_path_factory.mktemp("traps")) as opened:
        opened.answerer.keeps_tokens = True
        yield opened


class Finding:
    """Finds any job, so that forms can be opened, and hears what was filled in."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    async def job(self, *_given: Any) -> Job:
        return factories.job()

    async def vary(self, _key: str, variation: Variation, *_given: Any, **_named: Any) -> None:
        self.asked.append(variation.changes.prompt)


def _stores(edge: Edge) -> Iterator[Any]:
    for client in (edge.online.client, edge.online.rest):
        yield client._connection._view_store


async def _every_way(edge: Edge) -> Job:
    """A card answered, edited by token and by the bot, a result posted with files, an error told in private."""
    job = replace(await edge.card(), state=State.WAITING)
    await edge.cards.show(job, TICKET)
    await edge.cards.show(replace(job, answer_token=None), TICKET)
    await edge.cards.deliver(job, DELIVERY, SOURCE)
    outcome = await edge.playground.person("bob").click(edge.message(job.card), custom_id=f"r1:cancel:{job.key}")
    assert outcome.acknowledged
    return job


async def test_t1_nothing_unregisters_a_button(edge: Edge) -> None:
    """A DynamicItem dies for the whole process with one view that held it and is stopped: we have none to die.

    Buttons are read back from their ids, so the one on an old message works whatever became of any view.
    """
    job = await edge.card()
    for _ in range(3):
        view = card_view(replace(job, state=State.WAITING), TICKET)
        view.stop()
        await edge.cards.show(replace(job, state=State.WAITING), TICKET)
    assert [store._dynamic_items for store in _stores(edge)] == [{}, {}]
    outcome = await edge.playground.person("bob").click(edge.message(job.card), label="Cancel")
    assert outcome.acknowledged


async def test_t2_no_view_is_kept(edge: Edge) -> None:
    """A view without a time-out is kept in memory for each message: ours are stopped before they are sent."""
    for _ in range(3):
        await _every_way(edge)
    for store in _stores(edge):
        assert store._views == {}
        assert store._synced_message_views == {}


async def test_t3_views_are_built_where_a_loop_runs() -> None:
    """Outside of a running loop `stop()` does nothing, and the view would be kept: ours are built inside coroutines."""
    assert card_view(factories.job(), None).is_finished()
    assert not (await asyncio.to_thread(card_view, factories.job(), None)).is_finished()


async def test_t4_forms_outlive_the_client(tmp_path: Path) -> None:
    """A modal is known by the object that opened it, and is kept until it comes back: ours are kept by nobody.

    Fifty are opened and dismissed; one is handed in to a client that never saw it opened.
    """
    async with open_online(tmp_path, events=RecordedEvents(), pictures=Finding()) as online:
        channel = online.rest.get_partial_messageable(online.playground.world.channel("general").id)
        sent = await channel.send(view=finished_view(discord.ui.Container(button_row("k" * 22, Action.EDIT))))
        message = online.playground.world.messages[sent.id]
        alice = online.playground.person("alice")
        forms = [await alice.click(message, label="Edit prompt") for _ in range(50)]
        assert online.client._connection._view_store._modals == {}
        await online.client.close()
        await online.playground.until(lambda _: not online.playground.online)
        finding = Finding()
        async with connected(online.playground, events=RecordedEvents(), restyle=finding, pictures=finding):
            await alice.submit(forms[-1], {"prompt": "noir"})
        assert finding.asked == ["noir"]


async def test_t5_each_interaction_is_answered_once_whatever_it_names(edge: Edge) -> None:
    """`on_interaction` hears of everything, also what the tree took: only presses are routed there, by their prefix.

    A second answer would be refused by Discord; an id that means nothing to us is answered, in private.
    """
    job = await edge.card()
    answers = _count(edge, "POST", "/callback")
    await edge.ask()
    assert len(answers) == 1
    bob = edge.playground.person("bob")
    message = edge.message(job.card)
    for forged in ("r9:cancel:x", "nonsense", f"r1:unknown:{job.key}"):
        message.components[0]["components"][-1]["components"][0]["custom_id"] = forged
        outcome = await bob.click(message, custom_id=forged)
        assert outcome.message.flags & 64
        assert "another version" in outcome.message.text


async def test_t6_a_payload_that_cannot_be_read_is_noticed(tmp_path: Path) -> None:
    """It raises inside the reader, and a client may go on deaf: here the connection ends, which ends the process.

    `App.serve` waits for the connection, and health asks the client.
    """
    async with open_online(tmp_path, events=RecordedEvents()) as online:
        await online.client.wait_until_ready()
        await online.client.ping()
        for session in online.playground._sessions._sessions.values():
            session.send(
                "INTERACTION_CREATE", {"id": "1", "type": 2, "application_id": "2", "token": "t", "version": 1}
            )
        with pytest.raises(KeyError):
            await asyncio.wait_for(asyncio.shield(online.connected), 30)
        with pytest.raises(NotConnected):
            await online.client.ping()


async def test_t7_an_upload_holds_up_no_answer(edge: Edge) -> None:
    """Everything by one interaction's token goes through one lock, uploads included: results go by the bot's own."""
    job = await edge.card()
    assert job.answer_token is not None
    posts, by_token = _count(edge, "POST", "/channels/"), _count(edge, "POST", "/webhooks/")
    await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert [exchange.call.uploads.keys() for exchange in posts if exchange.call.uploads] == [{0, 1, 2}]
    assert by_token == []


async def test_t8_there_are_few_enough_context_menus() -> None:
    """The library takes five of a kind, where Discord takes fifteen."""
    tree = (await loaded_client(home=1)).tree
    for kind in (AppCommandType.user, AppCommandType.message):
        assert len(tree.get_commands(type=kind)) <= 5


async def test_t9_where_there_can_be_no_thread_none_is_promised(edge: Edge) -> None:
    """Starting one fails in direct messages and inside a thread: the place is chosen before anything is begun."""
    first = await edge.card()
    assert first.place.kind is PlaceKind.NEW_THREAD
    posting = await edge.cards.deliver(first, DELIVERY, SOURCE)
    thread = edge.playground.world.channels[posting.message.channel_id]
    second = await edge.card(thread)
    assert second.place.kind is PlaceKind.THREAD
    posting = await edge.cards.deliver(second, DELIVERY, SOURCE)
    assert posting.message.channel_id == thread.id
    direct = await edge.playground.person("alice").open_dm()
    third = await edge.card(direct)
    assert third.place.kind is PlaceKind.HERE
    posting = await edge.cards.deliver(third, DELIVERY, SOURCE)
    assert posting.message.channel_id == direct.id


async def test_t10_no_edit_may_mention_anybody(edge: Edge) -> None:
    """An edit without content carries no `allowed_mentions`, whatever the client's default: ours name it each time."""
    edits = _count(edge, "PATCH", "")
    await _every_way(edge)
    bodies = [exchange.call.json for exchange in edits]
    assert len(bodies) >= 3
    assert all(body["allowed_mentions"]["parse"] == [] for body in bodies)
    violations = edge.playground.violations
    own = await edge.online.rest.get_partial_messageable(edge.playground.world.channel("general").id).send("x")
    await own.edit(view=discord.ui.View())
    assert [each for each in violations if "allowed_mentions" in each] == violations != []
    violations.clear()


async def test_t11_cards_have_components_of_the_second_version_from_the_start(edge: Edge) -> None:
    """A message becomes one of these only if its content is taken away, and never becomes another again."""
    job = await edge.ask()
    assert isinstance(job, Job)
    assert edge.message(job.card).flags & V2
    await edge.cards.show(replace(job, state=State.CANCELLED), TICKET)
    assert edge.message(job.card).flags & V2
    assert edge.message((await edge.cards.deliver(job, DELIVERY, SOURCE)).message).flags & V2


async def test_t12_an_edit_takes_no_file_away(edge: Edge) -> None:
    """`attachments=` is the whole new list: an edit that changes none names none."""
    job = await edge.card()
    names = [each.filename for each in edge.message(job.card).attachments]
    for changed in (job, replace(job, answer_token=None), replace(job, state=State.CANCELLED)):
        await edge.cards.show(changed, TICKET)
        assert [each.filename for each in edge.message(job.card).attachments] == names == ["before.jpg"]


async def test_t13_a_download_has_an_end() -> None:
    """`Attachment.read()` reads whatever comes for as long as it comes: our own has a cap and a time."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(10_000))
                if "slow" in request.path:
                    await asyncio.Event().wait()
        except (ConnectionError, aiohttp.ClientError):
            return response

    app = web.Application()
    app.router.add_get("/{path:.*}", endless)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host = f"127.0.0.1:{runner.addresses[0][1]}"
    async with Downloader(hosts={host}, byte_limit=100_000, seconds=0.5) as downloader:
        with pytest.raises(BadPicture):
            await downloader.fetch(f"http://{host}/large.png")
        with pytest.raises(IntakeBusy):
            await downloader.fetch(f"http://{host}/slow.png")
    await runner.cleanup()


async def test_t14_the_longest_card_is_taken(edge: Edge) -> None:
    """The library counts neither characters nor ids: the longest card there can be is one that Discord takes."""
    channel = edge.online.rest.get_partial_messageable(edge.playground.world.channel("general").id)
    for state in State:
        job = replace(WORST_JOB, state=state, source_hangs=False)
        sent = await channel.send(view=card_view(job, FULL_TICKET))
        assert edge.playground.world.messages[sent.id].text


async def test_t15_limits_of_options_are_checked_again() -> None:
    """Only the app keeps to them; whoever forges a request is refused by us."""
    fine = Wish(prompt="comic")
    changes = (replace(fine, count=99), replace(fine, strength=7.0), replace(fine, seed=-1))
    for wish in (*changes, replace(fine, prompt="x" * 5000)):
        with pytest.raises(BadRequest):
            wish.checked()


async def test_t16_a_command_that_is_gone_is_answered(edge: Edge) -> None:
    """One that is still registered and no longer in the code raises outside of every command."""
    ghost = discord.app_commands.Command(name="ghost", description="Was here once.", callback=_nothing)
    http, tree = edge.online.client.http, edge.online.client.tree
    registered = [each.to_dict(tree) for each in tree.get_commands()]
    application = edge.playground.world.application_id
    await http.bulk_upsert_global_commands(application, [*registered, ghost.to_dict(tree)])
    outcome = await edge.playground.person("alice").slash("general", "ghost")
    assert outcome.message.flags & 64
    assert "Reload Discord" in outcome.message.text
    await tree.sync()


async def _nothing(_interaction: discord.Interaction) -> None: ...


async def test_t17_what_is_gone_is_learned_from_refusals(edge: Edge) -> None:
    """Without intents no event tells of messages and channels: a deletion shows when something is done there."""
    job = await edge.card()
    await edge.playground.fault("delete-message", message_id=job.card.message_id if job.card else 0)
    assert edge.online.client.intents == discord.Intents.none()
    with pytest.raises(Vanished):
        await edge.cards.show(replace(job, answer_token=None), TICKET)


def _count(edge: Edge, method: str, path: str) -> list[Exchange]:
    """Requests like that from now on."""
    seen = list[Exchange]()

    def watch(exchange: Exchange) -> None:
        if exchange.call.method == method and path in exchange.call.path:
            seen.append(exchange)

    edge.playground.wire.watchers.append(watch)
    return seen
