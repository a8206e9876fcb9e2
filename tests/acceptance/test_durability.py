"""Nothing is lost: kills, restarts, cancels, and thirty people at once."""

import asyncio
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from tests.acceptance.conftest import PATIENCE, Stage, key_of, open_stage


def _ledger(folder: Path) -> list[tuple[str, int, int | None]]:
    with sqlite3.connect(f"file:{folder / 'bot' / 'restyle.db'}?mode=ro", uri=True) as store:
        rows = store.execute("SELECT state, reserved, settled FROM job JOIN ledger ON job.key = ledger.job_key")
        return rows.fetchall()


@pytest.mark.thorough
async def test_an_old_button_works_after_a_restart(stage: Stage) -> None:
    """Kill the bot, start it again, press the button of a picture from before: a new picture arrives."""
    first = await stage.result_of(await stage.ask())
    await stage.restart()
    outcome = await stage.playground.person("alice").click(first, label="Reroll")
    assert outcome.acknowledged, outcome.failed
    assert (await stage.result_of(outcome.message)).channel_id == first.channel_id


@pytest.mark.thorough
async def test_an_old_button_works_after_closing_everything(tmp_path: Path) -> None:
    """End the bot and its Discord, start both again on the same directory, press the old button: a picture arrives."""
    async with open_stage(tmp_path) as before:
        old = await before.result_of(await before.ask())
    async with open_stage(tmp_path) as after:
        found = after.playground.world.messages[old.id]
        outcome = await after.playground.person("bob").click(found, label="Reroll")
        assert outcome.acknowledged, outcome.failed
        assert (await after.result_of(outcome.message)).channel_id == old.channel_id


async def test_jobs_survive_a_kill(stage: Stage, tmp_path: Path) -> None:
    """Killed with jobs in every stage, the bot finishes all of them after the restart, each exactly once."""
    slow = await stage.ask("alice", prompt="oil painting", speed="QUALITY")
    cards = [slow, *[await stage.ask(person) for person in ("bob", "mod", "alice")]]
    await stage.playground.until(
        lambda world: any("Drawing" in m.text for m in world.messages.values()), timeout=PATIENCE
    )
    await stage.restart()
    results = await asyncio.gather(*(stage.result_of(card) for card in cards))
    for card in cards:
        await stage.ended(card, "Done")
    posted = Counter(key_of(m) for m in stage.playground.world.messages.values() if "Reroll" in m.buttons)
    assert len(results) == 4
    assert set(posted.values()) == {1}
    assert _ledger(tmp_path) == [("done", 1, 1)] * 4


async def test_a_card_whose_id_was_never_learned_goes_on_after_a_restart(stage: Stage) -> None:
    """Killed after Discord took the answer and before its word came back: the card is found by the interaction."""
    await stage.playground.fault("route", route="answer an interaction", answer="hang", after=True)
    card = await stage.ask()
    assert "Reading your picture" in card.text
    await stage.restart()
    await stage.result_of(card)
    await stage.ended(card, "Done")


@pytest.mark.thorough
async def test_a_cancelled_job_costs_nothing(stage: Stage, tmp_path: Path) -> None:
    """Cancel stops a waiting job, says so on its card beside its picture, and gives the allowance back."""
    first = await stage.ask(prompt="oil painting", speed="BALANCED")
    second = await stage.ask()
    await stage.playground.until(lambda world: world.messages[second.id].attachments)
    outcome = await stage.playground.person("alice").click(second, label="Cancel")
    assert outcome.acknowledged
    card = await stage.ended(second, "Cancelled")
    assert card.buttons == []
    assert [attachment.filename for attachment in card.attachments] == ["before.jpg"]
    await stage.ended(first, "Done")
    assert sorted(_ledger(tmp_path)) == [("cancelled", 1, 0), ("done", 1, 1)]


@pytest.mark.thorough
async def test_only_the_owner_or_a_moderator_cancels(stage: Stage) -> None:
    """Somebody else's press is refused, for them alone to see, and the job goes on."""
    card = await stage.ask()
    outcome = await stage.playground.person("bob").click(card, label="Cancel")
    assert outcome.message.flags & 64
    await stage.result_of(card)


@pytest.mark.thorough
async def test_thirty_commands_at_once(stage: Stage, tmp_path: Path) -> None:
    """All are acknowledged in time, all are delivered, none twice."""
    people = ("alice", "bob", "mod")
    channels = ("general", "showcase", "no-threads")
    asked = (stage.ask(people[n % 3], channels[n // 10], prompt="noir", strength=0.9) for n in range(30))
    cards = await asyncio.gather(*asked)
    assert len({stage.key(card) for card in cards}) == 30
    for card in cards:
        await stage.ended(card, "Done")
    delivered = Counter(key_of(m) for m in stage.playground.world.messages.values() if "Reroll" in m.buttons)
    assert sorted(delivered.values()) == [1] * 30
    assert _ledger(tmp_path) == [("done", 1, 1)] * 30


async def test_a_gateway_that_drops_loses_no_job(stage: Stage) -> None:
    """A connection cut in the middle of a job is resumed, and the picture arrives."""
    card = await stage.ask()
    await stage.playground.drop_gateway(resumable=True)
    await stage.result_of(card)
