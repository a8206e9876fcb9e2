"""Cards, answers and results on the wire: the real client against a loopback Discord that loses, refuses and hangs."""

from dataclasses import replace

import pytest

from bot.delivery.card import MASK_NAME, SOURCE_NAME
from bot.domain.errors import AnswerLost, DiscordBusy, Vanished
from bot.domain.job import Job, State
from bot.domain.request import Task
from tests import factories
from tests.integration.edge import DELIVERY, SOURCE, TICKET, Edge

# The answer


async def test_an_answer_is_the_card(edge: Edge) -> None:
    """The card shows the words as typed, mentions nobody, and offers Cancel."""
    job = await edge.ask()
    assert isinstance(job, Job)
    card = edge.message(job.card)
    assert r"a \*quiet\* harbour \@everyone" in card.text
    assert not card.mention_everyone
    assert card.buttons == ["Cancel"]


async def test_an_answer_whose_receipt_was_lost_is_found(edge: Edge) -> None:
    """Discord shows our card and the connection broke before it said so: the card is ours, and the job goes on."""
    edge.break_down("POST", r"/interactions/\d+/.+/callback", happens="disconnect", moment="after")
    job = await edge.ask()
    assert isinstance(job, Job)
    assert edge.message(job.card).buttons == ["Cancel"]


async def test_an_answer_that_never_arrived_is_lost(edge: Edge) -> None:
    """Where Discord shows nothing, nobody waits for a picture."""
    edge.break_down("POST", r"/interactions/\d+/.+/callback", happens="disconnect", moment="before")
    assert isinstance(await edge.ask(), AnswerLost)


# The card


async def test_the_source_hangs_on_the_card_and_is_found_again(edge: Edge) -> None:
    """One copy, however often it is attached; later edits keep it; its link is fresh and leads to the bytes."""
    job = await edge.card()
    await edge.cards.attach_source(job, SOURCE, TICKET)
    await edge.cards.show(replace(job, state=State.WAITING), TICKET)
    card = edge.message(job.card)
    assert [each.filename for each in card.attachments] == [SOURCE_NAME]
    assert SOURCE_NAME in await edge.cards.source_url(job)


async def test_a_mask_hangs_beside_the_source_and_is_found_again(edge: Edge) -> None:
    """Both survive later edits of the card, and each has a link of its own; the result carries them too."""
    job = await edge.card()
    job = replace(job, wish=replace(job.wish, task=Task.FILL))
    await edge.cards.attach_source(job, SOURCE, TICKET, SOURCE)
    await edge.cards.show(job, TICKET)
    card = factories.present(job.card)
    assert {each.filename for each in edge.message(card).attachments} == {SOURCE_NAME, MASK_NAME}
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE, SOURCE)
    for place in (replace(job, result=None), replace(job, card=posting.message)):
        assert MASK_NAME in await edge.cards.mask_url(place)
        assert SOURCE_NAME in await edge.cards.source_url(place)


async def test_a_result_without_a_source_is_posted(edge: Edge) -> None:
    """Words alone: nothing hangs on the card, and nothing can be read from card or result."""
    job = await edge.ask()
    assert isinstance(job, Job)
    job = replace(job, state=State.FETCHED, wish=replace(job.wish, task=Task.IMAGINE))
    posting = await edge.cards.deliver(job, DELIVERY, None)
    assert len(edge.message(posting.message).attachments) == len(DELIVERY.pictures)
    with pytest.raises(Vanished):
        await edge.cards.source_url(replace(job, result=posting.message))


async def test_a_job_that_ended_before_its_picture_was_read_says_why(edge: Edge) -> None:
    """A card without a source does not name one, so that Discord takes the text."""
    job = await edge.ask()
    assert isinstance(job, Job)
    await edge.cards.show(replace(job, state=State.FAILED, reason="This picture is damaged."))
    assert "This picture is damaged." in edge.message(job.card).text
    assert edge.message(job.card).buttons == []


async def test_a_deleted_card_has_vanished(edge: Edge) -> None:
    """Nothing can be read from it or shown on it, and deleting it again is no error."""
    job = await edge.card()
    card = factories.present(job.card)
    for _ in range(2):
        await edge.cards.remove(card)
    with pytest.raises(Vanished):
        await edge.cards.source_url(job)
    with pytest.raises(Vanished):
        await edge.cards.show(job)


async def test_an_unavailable_discord_is_busy(edge: Edge) -> None:
    """503 is not repeated by the library: it is ours to try again."""
    job = await edge.card()
    edge.break_down("PATCH", r"/channels/\d+/messages/\d+", status=503)
    with pytest.raises(DiscordBusy):
        await edge.cards.show(job)
    await edge.cards.show(job)


# The interaction's token


