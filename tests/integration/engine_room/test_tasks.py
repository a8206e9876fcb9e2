"""Words alone, and parts of pictures, on their way through the engine room."""

import pytest

from bot.domain.errors import BadPicture, BadRequest, Gone, Refused
from bot.domain.job import Job, Origin, State
from bot.domain.request import Region, Task, Upload, Wish
from tests.factories import present
from tests.fakes.cards import KeptReply
from tests.integration.engine_room.steps import LIMIT
from tests.integration.room import ALICE, PLACE, Room, requester

PHOTO = Upload(url="https://cdn.discordapp.com/a/b/photo.png", filename="photo.png", size=1000)
MASK = Upload(url="https://cdn.discordapp.com/a/b/mask.png", filename="mask.png", size=1000)


async def imagine(room: Room) -> Job:
    wish = Wish(task=Task.IMAGINE, prompt="mountains", seed=42)
    return await room.restyle.submit(wish, None, requester(ALICE, 1), PLACE, KeptReply(room.world.cards))


async def fill(room: Room, *, mask: Upload | None = None, region: Region | None = None) -> Job:
    wish = Wish(task=Task.FILL, prompt="ink", region=region, seed=42)
    return await room.restyle.submit(wish, PHOTO, requester(ALICE, 1), PLACE, KeptReply(room.world.cards), mask=mask)


async def test_words_alone_need_no_intake(room: Room) -> None:
    """Nothing is downloaded or hung up; the order has words and nothing else, and the result no source."""
    job = await room.ended((await imagine(room)).key)
    (order,) = room.world.engine.orders
    assert (order.source, order.source_url, order.mask, order.mask_url) == (None, None, None, None)
    assert order.wish.prompt == "mountains"
    assert not job.source_hangs
    assert room.world.images.script.calls == {}
    assert room.world.cards.sources == {}
    assert await room.left() == LIMIT - 1


async def test_an_imagined_picture_is_rerolled_and_never_stronger(room: Room) -> None:
    """A reroll is a new seed of the same words; without a source there is no strength to change, and that is free."""
    first = await room.ended((await imagine(room)).key)
    second = await room.ended((await room.vary(first)).key)
    assert (second.wish.task, second.wish.prompt, second.wish.seed) == (Task.IMAGINE, "mountains", 43)
    with pytest.raises(Refused, match="no source"):
        await room.vary(first, Origin.STRONGER)
    assert await room.left() == LIMIT - 2


async def test_a_mask_hangs_on_the_card_and_goes_to_the_engine(room: Room) -> None:
    """The order has both pictures and fresh links to both; the attachment's own link is not kept."""
    job = await room.ended((await fill(room, mask=MASK)).key)
    (order,) = room.world.engine.orders
    assert present(order.source).data == PHOTO.url.encode()
    assert present(order.mask).data == MASK.url.encode()
    assert present(order.source_url).startswith("kept:")
    assert present(order.mask_url).startswith("kept-mask:")
    assert (job.upload, job.mask) == (None, None)
    assert present(job.result) in room.world.cards.masks


async def test_a_region_is_a_mask_to_everybody_behind_it(room: Room) -> None:
    """An engine never hears of regions beyond the wish: it gets the mask that was drawn for one."""
    await room.ended((await fill(room, region=Region.TOP)).key)
    (order,) = room.world.engine.orders
    assert present(order.mask).data == b"top"


async def test_a_reroll_finds_the_mask_where_it_hangs(room: Room) -> None:
    """On the card, or on the result where somebody deleted the card; where both are gone, so is the picture."""
    first = await room.ended((await fill(room, mask=MASK)).key)
    stronger = await room.ended((await room.vary(first, Origin.STRONGER)).key)
    room.world.cards.delete(present(first.card))
    rerolled = await room.ended((await room.vary(first)).key)
    assert [present(order.mask).data for order in room.world.engine.orders] == [MASK.url.encode()] * 3
    assert stronger.wish.seed == first.wish.seed != rerolled.wish.seed
    room.world.cards.delete(present(first.result))
    gone = await room.ended((await room.vary(first)).key, State.FAILED)
    assert gone.reason == Gone().user_text


async def test_a_bad_mask_ends_with_its_text(room: Room) -> None:
    """The person reads what is wrong with it, and nothing is counted."""
    room.world.images.script.fail("mask", BadPicture("The mask is all black."))
    job = await room.ended((await fill(room, mask=MASK)).key, State.FAILED)
    assert job.reason == "The mask is all black."
    assert await room.left() == LIMIT
    assert room.world.engine.orders == []


async def test_the_part_is_told_in_exactly_one_way(room: Room) -> None:
    """Neither and both are refused before anything is reserved."""
    for given in ({}, {"mask": MASK, "region": Region.TOP}):
        with pytest.raises(BadRequest, match="Say which part"):
            await fill(room, **given)  # pyright: ignore[reportArgumentType]
    assert await room.left() == LIMIT
    assert room.world.cards.shown == {}


@pytest.mark.parametrize("lacking", [Task.IMAGINE, Task.FILL])
async def test_what_the_engine_cannot_do_is_refused_before_anything_is_reserved(room: Room, lacking: Task) -> None:
    """The text names the engine; a button below an older picture is refused alike."""
    made = await room.ended((await (imagine(room) if lacking is Task.IMAGINE else fill(room, mask=MASK))).key)
    room.world.engine.tasks = frozenset(Task) - {lacking}
    with pytest.raises(Refused, match="test engine"):
        await (imagine(room) if lacking is Task.IMAGINE else fill(room, mask=MASK))
    with pytest.raises(Refused, match="test engine"):
        await room.vary(made)
    assert await room.left() == LIMIT - 1
