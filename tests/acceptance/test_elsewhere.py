"""The bot where no server added it: in its own direct messages, and where a person alone brought it."""

import sqlite3
from pathlib import Path

import pytest

from bot.playground.actions import Declined
from bot.playground.entities import Message
from bot.playground.people import Place
from tests.acceptance.conftest import PATIENCE, Stage, key_of, open_stage
from tests.acceptance.moderating import NOT_FOR_THEM
from tests.acceptance.test_cards import press
from tests.acceptance.test_menus import asked, made
from tests.matrices import matrix
from tests.photos import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")

HARBOUR = "harbour-chat"
"""A channel of a server that the bot is no member of; Alice has it installed for herself."""


async def turned_result(stage: Stage, card: Message) -> Message:
    """A guest's card, once it has become the result."""
    await stage.playground.until(lambda world: "Reroll" in world.messages[card.id].buttons, timeout=PATIENCE)
    return stage.playground.world.messages[card.id]


# Direct messages


async def test_a_picture_is_made_in_direct_messages(shared_stage: Stage) -> None:
    """`/restyle` there ends with a result below its card, and its buttons make the next one."""
    dm = await shared_stage.playground.person("alice").open_dm()
    card = await shared_stage.ask("alice", dm)
    result = await shared_stage.result_of(card)
    assert result.channel_id == dm.id
    await shared_stage.ended(card, "Done")
    again = (await shared_stage.playground.person("alice").click(result, "Reroll")).message
    assert (await shared_stage.result_of(again)).channel_id == dm.id


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("imagine", {"prompt": "watercolor mountains at dusk"}),
        ("fill", {"prompt": "watercolor", "region": "top", "image": photo("coffee.png")}),
    ],
    ids=["imagine", "fill"],
)
async def test_every_way_to_ask_works_there(shared_stage: Stage, command: str, options: dict[str, object]) -> None:
    """Words alone, and a part of a picture."""
    person = shared_stage.playground.person("bob")
    dm = await person.open_dm()
    outcome = await person.slash(dm, command, speed="TURBO", **options)
    assert (await shared_stage.result_of(outcome.message)).channel_id == dm.id


async def test_direct_messages_are_a_tenant_of_their_own(tmp_path: Path) -> None:
    """What is spent in a server is not spent there, and the other way round."""
    async with open_stage(tmp_path, settings={"RESTYLE_DAILY_PICTURES": "1"}) as stage:
        await stage.ask("alice")
        assert "1 picture a day" in await stage.refusal("alice")
        dm = await stage.playground.person("alice").open_dm()
        await stage.result_of(await stage.ask("alice", dm))
        assert "1 picture a day" in await stage.refusal("alice", HARBOUR)


# As a guest


async def test_a_guests_result_takes_the_place_of_its_card(shared_stage: Stage) -> None:
    """No thread, no second message: what the interaction's token can do, and nothing by the bot's own."""
    before = len(shared_stage.playground.world.messages)
    card = await shared_stage.ask("alice", HARBOUR)
    result = await turned_result(shared_stage, card)
    assert {each.filename for each in result.attachments} >= {"before.jpg"}
    assert len(shared_stage.playground.world.messages) == before + 1


async def test_a_guests_buttons_go_on_from_the_message_they_stand_on(shared_stage: Stage) -> None:
    """Long after the first token is over: what the next picture is made from comes with the press."""
    alice = shared_stage.playground.person("alice")
    result = await turned_result(shared_stage, await shared_stage.ask("alice", HARBOUR, prompt="watercolor"))
    await shared_stage.playground.fault("tokens")
    stronger = (await alice.click(result, "Stronger")).message
    assert stronger.id != result.id
    assert "v2 from v1, stronger" in (await turned_result(shared_stage, stronger)).text


@pytest.mark.thorough
async def test_a_guest_imagines_and_fills(shared_stage: Stage) -> None:
    """Each in a group's conversation as well, where there is no server at all."""
    alice = shared_stage.playground.person("alice")
    imagined = await alice.slash("Weekend plans", "imagine", prompt="watercolor mountains", speed="TURBO")
    await turned_result(shared_stage, imagined.message)
    filled = await alice.slash(
        "Weekend plans", "fill", image=photo("coffee.png"), prompt="watercolor", region="left", speed="TURBO"
    )
    result = await turned_result(shared_stage, filled.message)
    await turned_result(shared_stage, (await alice.click(result, "Reroll")).message)


