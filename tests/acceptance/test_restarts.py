"""A card is pressed after the bot was killed and started again, and again, and again."""

import time
from pathlib import Path

import pytest

from bot.playground.entities import Message
from bot.playground.keeper import spawn
from tests.acceptance.conftest import Stage, key_of, open_stage


async def _outlived(folder: Path, *, restarts: int) -> tuple[int, float]:
    """How many presses of a card from before brought a picture after so many restarts, and the seconds one took."""
    async with open_stage(folder, start=spawn, settings={"RESTYLE_DAILY_PICTURES": "1000"}) as stage:
        old = await stage.result_of(await stage.ask(prompt="comic"))
        began = time.monotonic()
        for _ in range(restarts):
            await stage.restart()
        seconds = (time.monotonic() - began) / max(1, restarts)
        made = [await _pressed(stage, old, label) for label in ("Reroll", "Stronger", "Subtler")]
        assert len({key_of(each) for each in made}) == 3
        panel = await stage.playground.person("bob").click(old, label="More")
        assert panel.acknowledged, panel.failed
        return len(made), seconds


async def _pressed(stage: Stage, old: Message, label: str) -> Message:
    outcome = await stage.playground.person("bob").click(old, label=label)
    assert outcome.acknowledged, outcome.failed
    result = await stage.result_of(outcome.message)
    assert result.channel_id == old.channel_id
    return result


@pytest.mark.thorough
@pytest.mark.timeout(300)
async def test_a_card_is_pressed_after_three_restarts(tmp_path: Path) -> None:
    """Each a real death of the process: no goodbye, and nothing in memory that comes back."""
    made, _ = await _outlived(tmp_path, restarts=3)
    assert made == 3


@pytest.mark.endurance
@pytest.mark.timeout(3600)
async def test_a_card_is_pressed_after_a_hundred_restarts(tmp_path: Path) -> None:
    """The same for long; the figure is how long a restart takes until commands are answered again."""
    made, seconds = await _outlived(tmp_path, restarts=100)
    print(f"100 restarts of {seconds:.1f} s each, then {made} of 3 presses of the old card made a picture")
    assert made == 3
