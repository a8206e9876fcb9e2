"""What a card says when things go differently: where to look, what is waited for, who deleted it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.delivery.card import card_view
from bot.domain.job import Remover, State, Ticket
from bot.domain.request import MessageRef, Place, PlaceKind
from bot.domain.result import Phase, Progress
from tests import factories

CARD = MessageRef(channel_id=500, message_id=600)


def said(**changes: Any) -> str:
    view = card_view(factories.job(card=CARD, **changes), None)
    return "\n".join(item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))


@pytest.mark.parametrize(
    ("channel_id", "words"),
    [(500, "↓ below"), (600, "→ <#600>"), (400, "→ <#400>"), (99, "in your direct messages")],
    ids=["same-channel", "own-thread", "channel-above", "directly"],
)
async def test_a_card_says_where_its_result_is(channel_id: int, words: str) -> None:
    """Below it, in its thread, in the channel above a closed one, or with whoever asked."""
    place = Place(channel_id=500, kind=PlaceKind.THREAD, parent_id=400)
    assert words in said(state=State.DONE, place=place, result=MessageRef(channel_id=channel_id, message_id=1))


async def test_a_card_says_what_is_waited_for() -> None:
    """Below what it is doing, as long as it is doing it."""
    assert "I keep trying" in said(state=State.FETCHED, held_up="Discord is away. I keep trying.")
    assert "I keep trying" not in said(state=State.DONE, held_up="Discord is away. I keep trying.")


@pytest.mark.parametrize(
    ("by", "words"), [(Remover.OWNER, "Deleted by <@10>"), (Remover.MODERATOR, "Deleted by a moderator")]
)
async def test_a_card_says_that_its_result_is_gone(by: Remover, words: str) -> None:
    """Instead of where it was."""
    text = said(state=State.DONE, deleted_by=by, result=MessageRef(channel_id=600, message_id=1))
    assert words in text
    assert "Done" not in text


@pytest.mark.parametrize(
    ("state", "progress", "words"),
    [
        (State.SUBMITTING, None, "Drawing … started <t:1795521600:R>"),
        (State.SUBMITTED, Progress(phase=Phase.QUEUED), "In line at the image engine … started <t:1795521600:R>"),
        (State.SUBMITTED, Progress(phase=Phase.DRAWING), "Drawing … started <t:1795521600:R>"),
        (
            State.SUBMITTED,
            Progress(phase=Phase.DRAWING, fraction=0.254),
            "Drawing … 25 % done, started <t:1795521600:R>",
        ),
        (State.FETCHED, Progress(phase=Phase.DRAWING, fraction=0.5), "Delivering … started <t:1795521600:R>"),
    ],
    ids=["sending", "queued", "drawing", "half-way", "delivering"],
)
async def test_a_card_says_how_far_it_is(state: State, progress: Progress | None, words: str) -> None:
    """What the engine tells, and since when, in a time that Discord keeps up to date by itself."""
    assert words in said(state=state, progress=progress, started=datetime(2026, 11, 24, 12, tzinfo=UTC))


async def test_a_card_tells_when_it_begins_to_the_half_minute() -> None:
    """An estimate that moves by seconds changes no card."""
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    job = factories.job(card=CARD, state=State.WAITING)
    faces = {
        str(card_view(job, Ticket(place=3, starts_at=noon + timedelta(seconds=seconds))).to_components())
        for seconds in (0.5, 7, 12, 29.9, 30)
    }
    assert len(faces) == 1


@pytest.mark.parametrize(("hangs", "actions"), [(True, {"Retry", "Edit prompt"}), (False, set[str]())])
async def test_a_failed_card_leads_on(hangs: bool, actions: set[str]) -> None:
    """It can be tried again as it was or in other words, wherever what it began with is there."""
    view = card_view(factories.job(card=CARD, state=State.FAILED, source_hangs=hangs), None)
    assert {item.label for item in view.walk_children() if isinstance(item, discord.ui.Button)} == actions
