"""Looking back: one's own pictures page by page, a result posted again, the last one once more."""

import pytest

from bot.playground.entities import Message
from tests.acceptance.conftest import Stage, key_of
from tests.acceptance.test_cards import press

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def tell(stage: Stage, person: str, command: str, **options: object) -> Message:
    """A command's answer."""
    outcome = await stage.playground.person(person).slash("general", command, **options)
    assert outcome.acknowledged, outcome.failed
    return outcome.message


async def test_nothing_yet(shared_stage: Stage) -> None:
    """Whoever has asked for nothing is told how to begin."""
    assert "Begin with `/restyle`" in (await tell(shared_stage, "mod", "history")).text
    assert "gone" in (await tell(shared_stage, "mod", "again")).text


async def test_a_history_is_one_s_own_and_paged(shared_stage: Stage) -> None:
    """Newest first, with the way to older ones and back, and links to where the pictures are; nobody else's."""
    cards = [await shared_stage.ask("bob", prompt="comic", seed=n) for n in range(9)]
    result = await shared_stage.result_of(cards[-1])
    first = await tell(shared_stage, "bob", "history")
    assert first.flags & 64
    assert first.text.count("comic") == 8
    assert f"/{result.channel_id}/{result.id})" in first.text
    assert first.buttons == ["Older"]
    second = (await press(shared_stage, first, "Older", "bob")).message
    assert second.id == first.id, "the page turns in its place"
    assert second.text.count("comic") == 1
    assert second.buttons == ["Newest"]
    assert (await press(shared_stage, second, "Newest", "bob")).message.text.count("comic") == 8
    assert "comic" not in (await tell(shared_stage, "owner", "history")).text


async def test_a_result_is_posted_again_wherever_it_is_wanted(shared_stage: Stage) -> None:
    """Completed by its words, shown with its files, and its buttons work as on the first."""
    first = await shared_stage.result_of(await shared_stage.ask(prompt="pop art", count=2, seed=3))
    alice = shared_stage.playground.person("alice")
    choices = await alice.autocomplete("general", "show", focused=("job", "POP"))
    assert any(value == key_of(first).partition(".")[0] and "pop art" in name for name, value in choices)
    shown = (await alice.slash("showcase", "show", job=key_of(first).partition(".")[0])).message
    await shared_stage.playground.until(lambda _: shown.attachments, timeout=60)
    assert not shown.flags & 64
    assert [each.filename for each in shown.attachments] == [each.filename for each in first.attachments]
    assert await shared_stage.playground.file(shown.attachments[0]) == await shared_stage.playground.file(
        first.attachments[0]
    )
    assert shown.buttons == [*first.buttons, "Delete"]
    reroll = await press(shared_stage, shown, "Reroll")
    assert "v2 from v1, rerolled" in reroll.message.text


async def test_what_is_not_there_cannot_be_shown(shared_stage: Stage) -> None:
    """A key of nothing is answered, privately."""
    answer = await tell(shared_stage, "alice", "show", job="nothing")
    assert answer.flags & 64
    assert "gone" in answer.text


async def test_the_last_one_is_made_again_with_changes(shared_stage: Stage) -> None:
    """What is named changes, the seed stays so that it shows; with nothing named it is a reroll."""
    await shared_stage.result_of(await shared_stage.ask("owner", prompt="comic", seed=70))
    stronger = await tell(shared_stage, "owner", "again", strength=0.6, prompt="noir")
    assert "v2 from v1, once more for" in stronger.text
    assert "noir" in stronger.text
    assert "strength 0.6 · turbo · seed 70" in stronger.text
    await shared_stage.result_of(stronger)
    again = await tell(shared_stage, "owner", "again")
    assert "v3 from v2, rerolled" in again.text
    assert "seed 71" in again.text
