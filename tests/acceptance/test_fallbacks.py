"""Things go wrong while a picture is made: it is delivered all the same, and whoever asked hears of it.

The plain run has each kind of accident; `tests/integration/test_fallbacks.py` every one of them, without a bot.
"""

from collections.abc import Mapping

import pytest

from bot.playground.entities import Message
from tests.acceptance.conftest import PATIENCE, Stage
from tests.photos import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")

# Work that takes longer than a card rests, so that it says "Drawing" for a while in which something can go wrong.
SLOW = {"speed": "QUALITY", "prompt": 'oil painting that reads "VISIT MARS"'}


async def drawing(stage: Stage, **options: object) -> Message:
    """A card whose picture is being drawn."""
    card = await stage.ask(**(SLOW | options))  # type: ignore[arg-type]
    await stage.playground.until(lambda world: "Drawing" in world.messages[card.id].text, timeout=PATIENCE)
    return card


def direct(stage: Stage, person: str = "alice") -> list[Message]:
    channel = stage.playground.world.dm_with(stage.playground.person(person).id)
    return [] if channel is None else list(stage.playground.world.messages_in(channel))


@pytest.mark.thorough
async def test_a_picture_outlives_its_card(shared_stage: Stage) -> None:
    """A moderator deletes the card while its picture is drawn: the result is posted in the channel."""
    card = await drawing(shared_stage)
    asked = shared_stage.playground.world.messages[card.id]
    await shared_stage.playground.fault("delete-message", message_id=asked)
    result = await shared_stage.result_of(asked)
    assert result.channel_id == asked.channel_id


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("name", "given"),
    [("member", {}), ("permissions", {"denied": ["attach files"]}), ("delete-channel", {})],
    ids=["kicked", "no-attach-right", "channel-deleted"],
)
async def test_a_picture_without_a_place_is_sent_to_whoever_asked(
    own_stage: Stage, name: str, given: Mapping[str, object]
) -> None:
    """The bot is kicked, may attach nothing, or the channel is gone: the picture comes in direct messages."""
    card = await drawing(own_stage)
    world = own_stage.playground.world
    where = {"guild_id": world.guild} if name == "member" else {"channel_id": world.channel("general")}
    await own_stage.playground.fault(name, **where, **given)
    result = await own_stage.result_of(card)
    assert result in direct(own_stage)
    assert "could not post it" in result.text


@pytest.mark.thorough
async def test_a_token_that_ends_early_changes_nothing(own_stage: Stage) -> None:
    """The card goes on by the bot's own token."""
    card = await drawing(own_stage)
    await own_stage.playground.fault("tokens")
    await own_stage.result_of(card)
    await own_stage.ended(card, "Done")


@pytest.mark.thorough
async def test_slow_mode_delays_a_picture_and_no_more(own_stage: Stage) -> None:
    """However long a channel is slow, the picture comes once."""
    card = await drawing(own_stage)
    await own_stage.playground.fault("route", route="post a message", answer="slow mode", times=2)
    result = await own_stage.result_of(card)
    await own_stage.ended(card, "Done")
    assert [m.id for m in own_stage.playground.world.messages.values() if m.buttons == result.buttons] == [result.id]


@pytest.mark.thorough
async def test_what_automod_blocks_is_shown_without_words(own_stage: Stage) -> None:
    """The word is forbidden while the picture is drawn: card and result lose the words, not the picture."""
    card = await drawing(own_stage)
    await own_stage.playground.fault("automod", words=["mars"])
    result = await own_stage.result_of(card)
    assert "MARS" not in result.text
    assert "AutoMod" in result.text
    assert "MARS" not in (await own_stage.ended(card, "Done")).text


async def test_what_automod_blocks_at_once_is_refused(own_stage: Stage) -> None:
    """Nobody sees a card; whoever asked reads why, and nothing is counted."""
    await own_stage.playground.fault("automod", words=["mars"])
    assert "AutoMod" in await own_stage.refusal()
    await own_stage.playground.fault("automod", words=[])
    assert "49 of 50" in (await own_stage.ask()).text


@pytest.mark.thorough
async def test_the_cap_of_threads_leads_to_the_channel(own_stage: Stage) -> None:
    """The card says where the result is, which is below."""
    card = await drawing(own_stage)
    await own_stage.playground.fault("thread-cap", most=0)
    result = await own_stage.result_of(card)
    assert result.channel_id == card.channel_id
    assert "↓ below" in (await own_stage.ended(card, "Done")).text


@pytest.mark.thorough
async def test_a_thread_that_is_closed_meanwhile(own_stage: Stage) -> None:
    """Archived it is opened again; locked it is left for the channel, and the card says where to look."""
    first = await own_stage.result_of(await own_stage.ask())
    thread = own_stage.playground.world.channels[first.channel_id]
    card = await drawing(own_stage, channel=thread)
    await own_stage.playground.fault("channel", channel_id=thread, archived=True)
    assert (await own_stage.result_of(card)).channel_id == thread.id

    general = own_stage.playground.world.channel("general")
    await own_stage.playground.fault("permissions", channel_id=general, denied=["manage threads"])
    card = await drawing(own_stage, channel=thread)
    await own_stage.playground.fault("channel", channel_id=thread, locked=True)
    assert (await own_stage.result_of(card)).channel_id == general.id
    assert f"<#{general.id}>" in (await own_stage.ended(card, "Done")).text


async def test_a_result_above_the_limit_is_sent_smaller(own_stage: Stage) -> None:
    """The limit is read from the interaction, and the result says that it has fewer bytes than it was made with."""
    own_stage.playground.knobs.attachment_size_limit = 250_000
    result = await own_stage.result_of(await own_stage.ask(prompt="pencil sketch", image=photo("chelsea.png"), seed=7))
    assert all(each.size <= 250_000 for each in result.attachments)
    assert "fewer bytes" in result.text


@pytest.mark.thorough
async def test_a_deleted_result_is_told_on_its_card(shared_stage: Stage) -> None:
    """Instead of "Done", the card says who deleted it."""
    card = await shared_stage.ask()
    result = await shared_stage.result_of(card)
    await shared_stage.ended(card, "Done")
    alice = shared_stage.playground.person("alice")
    await alice.click((await alice.click(result, "More")).message, "Delete")
    told = await shared_stage.ended(card, "Deleted by")
    assert f"<@{alice.id}>" in told.text
    assert "Done" not in told.text
