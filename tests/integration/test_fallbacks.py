"""Where a result goes when it cannot go where it was to, on the wire: and whoever asked hears of it each time."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.delivery.card import SOURCE_NAME
from bot.delivery.cards import DiscordCards
from bot.domain.errors import DeliveryFailed, DiscordBusy, Refused
from bot.domain.job import Job, Posting, State
from bot.domain.request import Place, PlaceKind
from bot.domain.result import Delivery, MediaType, Picture
from bot.images.intake import Intake
from bot.playground.entities import Channel, Message
from tests.factories import present
from tests.integration.edge import DELIVERY, SOURCE, TICKET, Edge
from tests.pictures import encoded, photo

ALICE = "alice"


def direct(edge: Edge) -> list[Message]:
    """What the bot wrote to Alice alone."""
    channel = edge.playground.world.dm_with(edge.playground.person(ALICE).id)
    return [] if channel is None else list(edge.playground.world.messages_in(channel))


def text_of(edge: Edge, posting: Posting) -> str:
    return edge.message(posting.message).text.replace("\\", "")


async def owned(edge: Edge, channel: str = "general") -> Job:
    """A job of Alice's, whose card stands in a channel with its source."""
    return replace(await edge.card(channel), user_id=edge.playground.person(ALICE).id)


async def threaded(edge: Edge) -> tuple[Job, Channel, Channel]:
    """A job whose card stands in a thread; the thread, and the channel above."""
    first = await owned(edge)
    posting = await edge.cards.deliver(first, DELIVERY, SOURCE)
    thread = edge.playground.world.channels[posting.message.channel_id]
    channel = edge.playground.world.channel("general")
    job = replace(await edge.card(thread), user_id=first.user_id)
    place = Place(channel_id=thread.id, kind=PlaceKind.THREAD, parent_id=channel.id)
    return replace(job, place=place), thread, channel


async def test_without_the_right_to_start_threads_it_is_posted_in_the_channel(edge: Edge) -> None:
    """The right is taken away while the picture is drawn; the result says why it is not in a thread."""
    job = await owned(edge)
    await edge.playground.fault(
        "permissions", channel_id=edge.playground.world.channel("general"), denied=["create threads"]
    )
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert posting.message.channel_id == job.place.channel_id
    assert "not allowed" in text_of(edge, posting)


async def test_at_the_cap_of_threads_it_is_posted_in_the_channel(edge: Edge) -> None:
    """A server has as many active threads as it may: the result says so."""
    job = await owned(edge)
    await edge.playground.fault("thread-cap", most=0)
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert posting.message.channel_id == job.place.channel_id
    assert "as many open threads" in text_of(edge, posting)


async def test_an_archived_thread_is_opened_by_the_result(edge: Edge) -> None:
    """Posting opens it again; nothing goes anywhere else."""
    job, thread, _ = await threaded(edge)
    await edge.playground.fault("channel", channel_id=thread, archived=True)
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert posting.message.channel_id == thread.id
    assert not thread.archived


async def test_a_card_in_an_archived_thread_is_changed_and_deleted_all_the_same(edge: Edge) -> None:
    """What cannot be changed in the archive is taken out of it first."""
    job, thread, _ = await threaded(edge)
    await edge.playground.fault("channel", channel_id=thread, archived=True)
    await edge.cards.show(replace(job, state=State.FAILED, reason="It rains."))
    assert "It rains." in edge.message(job.card).text
    await edge.playground.fault("channel", channel_id=thread, archived=True)
    await edge.cards.remove(present(job.card))
    assert present(job.card).message_id not in edge.playground.world.messages


@pytest.mark.parametrize("also", [{}, {"archived": True}], ids=["locked", "locked-and-archived"])
async def test_a_locked_thread_is_left_for_its_channel(edge: Edge, also: dict[str, bool]) -> None:
    """The result is posted above, and says that the thread is locked."""
    job, thread, channel = await threaded(edge)
    await edge.playground.fault("permissions", channel_id=channel, denied=["manage threads"])
    await edge.playground.fault("channel", channel_id=thread, locked=True, **also)
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert posting.message.channel_id == channel.id
    assert "locked" in text_of(edge, posting) or "closed" in text_of(edge, posting)