@pytest.fixture
async def fresh(edge: Edge) -> Job:
    """A job whose card can still be edited by the token of its interaction; the bot's own way is broken down."""
    edge.answerer.keeps_tokens = True
    job = await edge.ask()
    assert isinstance(job, Job)
    edge.break_down("PATCH", r"/channels/\d+/messages/\d+", status=500, times=1000)
    edge.break_down("GET", r"/channels/\d+/messages/\d+", status=500, times=1000)
    return job


async def test_a_fresh_card_is_edited_by_its_interaction(edge: Edge, fresh: Job) -> None:
    """Picture, state and link of a young card cost nothing of what the bot may do for all."""
    await edge.cards.attach_source(fresh, SOURCE, TICKET)
    await edge.cards.show(replace(fresh, state=State.SUBMITTED, source_hangs=True))
    card = edge.message(fresh.card)
    assert "Drawing" in card.text
    assert [each.filename for each in card.attachments] == [SOURCE_NAME]
    assert SOURCE_NAME in await edge.cards.source_url(fresh)


async def test_an_older_card_is_edited_by_the_bot(edge: Edge, fresh: Job) -> None:
    """After a quarter of an hour the token is not even tried."""
    edge.playground.knobs.faults.clear()
    edge.break_down("PATCH", r"/webhooks/.*", status=500, times=1000)
    edge.clock.advance(15 * 60)
    await edge.cards.show(replace(fresh, state=State.SUBMITTED))
    assert "Drawing" in edge.message(fresh.card).text


async def test_a_token_that_is_refused_is_no_obstacle(edge: Edge, fresh: Job) -> None:
    """Whatever Discord says to the interaction's token, the bot's own is asked next."""
    edge.playground.knobs.faults.clear()
    unknown = {"message": "any", "code": 10015}
    edge.break_down("PATCH", r"/webhooks/.*", status=404, body=unknown)
    edge.break_down("GET", r"/webhooks/.*", status=404, body=unknown)
    await edge.cards.attach_source(fresh, SOURCE, TICKET)
    assert SOURCE_NAME in await edge.cards.source_url(fresh)


async def test_the_token_is_a_secret(fresh: Job) -> None:
    """It is in no representation that could reach a log."""
    assert fresh.answer_token
    assert fresh.answer_token not in repr(fresh)


# The result


async def test_a_result_is_posted_in_a_thread_of_its_own(edge: Edge) -> None:
    """The thread hangs below the card and is called by the prompt; after and before are on one message."""
    job = await edge.card()
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert posting.message.channel_id == factories.present(job.card).message_id
    assert edge.playground.world.channels[posting.message.channel_id].name == job.wish.prompt
    result = edge.message(posting.message)
    assert sorted(each.filename for each in result.attachments) == sorted(
        [SOURCE_NAME, *(each.filename for each in posting.pictures)]
    )
    await edge.cards.remove(factories.present(job.card))
    assert SOURCE_NAME in await edge.cards.source_url(replace(job, result=posting.message))


async def test_where_threads_are_not_allowed_the_result_is_posted_in_place(edge: Edge) -> None:
    """A place that was chosen without a thread, and a thread that Discord refuses, both end in the channel."""
    job = await edge.card("no-threads")
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert posting.message.channel_id == factories.present(job.card).channel_id

    job = await edge.card()
    body = {"message": "any", "code": 160006}
    edge.break_down("POST", r"/channels/\d+/messages/\d+/threads", status=400, body=body)
    posting = await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert posting.message.channel_id == factories.present(job.card).channel_id


@pytest.mark.parametrize("window", [180.0, 0.0], ids=["within-the-nonce", "long-after"])
async def test_a_result_whose_receipt_was_lost_is_not_posted_again(edge: Edge, window: float) -> None:
    """The repetition finds the message: by its nonce while Discord remembers it, by its buttons afterwards."""
    edge.playground.knobs.nonce_window = window
    job = await edge.card()
    edge.break_down("POST", r"/channels/\d+/messages", happens="disconnect", moment="after")
    with pytest.raises(DiscordBusy):
        await edge.cards.deliver(job, DELIVERY, SOURCE)
    posting = await edge.cards.deliver(replace(job, attempt=3), DELIVERY, SOURCE)
    assert [result.id for result in edge.results(job)] == [posting.message.message_id]
    again = await edge.cards.deliver(replace(job, attempt=4), DELIVERY, SOURCE)
    assert again == posting


async def test_a_retry_that_finds_nothing_posts(edge: Edge) -> None:
    """Looking back for a result that was never posted changes nothing."""
    job = replace(await edge.card(), attempt=5)
    await edge.cards.deliver(job, DELIVERY, SOURCE)
    assert len(edge.results(job)) == 1
