"""Progress on the wire: what the real bot asks of Discord while cards change again and again."""

import asyncio
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from bot.playground.wire.route import Exchange
from tests.acceptance.conftest import Stage, open_stage

_PATIENCE = 240.0


class Edits:
    """When each message was edited, and what it said then."""

    def __init__(self, stage: Stage) -> None:
        self.times = defaultdict[int, list[float]](list)
        self.texts = defaultdict[int, list[str]](list)
        self._world = stage.playground.world
        stage.playground.wire.watchers.append(self._watch)

    def _watch(self, exchange: Exchange) -> None:
        if exchange.call.method == "PATCH" and "/messages/" in exchange.call.path:
            message = int(exchange.call.path.rpartition("/")[2])
            self.times[message].append(time.monotonic())
            self.texts[message].append(self._world.messages[message].text)

    def gaps(self, message: int) -> list[float]:
        """Seconds between one edit and the next."""
        times = self.times[message]
        return [later - earlier for earlier, later in pairwise(times)]


@pytest.mark.thorough
@pytest.mark.timeout(300)
async def test_no_card_is_edited_twice_in_three_seconds(tmp_path: Path) -> None:
    """Six jobs in a line that moves, of several pictures each: cards say where they are, when it began, how it ended.

    The first edit hangs the picture on the card; from there to the next, and from each to the one after it, three
    seconds pass at least, by the clock of whoever is asked. And no edit says what the one before it said.
    """
    async with open_stage(tmp_path) as stage:
        edits = Edits(stage)
        people = ("alice", "bob", "mod", "alice", "bob", "mod")
        cards = await asyncio.gather(*(stage.ask(person, count=2, prompt="watercolor") for person in people))
        for card in cards:
            await stage.playground.until(
                lambda world, card=card: "Done" in world.messages[card.id].text, timeout=_PATIENCE
            )
        for card in cards:
            assert all(gap >= 3 for gap in edits.gaps(card.id)), edits.gaps(card.id)
            told = edits.texts[card.id]
            assert all(earlier != later for earlier, later in pairwise(told))
            assert len(told) <= 1 + (edits.times[card.id][-1] - edits.times[card.id][0]) / 3
        everything = "\n".join(text for texts in edits.texts.values() for text in texts)
        assert "in line" in everything
        assert "started <t:" in everything