async def test_a_deleted_thread_is_left_for_its_channel(edge: Edge) -> None:
    """The picture is posted where others who saw the thread see it."""
    job, thread, channel = await threaded(edge)
    await edge.playground.fault("delete-channel", channel_id=thread)
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert posting.message.channel_id == channel.id


async def test_what_was_asked_for_in_private_is_not_shown_to_others(edge: Edge) -> None:
    """A private thread has no channel to fall back to: its result goes to whoever asked."""
    job, thread, _ = await threaded(edge)
    job = replace(job, place=replace(job.place, parent_id=None))
    await edge.playground.fault("delete-channel", channel_id=thread)
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert [message.id for message in direct(edge)] == [posting.message.message_id]


async def test_a_deleted_card_does_not_cost_the_picture(edge: Edge) -> None:
    """There is no card to hang a thread on and no "before": the picture stands in the channel."""
    job = await owned(edge)
    await edge.playground.fault("delete-message", message_id=edge.message(job.card))
    posting = await edge.cards.deliver(job, DELIVERY, None)
    result = edge.message(posting.message)
    assert result.channel_id == job.place.channel_id
    assert SOURCE_NAME not in [each.filename for each in result.attachments]
    assert "Reroll" in result.buttons


@pytest.mark.parametrize(
    ("name", "given", "words"),
    [
        ("delete-channel", {}, "does not exist any more"),
        ("permissions", {"denied": ["attach files"]}, "not allowed to post"),
        ("permissions", {"denied": ["send", "send in threads"]}, "not allowed to post"),
        ("member", {}, "cannot see the channel"),
    ],
    ids=["channel-deleted", "no-attach-right", "no-send-right", "kicked"],
)
async def test_a_picture_that_no_channel_takes_goes_to_whoever_asked(
    edge: Edge, name: str, given: dict[str, object], words: str
) -> None:
    """In their direct messages, once, with the reason."""
    job = await owned(edge)
    world = edge.playground.world
    where = {"guild_id": world.guild} if name == "member" else {"channel_id": world.channel("general")}
    await edge.playground.fault(name, **where, **given)
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    again = await edge.cards.deliver(replace(job, attempt=5), DELIVERY, SOURCE)
    assert [message.id for message in direct(edge)] == [posting.message.message_id] == [again.message.message_id]
    assert words in text_of(edge, posting)


async def test_where_nothing_takes_a_picture_the_reason_is_that_of_its_place(edge: Edge) -> None:
    """Somebody who takes no messages from the bot is told on the card, if anywhere, why."""
    job = await owned(edge)
    await edge.playground.fault(
        "permissions", channel_id=edge.playground.world.channel("general"), denied=["attach files"]
    )
    refused = {"message": "any", "code": 50007}
    edge.break_down("POST", r"/users/@me/channels", status=403, body=refused)
    with pytest.raises(DeliveryFailed, match="not allowed to post"):
        await edge.cards.deliver(job, DELIVERY, SOURCE)


async def test_slow_mode_is_waited_out(edge: Edge) -> None:
    """It is no refusal: the same post passes later."""
    job = await owned(edge)
    edge.break_down("POST", r"/channels/\d+/messages", status=400, body={"message": "any", "code": 20016})
    with pytest.raises(DiscordBusy):
        await edge.cards.deliver(job, DELIVERY, SOURCE)
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert posting.message.channel_id == present(job.card).message_id


async def test_automod_takes_the_words_not_the_picture(edge: Edge) -> None:
    """A server that blocks a word of the prompt sees the picture without any; the card goes on without them too."""
    job = await owned(edge)
    await edge.playground.fault("automod", words=["harbour"])
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert "harbour" not in text_of(edge, posting)
    assert "AutoMod" in text_of(edge, posting)
    await edge.cards.show(replace(job, state=State.FAILED, reason="It rains."))
    assert "It rains." in edge.message(job.card).text
    assert "harbour" not in edge.message(job.card).text


async def test_automod_at_the_answer_is_said_in_private(edge: Edge) -> None:
    """A card that is blocked before it stands is refused with a reason, and the job is called off."""
    await edge.playground.fault("automod", words=["harbour"])
    assert isinstance(await edge.ask(), Refused)
    told = edge.playground.person(ALICE).sees("general")[-1]
    assert told.ephemeral
    assert "AutoMod" in told.text