@pytest.mark.thorough
async def test_a_guests_picture_that_is_late_comes_in_direct_messages(own_stage: Stage) -> None:
    """The token ended while it was drawn: it is sent to whoever asked, and says why."""
    stage = own_stage
    alice = stage.playground.person("alice")
    await stage.playground.fault("route", route="edit by token", answer="invalid webhook token", times=1000)
    imagined = await alice.slash(HARBOUR, "imagine", prompt="watercolor mountains", speed="TURBO")
    result = await stage.result_of(imagined.message)
    assert result.channel_id == (await alice.open_dm()).id
    assert "guest" in result.text or "quarter of an hour" in result.text


async def test_who_has_not_installed_it_is_not_offered_it(shared_stage: Stage) -> None:
    """Bob did not bring the bot along: Discord does not show him the command there."""
    with pytest.raises(Declined):
        await shared_stage.ask("bob", HARBOUR)


async def test_what_moderators_do_is_not_offered_elsewhere(shared_stage: Stage) -> None:
    """The audit is a server's, and this server has none; what is offered for the sake of `/limits me` refuses."""
    alice = shared_stage.playground.person("alice")
    with pytest.raises(Declined):
        await alice.slash(HARBOUR, "moderate audit")
    for place in (HARBOUR, await alice.open_dm()):
        assert NOT_FOR_THEM in (await alice.slash(place, "limits show")).message.text


async def test_a_restart_does_not_lose_a_guests_picture(own_stage: Stage) -> None:
    """Its token is in its row."""
    card = await own_stage.ask("alice", HARBOUR)
    # Once its picture hangs on it, the card is known to the store.
    await own_stage.playground.until(lambda world: world.messages[card.id].attachments, timeout=PATIENCE)
    await own_stage.restart()
    await turned_result(own_stage, card)


# Every other command

ALONE = ("direct messages", HARBOUR)


async def _place(stage: Stage, name: str) -> Place:
    return await stage.playground.person("alice").open_dm() if name == ALONE[0] else name


async def _told(stage: Stage, place: Place, command: str, **options: object) -> Message:
    """A command's answer to Alice."""
    outcome = await stage.playground.person("alice").slash(place, command, **options)
    assert outcome.acknowledged, outcome.failed
    await stage.playground.until(lambda _: outcome.message.text, timeout=PATIENCE)
    return outcome.message


@pytest.mark.parametrize("name", matrix(ALONE, plain={HARBOUR}))
async def test_menus_work_there(shared_stage: Stage, name: str) -> None:
    """A picture that somebody posted, and an avatar."""
    place, alice = await _place(shared_stage, name), shared_stage.playground.person("alice")
    message = await alice.say(place, "look", files=[photo("coffee.png")])
    await made(shared_stage, await asked(shared_stage, message))
    await made(shared_stage, await alice.context_menu(alice, "Restyle avatar", place))


@pytest.mark.thorough
@pytest.mark.parametrize("name", matrix(ALONE, plain={HARBOUR}))
async def test_looking_back_works_there(own_stage: Stage, name: str) -> None:
    """What was asked for there is listed, posted again and made once more."""
    place = await _place(own_stage, name)
    assert "Nothing yet" in (await _told(own_stage, place, "history")).text
    result = await own_stage.result_of(await own_stage.ask("alice", place, prompt="comic", seed=3))
    assert "comic" in (await _told(own_stage, place, "history")).text
    shown = await _told(own_stage, place, "show", job=key_of(result))
    await own_stage.playground.until(lambda _: "Reroll" in shown.buttons, timeout=PATIENCE)
    assert len(shown.attachments) == len(result.attachments)
    again = await _told(own_stage, place, "again", prompt="noir")
    assert "v2 from v1, once more" in (await own_stage.result_of(again)).text


@pytest.mark.thorough
async def test_what_a_guest_cannot_read_any_more_is_said_at_once(own_stage: Stage) -> None:
    """Nothing is begun, and what to do is said: a press on the picture brings it along."""
    result = await turned_result(own_stage, await own_stage.ask("alice", HARBOUR, prompt="comic"))
    with sqlite3.connect(own_stage.store) as store:
        store.execute("UPDATE job SET created = created - 900000000")
    for command, options in (("show", {"job": key_of(result)}), ("again", {"prompt": "noir"})):
        answer = await _told(own_stage, HARBOUR, command, **options)
        assert answer.ephemeral
        assert "can read it no more. Press a button" in answer.text


