"""Cards of more than fifty minutes: whoever waits for a picture in vain hears of it, whatever Discord takes."""

from dataclasses import replace

import pytest

from bot.delivery.errors import TOO_MANY_EDITS
from bot.domain.errors import DeliveryFailed
from bot.domain.job import CARD_FOLLOWS, Job, State
from bot.playground.entities import Message
from tests.integration.edge import Edge

ALICE = "alice"
_PATCH = r"/channels/\d+/messages/\d+"


async def _old(edge: Edge, state: State, *, minutes: int = 51) -> Job:
    """A job of Alice's that ended so long after it was asked for."""
    job = replace(await edge.card(), user_id=edge.playground.person(ALICE).id, state=state, reason="It rains.")
    edge.clock.time = job.created
    edge.clock.advance(60 * minutes)
    return job


def _direct(edge: Edge) -> list[Message]:
    channel = edge.playground.world.dm_with(edge.playground.person(ALICE).id)
    return [] if channel is None else list(edge.playground.world.messages_in(channel))


def _refuse_edits(edge: Edge) -> None:
    """Discord has had enough of edits of this message: as it says it, with a time to wait, whatever good that does."""
    body = {"message": "Maximum number of edits", "code": TOO_MANY_EDITS, "retry_after": 0.01, "global": False}
    edge.break_down("PATCH", _PATCH, status=429, body=body, times=100)


@pytest.mark.parametrize("state", [State.FAILED, State.UNKNOWN])
async def test_who_waits_in_vain_is_told_in_private_as_well(edge: Edge, state: State) -> None:
    """The card says it, which nobody may see any more, and so does a message to whoever asked."""
    job = await _old(edge, state)
    await edge.cards.show(job)
    assert "It rains." in edge.message(job.card).text
    [told] = _direct(edge)
    assert "It rains." in told.text
    assert "Ask again" in told.text


@pytest.mark.parametrize(("state", "minutes"), [(State.FAILED, 49), (State.CANCELLED, 51), (State.DONE, 51)])
async def test_nobody_is_told_twice_what_they_see(edge: Edge, state: State, minutes: int) -> None:
    """A young card is looked at, who cancels knows it, and a result is a message of its own."""
    job = await _old(edge, state, minutes=minutes)
    await edge.cards.show(job)
    assert edge.message(job.card).text
    assert _direct(edge) == []


async def test_a_card_that_takes_no_more_edits_is_told_in_private(edge: Edge) -> None:
    """What Discord has had enough of is not tried for ever: how it ended is said elsewhere, and that is that."""
    job = await _old(edge, State.FAILED)
    _refuse_edits(edge)
    await edge.cards.show(job)
    assert "It rains." not in edge.message(job.card).text
    [told] = _direct(edge)
    assert "It rains." in told.text


async def test_a_result_needs_no_edit_of_an_old_card(edge: Edge) -> None:
    """The picture was posted by itself; that its card cannot say so any more is final, and troubles nobody."""
    job = await _old(edge, State.DONE)
    _refuse_edits(edge)
    with pytest.raises(DeliveryFailed) as caught:
        await edge.cards.show(replace(job, result=job.card and replace(job.card, message_id=1)))
    assert not caught.value.retryable
    assert _direct(edge) == []


def test_the_age_is_less_than_discords_hour() -> None:
    """With time to spare for clocks that differ, and for the last edit."""
    assert 40 <= CARD_FOLLOWS.total_seconds() / 60 <= 55
