"""What a card says when things go differently: where to look, what is waited for, who deleted it."""

from typing import Any

import discord
import pytest

from bot.delivery.card import card_view
from bot.domain.job import Remover, State
from bot.domain.request import MessageRef, Place, PlaceKind
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