@pytest.mark.thorough
@pytest.mark.parametrize("name", matrix(ALONE, plain={HARBOUR}))
async def test_limits_there_are_ones_own(own_stage: Stage, name: str) -> None:
    """What holds, how much of it is used there and not elsewhere, and who sets it."""
    await own_stage.ask("alice")
    answer = await _told(own_stage, await _place(own_stage, name), "limits me")
    assert "0 of" in answer.text
    assert "whoever runs me sets the limits" in answer.text
    assert "/limits set" not in answer.text


@pytest.mark.thorough
@pytest.mark.parametrize("name", matrix(ALONE, plain={HARBOUR}))
async def test_forgetting_there_is_about_what_was_asked_there(own_stage: Stage, name: str) -> None:
    """Neither more nor less; what a guest cannot delete is said before."""
    place, alice = await _place(own_stage, name), own_stage.playground.person("alice")
    elsewhere = await own_stage.result_of(await own_stage.ask("alice"))
    result = await own_stage.result_of(await own_stage.ask("alice", place))
    question = await _told(own_stage, place, "forget-me")
    assert "in our direct messages, and where you alone brought me" in question.text
    assert "1 request of yours" in question.text
    assert "press Delete below them first" in question.text
    await alice.click(question, label="Delete my data")
    await own_stage.ended(question, "1 request is forgotten")
    await own_stage.playground.until(lambda world: name == HARBOUR or result.id not in world.messages, timeout=PATIENCE)
    assert elsewhere.id in own_stage.playground.world.messages
    assert "Nothing yet" in (await _told(own_stage, place, "history")).text


# Others, where one person brought the bot


@pytest.mark.thorough
async def test_others_go_on_from_what_they_are_shown(own_stage: Stage) -> None:
    """Bob has installed nothing; he varies Alice's picture in his own name, and none of it is hers to pay."""
    result = await turned_result(own_stage, await own_stage.ask("alice", HARBOUR, prompt="comic", seed=7))
    await own_stage.playground.fault("tokens")
    bob = own_stage.playground.person("bob")
    made = await turned_result(own_stage, (await press(own_stage, result, "Stronger")).message)
    assert f"v2 from v1, stronger for <@{bob.id}>" in made.text
    panel = (await press(own_stage, result, "More")).message
    assert {each.filename for each in result.attachments}
    compared = (await press(own_stage, panel, "Compare")).message
    await own_stage.playground.until(lambda _: compared.attachments, timeout=PATIENCE)
    form = await press(own_stage, panel, "Use as source")
    outcome = await bob.submit(form, {"prompt": "noir"})
    assert f"going on from the result for <@{bob.id}>" in (await turned_result(own_stage, outcome.message)).text
    used = await _told(own_stage, HARBOUR, "limits me")
    assert "1 of" in used.text


async def test_one_of_several_is_worked_on_by_a_guest(shared_stage: Stage) -> None:
    """Its own button leads to it, and what is made of it begins with that picture."""
    grid = await turned_result(shared_stage, await shared_stage.ask("alice", HARBOUR, prompt="comic", count=2, seed=20))
    await shared_stage.playground.fault("tokens")
    panel = (await press(shared_stage, grid, "#2", "alice")).message
    assert "Picture 2 of 2" in panel.text
    compared = (await press(shared_stage, panel, "Compare", "alice")).message
    await shared_stage.playground.until(lambda _: compared.attachments, timeout=PATIENCE)
    form = await press(shared_stage, panel, "Use as source", "alice")
    outcome = await shared_stage.playground.person("alice").submit(form, {"prompt": "noir"})
    assert "v2 from v1 #2, going on" in (await turned_result(shared_stage, outcome.message)).text


@pytest.mark.thorough
async def test_others_are_held_to_limits_of_their_own(tmp_path: Path) -> None:
    """One picture a day: Alice has had hers, Bob has one; neither spends the other's."""
    async with open_stage(tmp_path, settings={"RESTYLE_DAILY_PICTURES": "1"}) as stage:
        result = await turned_result(stage, await stage.ask("alice", HARBOUR, prompt="comic"))
        assert "Only whoever runs me can change it" in (await press(stage, result, "Reroll", "alice")).message.text
        await turned_result(stage, (await press(stage, result, "Reroll", "bob")).message)
        assert "1 picture a day" in (await press(stage, result, "Reroll", "bob")).message.text


