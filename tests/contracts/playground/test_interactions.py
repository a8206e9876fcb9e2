"""Interactions over real sockets, answered by a plain discord.py bot."""

import asyncio

import pytest

from bot.playground import constants
from bot.playground.constants import Callback
from bot.playground.knobs import Knobs
from bot.playground.server import Playground
from tests.contracts.playground.scratch import PNG, Bot


async def test_a_slash_command_is_answered(playground: Playground, bot: Bot) -> None:
    """A reply to a slash command is a message of type 20 with the interaction's metadata."""
    outcome = await playground.person("alice").slash("general", "hello", name="you")
    assert outcome.kind is Callback.MESSAGE
    assert outcome.message.text == "hello you"
    assert outcome.message.kind == 20
    assert playground.violations == []


async def test_a_deferred_answer_is_filled(playground: Playground, bot: Bot) -> None:
    """The first follow-up fills the loading message, which stays as private as it was deferred."""
    outcome = await playground.person("alice").slash("general", "hidden")
    assert outcome.kind is Callback.DEFERRED_MESSAGE
    await playground.until(lambda _: outcome.message.text == "for your eyes")
    assert outcome.message.flags & constants.EPHEMERAL
    assert not outcome.message.flags & constants.LOADING
    assert playground.violations == []


async def test_a_picture_travels_into_a_thread(playground: Playground, bot: Bot) -> None:
    """The card shows the picture, the thread has the card's id, and the result stands in it with its buttons."""
    outcome = await playground.person("alice").slash("general", "draw", image=PNG, style="ink", strength=0.5)
    result = await playground.until(lambda world: world.said_in_threads())
    card = outcome.message
    assert card.thread_id == card.id
    assert card.flags & constants.HAS_THREAD
    assert playground.world.threads[0].name == "ink 0.5"
    assert result[0].text == "card result"
    assert result[0].buttons == ["Reroll", "Edit", "Off"]
    assert (result[0].attachments[0].width, result[0].attachments[0].height) == (2, 3)
    assert playground.violations == []


async def test_a_button_without_a_view_is_answered(playground: Playground, bot: Bot) -> None:
    """A dynamic item answers from its id; modals open, are checked, and edit the message they came from."""
    alice = playground.person("alice")
    await alice.slash("general", "draw", image=PNG, style="ink")
    [card] = await playground.until(lambda world: world.said_in_threads())
    outcome = await alice.click(card, "Reroll")
    assert outcome.message.text == "rerolled result"
    form = await alice.click(card, "Edit")
    sent = await alice.submit(form.modal, {"prompt": "new", "style": "oil", "mask": [PNG]})
    assert sent.kind is Callback.UPDATE
    assert card.text == f"card new-oil-[{len(PNG)}]"
    assert playground.violations == []


async def test_autocomplete(playground: Playground, bot: Bot) -> None:
    """Typing into an option brings the bot's choices."""
    choices = await playground.person("alice").autocomplete("general", "draw", focused=("style", "po"))
    assert choices == [("Pop", "pop"), ("Poster", "poster")]


async def test_a_message_menu(playground: Playground, bot: Bot) -> None:
    """A context menu carries the whole message, although the bot may not read messages."""
    said = await playground.person("bob").say("general", "look", files=[("in.png", PNG)])
    outcome = await playground.person("alice").context_menu(said, "Restyle this image")
    assert outcome.message.text == f"look {len(PNG)}"


@pytest.mark.parametrize(("name", "manages"), [("alice", False), ("mod", True)])
async def test_subcommands_and_members(playground: Playground, bot: Bot, name: str, manages: bool) -> None:
    """A user option resolves to a member with permissions."""
    who = playground.person(name)
    outcome = await who.slash("general", "limits set", who=who, count=3)
    assert outcome.message.text == f"{name} 3 {manages}"


async def test_silence_is_told(playground: Playground, bot: Bot) -> None:
    """A command the bot does not answer in time fails in the app's words."""
    outcome = await playground.person("alice").slash("general", "silent")
    assert not outcome.acknowledged
    assert outcome.failed == "The application did not respond"


async def test_a_select_updates_its_message(playground: Playground, bot: Bot) -> None:
    """A select's choice arrives and edits the message; a click answered with nothing edits it afterwards."""
    alice = playground.person("alice")
    offered = await alice.slash("general", "offer")
    await alice.click(offered.message, "Later")
    await playground.until(lambda _: offered.message.text == "card later")
    again = await alice.slash("general", "offer")
    await alice.click(again.message, custom_id="v1:pick:x", values=["b"])
    assert again.message.text == "card picked-b"
    assert playground.violations == []


async def test_many_at_once(playground: Playground, bot: Bot, knobs: Knobs) -> None:
    """Two hundred interactions at the same moment are all answered, each with its own message."""
    knobs.acknowledge_within = 30.0
    alice = playground.person("alice")
    outcomes = await asyncio.gather(*[alice.slash("general", "hello", name=str(n)) for n in range(200)])
    assert [outcome.message.text for outcome in outcomes] == [f"hello {n}" for n in range(200)]
    assert playground.violations == []
