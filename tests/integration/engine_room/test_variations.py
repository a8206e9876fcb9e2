"""Rerolls, subtler and stronger: new seeds, new owners, the same source."""

import asyncio

import pytest

from bot.domain.brought import Brought
from bot.domain.errors import (
    BadPicture,
    Gone,
    IntakeBusy,
    Refused,
)
from bot.domain.job import Origin, State
from bot.domain.variation import SWEEP, Changes
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


async def test_what_a_press_shows_opens_nobodys_server(room: Room) -> None:
    """Where a person alone brought the bot, others go on from what they see; in a server only its own is found."""
    job = await room.ended((await room.ask()).key)
    shown = Brought(key=job.key, message=job.result)
    with pytest.raises(Gone):
        await room.vary(job, user=BOB, guild=2, brought=shown)
    with pytest.raises(Gone):
        await room.vary(job, user=BOB, guild=-BOB)
    with pytest.raises(Gone):
        await room.vary(job, user=BOB, guild=-BOB, brought=Brought(key="another", message=job.result))
    theirs = await room.ended((await room.vary(job, user=BOB, guild=-BOB, brought=shown)).key)
    assert (theirs.guild_id, theirs.user_id, theirs.version) == (-BOB, BOB, 2)
    assert await room.left() == LIMIT - 1
    assert await room.left(BOB, -BOB) == LIMIT - 1


async def test_a_reroll_reads_the_result_where_the_card_is_deleted(room: Room) -> None:
    """The source hangs on both; only when both are gone is the picture gone."""
    first = await room.ended((await room.ask()).key)
    room.world.cards.delete(present(first.card))
    second = await room.ended((await room.vary(first)).key)
    room.world.cards.delete(present(first.result))
    gone = await room.ended((await room.vary(first)).key, State.FAILED)
    assert gone.reason == Gone().user_text
    await room.ended((await room.vary(second)).key)


async def test_a_family_counts_its_versions(room: Room) -> None:
    """In the order of asking, each with its parent's; those of ten people at once are ten different ones."""
    first = await room.ended((await room.ask()).key)
    jobs = await asyncio.gather(*(room.vary(first, user=user) for user in range(100, 110)))
    assert (first.version, first.parent_version) == (1, None)
    assert sorted(job.version for job in jobs) == list(range(2, 12))
    last = await room.vary(await room.ended(jobs[0].key))
    assert (last.version, last.parent_version) == (12, jobs[0].version)


async def test_a_sweep_is_one_job_of_four_pictures(room: Room) -> None:
    """One admission, one order, one message: four pictures of one seed, and the sheet on which they stand together."""
    first = await room.ended((await room.ask()).key)
    swept = await room.ended((await room.vary(first, Origin.SWEEP)).key)
    assert await room.left() == LIMIT - 1 - 4
    assert room.world.engine.orders[-1].wish.strengths == SWEEP
    posting, delivery = room.world.cards.posts[swept.key]
    assert [each.seed for each in posting.pictures] == [first.wish.seed] * 4
    assert present(delivery.sheet).data == b"0.3 0.5 0.7 0.9"


@pytest.mark.parametrize("trouble", [BadPicture(), IntakeBusy()])
async def test_without_a_sheet_a_sweep_is_delivered_all_the_same(room: Room, trouble: BadPicture) -> None:
    """What was made is not lost because it could not be laid out."""
    room.world.images.script.fail("sheet", trouble)
    first = await room.ended((await room.ask()).key)
    swept = await room.ended((await room.vary(first, Origin.SWEEP)).key)
    posting, delivery = room.world.cards.posts[swept.key]
    assert (len(posting.pictures), delivery.sheet) == (4, None)


async def test_a_sweep_needs_what_four_pictures_need(room: Room) -> None:
    """With three left it is refused whole, and nothing is counted."""
    first = await room.ended((await room.ask(count=4)).key)
    await room.ended((await room.ask(count=LIMIT - 7)).key)
    with pytest.raises(Refused):
        await room.vary(first, Origin.SWEEP, picture=1)
    assert await room.left() == 3


async def test_one_picture_of_several_goes_on_alone(room: Room) -> None:
    """With its own seed, and its number remembered."""
    first = await room.ended((await room.ask(count=2)).key)
    second = await room.ended((await room.vary(first, Origin.STRONGER, picture=2)).key)
    assert (second.wish.seed, second.wish.count, second.picture) == (first.wish.seed + 1, 1, 2)


async def test_a_result_becomes_the_source(room: Room) -> None:
    """What was made is read like a picture of somebody else, and hangs on the new card; a later reroll begins there."""
    first = await room.ended((await room.ask(count=2)).key)
    changes = Changes(prompt="noir")
    further = await room.ended((await room.vary(first, Origin.SOURCE, picture=2, changes=changes)).key)
    assert further.wish.framed
    order = room.world.engine.orders[-1]
    assert present(order.source).data == f"made:{first.key}/2".encode()
    assert order.wish.prompt == "noir"
    await room.ended((await room.vary(further)).key)
    assert present(room.world.engine.orders[-1].source).data == f"made:{first.key}/2".encode()


async def test_a_result_that_is_gone_is_no_source(room: Room) -> None:
    """Deleted before it was read, it ends the job with a text and costs nothing; never delivered, it is refused."""
    first = await room.ended((await room.ask()).key)
    room.world.cards.delete(present(first.result))
    ended = await room.ended((await room.vary(first, Origin.SOURCE)).key, State.FAILED)
    assert ended.reason == Gone().user_text
    assert await room.left() == LIMIT - 1
    with pytest.raises(Gone):
        await room.vary(ended, Origin.SOURCE)