# Bytes


@pytest.fixture
async def fitting(edge: Edge) -> AsyncIterator[DiscordCards]:
    """Cards that can make pictures smaller."""
    async with Intake(hosts=(), workers=1, decode_seconds=60) as images:
        yield DiscordCards(edge.cards._client, edge.clock, images)


@pytest.fixture(scope="module")
def large() -> Delivery:
    """A result of a megabyte or two."""
    data = encoded(photo(1200, 900), "PNG")
    return Delivery(pictures=(Picture(data=data, media_type=MediaType.PNG, width=1200, height=900),))


async def test_a_result_above_the_limit_is_made_to_fit_and_says_so(
    edge: Edge, fitting: DiscordCards, large: Delivery
) -> None:
    """The limit is the interaction's."""
    job = replace(await owned(edge), upload_limit=300_000)
    posting = await fitting.deliver(job, large, SOURCE)
    result = edge.message(posting.message)
    picture = next(each for each in result.attachments if each.filename != SOURCE_NAME)
    assert picture.size <= 300_000
    assert picture.filename == posting.pictures[0].filename
    assert "fewer bytes" in result.text


async def test_a_result_within_the_limit_keeps_its_bytes(edge: Edge, large: Delivery) -> None:
    """What fits is passed on as the engine made it."""
    posting = await edge.cards.deliver(await owned(edge), large, SOURCE)
    result = edge.message(posting.message)
    picture = next(each for each in result.attachments if each.filename != SOURCE_NAME)
    assert await edge.playground.file(picture) == large.pictures[0].data


async def test_a_limit_that_was_lowered_since_is_felt_and_kept(
    edge: Edge, fitting: DiscordCards, large: Delivery
) -> None:
    """The server lost its boosts while the picture was drawn: Discord refuses, and gets less."""
    job = await owned(edge)
    edge.break_down("POST", r"/channels/\d+/messages", status=413, body={"message": "any", "code": 40005})
    posting = await fitting.deliver(job, large, SOURCE)
    result = edge.message(posting.message)
    picture = next(each for each in result.attachments if each.filename != SOURCE_NAME)
    assert picture.size <= len(large.pictures[0].data) // 2
    assert "fewer bytes" in result.text


# The outcome


@pytest.mark.parametrize("token", [True, False], ids=["with-its-token", "long-after"])
async def test_an_outcome_without_a_card_is_told_in_private(edge: Edge, token: bool) -> None:
    """Where they asked while the interaction lives, by direct message afterwards."""
    edge.answerer.keeps_tokens = True
    job = await owned(edge)
    await edge.playground.fault("delete-message", message_id=edge.message(job.card))
    if not token:
        await edge.playground.fault("tokens")
    await edge.cards.show(replace(job, state=State.FAILED, reason="It rains."), TICKET)
    told = edge.playground.person(ALICE).sees("general")[-1] if token else direct(edge)[-1]
    assert "It rains. Nothing was counted." in told.text
    assert told.ephemeral is token


async def test_an_outcome_that_nobody_can_be_told_is_an_error(edge: Edge) -> None:
    """Whoever shows cards hears that it did not work, and writes it down."""
    job = await owned(edge)
    await edge.playground.fault("delete-message", message_id=edge.message(job.card))
    edge.break_down("POST", r"/users/@me/channels", status=403, body={"message": "any", "code": 50007})
    with pytest.raises(DeliveryFailed):
        await edge.cards.show(replace(job, state=State.FAILED, reason="It rains."))


async def test_a_result_that_was_posted_and_deleted_is_not_posted_again(edge: Edge) -> None:
    """Its receipt was lost, and somebody deleted it: 404 for its nonce is their decision, not a fault of the place."""
    job = await owned(edge, "no-threads")
    edge.break_down("POST", r"/channels/\d+/messages", happens="disconnect", moment="after")
    with pytest.raises(DiscordBusy):
        await edge.cards.deliver(job, DELIVERY, SOURCE)
    await edge.playground.fault("delete-message", message_id=edge.results(job)[0])
    with pytest.raises(DeliveryFailed, match="deleted again"):
        await edge.cards.deliver(replace(job, attempt=3), DELIVERY, SOURCE)
    assert direct(edge) == []
