"""Anybody reports a picture, and a moderator decides about it, once."""

import pytest

from bot.playground.entities import Message
from bot.playground.people import Outcome
from tests.acceptance.conftest import PATIENCE, Stage, key_of
from tests.acceptance.moderating import NOT_FOR_THEM, tell
from tests.acceptance.panels import changed, posted

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _report(stage: Stage, result: Message, reason: str, person: str = "bob") -> Outcome:
    """Press Report, where the result's panel has it, and fill in the form."""
    reporter = stage.playground.person(person)
    panel = (await reporter.click(result, label="More")).message
    form = await reporter.click(panel, label="Report")
    return await reporter.submit(form, {"reason": reason})


async def _reported(stage: Stage, reason: str, person: str = "bob") -> tuple[Message, Message]:
    """A picture of alice's that somebody has reported, and the card that moderators got."""
    result = await stage.result_of(await stage.ask())
    await tell(stage, "moderate audit-channel", channel=stage.playground.world.channel("showcase"))
    await _report(stage, result, reason, person)
    return result, await posted(stage, "showcase", "Somebody reported a picture", reason)


@pytest.mark.thorough
async def test_without_an_audit_channel_it_is_told_where_moderators_look(own_stage: Stage) -> None:
    """The report is in the audit, with its reason; the same person cannot report the picture again."""
    result = await own_stage.result_of(await own_stage.ask())
    thanks = await _report(own_stage, result, "it shows *me*")
    assert "`/moderate audit`" in thanks.message.text
    assert thanks.message.ephemeral
    audit = await tell(own_stage, "moderate audit")
    assert f"<@{own_stage.playground.world.people['bob'].id}> reported" in audit.text
    assert r"it shows \*me\*" in audit.text
    assert "already" in (await _report(own_stage, result, "again")).message.text
    assert "`/moderate audit`" in (await _report(own_stage, result, "me too", "mod")).message.text


async def test_moderators_get_a_card_with_all_they_need(shared_stage: Stage) -> None:
    """Prompt, who made it, who reported it and why, a link to the picture, and three buttons."""
    people = shared_stage.playground.world.people
    result, card = await _reported(shared_stage, "not @everyone's *taste*")
    assert "VISIT MARS" in card.text
    assert f"**Made by** <@{people['alice'].id}>" in card.text
    assert f"**Reported by** <@{people['bob'].id}>" in card.text
    assert r"\*taste\*" in card.text
    assert card.buttons == ["Look at it", "Delete", "Block", "Dismiss"]
    assert f"/{result.channel_id}/{result.id}" in str(card.components)
    assert not card.mention_everyone
    refused = await shared_stage.playground.person("alice").click(card, label="Dismiss")
    assert NOT_FOR_THEM in refused.message.text
    assert card.buttons[-1] == "Dismiss"


async def test_delete_takes_the_picture_down(shared_stage: Stage) -> None:
    """The result is gone, the card says who did it, and its buttons are gone with the question."""
    result, card = await _reported(shared_stage, "stolen")
    await shared_stage.playground.person("mod").click(card, label="Delete")
    await shared_stage.playground.until(lambda world: result.id not in world.messages, timeout=PATIENCE)
    mod = shared_stage.playground.world.people["mod"]
    await changed(shared_stage, card, lambda shown: f"deleted by <@{mod.id}>" in shown.text)
    assert card.buttons == ["Look at it"]
    assert "deleted: a picture of" in (await tell(shared_stage, "moderate audit")).text


@pytest.mark.thorough
async def test_dismiss_leaves_the_picture(shared_stage: Stage) -> None:
    """The card says so and by whom; the picture stays."""
    result, card = await _reported(shared_stage, "ugly")
    await shared_stage.playground.person("mod").click(card, label="Dismiss")
    await changed(shared_stage, card, lambda shown: "Dismissed by" in shown.text)
    assert result.id in shared_stage.playground.world.messages


@pytest.mark.thorough
async def test_a_report_is_decided_once(shared_stage: Stage) -> None:
    """Who comes second changes nothing, and sees what was decided and by whom."""
    result, card = await _reported(shared_stage, "decide once")
    custom_ids = {control["label"]: control["custom_id"] for control in card.controls if "custom_id" in control}
    components = card.components
    await shared_stage.playground.person("mod").click(card, label="Dismiss")
    card.components = components
    await shared_stage.playground.person("owner").click(card, custom_id=custom_ids["Delete"])
    mod = shared_stage.playground.world.people["mod"]
    await changed(shared_stage, card, lambda shown: f"Dismissed by <@{mod.id}>" in shown.text)
    assert result.id in shared_stage.playground.world.messages


@pytest.mark.thorough
async def test_block_keeps_whoever_made_it_out(own_stage: Stage) -> None:
    """They are told the report's reason; undoing the change in the audit lets them in again."""
    _, card = await _reported(own_stage, "spreads spoilers")
    await own_stage.playground.person("mod").click(card, label="Block")
    await changed(own_stage, card, lambda shown: "blocked by" in shown.text)
    assert "spreads spoilers" in await own_stage.refusal("alice")
    entry = await posted(own_stage, "showcase", "set: block of")
    await own_stage.playground.person("mod").click(entry, label="Undo")
    assert key_of(await own_stage.ask("alice"))
