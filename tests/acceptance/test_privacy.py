"""What moderators see of what was made, and what anybody can have forgotten: on the real bot."""

import csv
from io import BytesIO, StringIO

import pytest
from PIL import Image

from bot.playground.entities import Message
from tests.acceptance.conftest import PATIENCE, Stage
from tests.acceptance.moderating import tell

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def usage(stage: Stage) -> tuple[Message, list[list[str]]]:
    """`/moderate usage` with its files: the message, and the rows of the table."""
    outcome = await stage.playground.person("mod").slash("general", "moderate usage")
    assert outcome.acknowledged, outcome.failed
    shown = outcome.message.id
    await stage.playground.until(lambda world: world.messages[shown].attachments, timeout=PATIENCE)
    answer = stage.playground.world.messages[shown]
    table = next(each for each in answer.attachments if each.filename == "usage.csv")
    return answer, list(csv.reader(StringIO((await stage.playground.file(table)).decode())))


@pytest.mark.thorough
async def test_a_moderator_sees_what_was_made(shared_stage: Stage) -> None:
    """A picture, the same in words with mentions, and a table; only they see it."""
    await shared_stage.result_of(await shared_stage.ask(count=2))
    answer, rows = await usage(shared_stage)
    alice = shared_stage.playground.world.people["alice"]
    assert answer.ephemeral
    assert "2 pictures" in answer.text
    assert f"<@{alice.id}>" in answer.text
    assert rows[1][1:5] == [str(alice.id), *rows[1][2:3], "1", "2"]
    chart = next(each for each in answer.attachments if each.filename == "usage.png")
    assert Image.open(BytesIO(await shared_stage.playground.file(chart))).width == 1_200


async def test_somebody_is_forgotten(shared_stage: Stage) -> None:
    """They read first what goes and what stays; then rows and messages go, and what the server made is nobody's."""
    bob = shared_stage.playground.person("bob")
    card = await shared_stage.ask("bob")
    result = await shared_stage.result_of(card)
    question = await tell(shared_stage, "forget-me", "bob")
    assert "1 request of yours" in question.text
    assert "blocks and limits" in question.text
    assert card.id in shared_stage.playground.world.messages
    outcome = await bob.click(question, label="Delete my data")
    assert outcome.acknowledged, outcome.failed
    await shared_stage.ended(question, "1 request is forgotten")
    await shared_stage.playground.until(lambda world: not {card.id, result.id} & set(world.messages), timeout=PATIENCE)
    answer, rows = await usage(shared_stage)
    assert str(bob.id) not in answer.text
    assert "people who asked to be forgotten" in answer.text
    assert {row[1] for row in rows[1:]} >= {"forgotten"}
    assert "0 requests of yours" in (await tell(shared_stage, "forget-me", "bob", where="everywhere")).text
