"""The bot where no server added it: in its own direct messages, and where a person alone brought it."""

from pathlib import Path

import pytest

from bot.playground.actions import Declined
from bot.playground.entities import Message
from tests.acceptance.conftest import PATIENCE, POSTER, Stage, open_stage
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
    async with open_stage(tmp_path, RESTYLE_DAILY_PICTURES="1") as stage:
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


async def test_a_guests_buttons_go_on_from_the_message_they_stand_on(own_stage: Stage) -> None:
    """Long after the first token is over: what the next picture is made from comes with the press."""
    alice = own_stage.playground.person("alice")
    result = await turned_result(own_stage, await own_stage.ask("alice", HARBOUR, prompt="watercolor"))
    await own_stage.playground.fault("tokens")
    stronger = (await alice.click(result, "Stronger")).message
    assert stronger.id != result.id
    assert "v2 from v1, stronger" in (await turned_result(own_stage, stronger)).text


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
    """Limits are a server's, and this server has none."""
    with pytest.raises(Declined):
        await shared_stage.playground.person("alice").slash(HARBOUR, "limits show")


async def test_a_restart_does_not_lose_a_guests_picture(own_stage: Stage) -> None:
    """Its token is in its row."""
    card = await own_stage.ask("alice", HARBOUR, prompt=POSTER)
    # Once its picture hangs on it, the card is known to the store.
    await own_stage.playground.until(lambda world: world.messages[card.id].attachments, timeout=PATIENCE)
    await own_stage.restart()
    await turned_result(own_stage, card)