@pytest.mark.thorough
async def test_others_do_not_delete_or_look_up_what_is_not_theirs(own_stage: Stage) -> None:
    """A press on the message shows it; a key alone shows nothing, and Delete is its owner's."""
    result = await turned_result(own_stage, await own_stage.ask("alice", HARBOUR, prompt="comic"))
    refused = await press(own_stage, result, "Delete")
    await own_stage.playground.until(
        lambda world: any("Only the person who asked" in each.text for each in world.messages.values()),
        timeout=PATIENCE,
    )
    assert refused.message.id == result.id
    assert result.id in own_stage.playground.world.messages
    dm = await own_stage.playground.person("bob").open_dm()
    answer = await own_stage.playground.person("bob").slash(dm, "show", job=key_of(result))
    assert "gone" in answer.message.text


# Posted again


@pytest.mark.parametrize("place", matrix(["showcase", HARBOUR], plain={HARBOUR}))
async def test_delete_below_what_was_posted_again_leaves_the_first(shared_stage: Stage, place: str) -> None:
    """People delete what they look at."""
    first = await shared_stage.result_of(await shared_stage.ask("alice", "general", prompt="comic"))
    again = await _told(shared_stage, place, "show", job=key_of(first))
    await shared_stage.playground.until(lambda _: "Reroll" in again.buttons, timeout=PATIENCE)
    await press(shared_stage, again, "Delete", "alice")
    await shared_stage.playground.until(lambda world: again.id not in world.messages, timeout=PATIENCE)
    assert first.id in shared_stage.playground.world.messages
    panel = (await press(shared_stage, first, "More", "alice")).message
    await press(shared_stage, panel, "Delete", "alice")
    await shared_stage.playground.until(lambda world: first.id not in world.messages, timeout=PATIENCE)


@pytest.mark.thorough
async def test_who_had_it_posted_again_may_delete_that(own_stage: Stage) -> None:
    """Also what is another's, and when all that was known of it is forgotten; from the panel it is its owner's."""
    first = await own_stage.result_of(await own_stage.ask("alice", "general", prompt="comic"))
    bob = own_stage.playground.person("bob")
    shown = [(await bob.slash("showcase", "show", job=key_of(first))).message for _ in range(3)]
    await own_stage.playground.until(lambda _: all("Reroll" in each.buttons for each in shown), timeout=PATIENCE)
    await press(own_stage, (await press(own_stage, shown[0], "More", "alice")).message, "Delete", "alice")
    await press(own_stage, shown[1], "Delete", "bob")
    await own_stage.playground.until(
        lambda world: not {shown[0].id, shown[1].id} & set(world.messages), timeout=PATIENCE
    )
    question = await _told(own_stage, "general", "forget-me")
    await press(own_stage, question, "Delete my data", "alice")
    await own_stage.playground.until(lambda world: first.id not in world.messages, timeout=PATIENCE)
    await press(own_stage, shown[2], "Delete", "bob")
    await own_stage.playground.until(lambda world: shown[2].id not in world.messages, timeout=PATIENCE)


@pytest.mark.thorough
async def test_what_was_posted_again_outlives_the_first(own_stage: Stage) -> None:
    """With all that hangs on it: its buttons go on from the message they stand on."""
    first = await own_stage.result_of(await own_stage.ask("alice", "general", prompt="comic"))
    again = await _told(own_stage, "showcase", "show", job=key_of(first))
    await own_stage.playground.until(lambda _: "Reroll" in again.buttons, timeout=PATIENCE)
    await press(own_stage, (await press(own_stage, first, "More", "alice")).message, "Delete", "alice")
    await own_stage.playground.until(lambda world: first.id not in world.messages, timeout=PATIENCE)
    made = await own_stage.result_of((await press(own_stage, again, "Stronger", "alice")).message)
    assert "stronger for" in made.text


@pytest.mark.thorough
async def test_a_result_is_posted_again_once(own_stage: Stage) -> None:
    """Discord took it and said otherwise: what is repeated ends as the same answer."""
    first = await own_stage.result_of(await own_stage.ask("alice", "general", prompt="comic"))
    before = len(own_stage.playground.world.messages)
    for route in ("follow up", "edit by token"):
        await own_stage.playground.fault("route", route=route, answer="500", after=True)
    again = await _told(own_stage, "showcase", "show", job=key_of(first))
    await own_stage.playground.until(lambda _: "Reroll" in again.buttons, timeout=PATIENCE)
    await own_stage.playground.until(
        lambda _: not own_stage.playground.knobs.faults or len(own_stage.playground.world.messages) > before,
        timeout=PATIENCE,
    )
    assert len(own_stage.playground.world.messages) == before + 1
