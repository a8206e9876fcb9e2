"""Rerolls, subtler and stronger: new seeds, new owners, the same source."""

import asyncio

import pytest

from bot.domain.errors import (
    Gone,
    Refused,
)
from bot.domain.job import Origin, State
from tests.factories import present
from tests.integration.engine_room.steps import LIMIT
from tests.integration.room import (
    ALICE,
    BOB,
    Room,
)


async def test_rerolls_are_new_to_the_family(room: Room) -> None:
    """Two rerolls, one of them of the other, give two new seeds."""
    first = await room.ended((await room.ask(count=2)).key)
    second = await room.ended((await room.vary(first)).key)
    third = await room.ended((await room.vary(second)).key)
    assert [job.wish.seed for job in (first, second, third)] == [42, 44, 46]
    assert third.root == first.key
    assert (third.parent, third.origin) == (second.key, Origin.REROLL)


async def test_rerolls_at_once_differ(room: Room) -> None:
    """Ten people who press at the same moment get ten pictures."""
    first = await room.ended((await room.ask()).key)
    jobs = await asyncio.gather(*(room.vary(first, user=user) for user in range(100, 110)))
    assert len({job.wish.seed for job in jobs}) == 10


async def test_a_variation_is_in_the_name_of_who_pressed(room: Room) -> None:
    """It counts for the presser, whoever made the first picture, and keeps the seed where only strength changes."""
    first = await room.ended((await room.ask()).key)
    stronger = await room.ended((await room.vary(first, Origin.STRONGER, user=BOB)).key)
    assert (stronger.user_id, stronger.wish.seed, stronger.wish.strength) == (BOB, first.wish.seed, 0.95)
    assert (await room.left(ALICE), await room.left(BOB)) == (LIMIT - 1, LIMIT - 1)


async def test_at_the_end_of_the_scale_there_is_no_stronger(room: Room) -> None:
    """What would be the same picture is refused, and costs nothing."""
    job = await room.ended((await room.ask()).key)
    for _ in range(2):
        job = await room.ended((await room.vary(job, Origin.STRONGER)).key)
    assert job.wish.strength == 1
    with pytest.raises(Refused, match="does not go further"):
        await room.vary(job, Origin.STRONGER)
    assert await room.left() == LIMIT - 3


async def test_another_servers_picture_is_gone(room: Room) -> None:
    """A button copied elsewhere finds nothing."""
    job = await room.ended((await room.ask()).key)
    with pytest.raises(Gone):
        await room.vary(job, guild=2)
    assert await room.left(guild=2) == LIMIT


async def test_a_reroll_reads_the_result_where_the_card_is_deleted(room: Room) -> None:
    """The source hangs on both; only when both are gone is the picture gone."""
    first = await room.ended((await room.ask()).key)
    room.world.cards.delete(present(first.card))
    second = await room.ended((await room.vary(first)).key)
    room.world.cards.delete(present(first.result))
    gone = await room.ended((await room.vary(first)).key, State.FAILED)
    assert gone.reason == Gone().user_text
    await room.ended((await room.vary(second)).key)
