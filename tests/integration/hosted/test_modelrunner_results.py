"""From a reference to a delivery: followed, fetched, judged, billed, found again, dropped."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.errors import BadPicture, EngineBusy, EngineFailed, IntakeBusy, UnknownOrder
from bot.domain.money import NOTHING, Money
from bot.domain.result import Inspected, MediaType
from bot.engines.hosted.engine import ModelRunnerEngine
from bot.engines.hosted.results import Results
from bot.engines.hosted.terms import Terms
from bot.engines.modelrunner import Success
from tests.fakes.events import RecordedEvents
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.hosted.engines import finish, look, open_hosted, order

PRICE = Money.of("0.06")


async def test_a_picture_arrives_unchanged_with_its_bill(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """The bytes are the service's, the size is what was seen, the price is the record's; nothing is remarked."""
    reference = await engine.submit(order())
    delivery = await finish(engine, reference)
    (picture,) = delivery.pictures
    assert picture.media_type is MediaType.JPEG
    assert (picture.width, picture.height) == (1248, 832)
    assert (delivery.billed, delivery.notes) == (PRICE, ())
    assert delivery == await engine.fetch(reference), "it may be fetched again until it is forgotten"


async def test_waiting_brings_news_within_seconds(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """Between two words of the service the caller is told that nothing has changed."""
    reference = await engine.submit(order())
    began = fake.world.now
    assert not (await engine.wait(reference)).finished
    assert fake.world.now - began < 5


async def test_a_bare_reference_is_followed_after_a_restart(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """Another process knows nothing but the id, and says the same about the result."""
    reference = await engine.submit(order(count=2))
    async with open_hosted(fake) as other:
        theirs = await finish(other, reference)
    assert theirs == await finish(engine, reference)
    assert "seed 7" in theirs.notes[-1]


async def test_many_waiters_share_one_watch(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """However many ask about an order, it is looked at as often as for one."""
    reference = await engine.submit(order())
    await asyncio.gather(*(finish(engine, reference) for _ in range(5)))
    assert engine.runner.poller.watched == 0
    looks = [seen for seen in fake.calls("GET", "/requests") if seen.at < 13.5]
    assert len(looks) < 10


async def test_several_pictures_come_from_one_paid_request(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """The service takes one seed for all of them, which is said instead of paying for each."""
    delivery = await finish(engine, await engine.submit(order(count=3, seed=41)))
    assert len({picture.data for picture in delivery.pictures}) == 3
    assert delivery.notes == ("All of them come from seed 41; only the first is made again by that seed alone.",)
    assert fake.world.submits == {"job-1": 1}
    assert delivery.billed == PRICE * 3


@pytest.mark.parametrize("kind", ["refused", "422_record", "422_error", "error_object"])
async def test_a_refusal_costs_nothing_and_quotes_nobody(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, events: RecordedEvents, kind: str
) -> None:
    """However the service says it, the person learns that the content was at fault, in our words."""
    fake.faults.add("result", kind)
    with pytest.raises(EngineFailed, match="content check") as caught:
        await finish(engine, await engine.submit(order()))
    assert caught.value.billed == NOTHING
    assert ("engine.refused", True) in [(name, facts.get("content_policy")) for name, facts in events.all]
    assert "OPEN LATE" not in str(events.all)


async def test_a_request_the_platform_gave_up_on_costs_nothing(
    fake: ModelRunnerFake, engine: ModelRunnerEngine
) -> None:
    """A technical failure is told apart from a refused content."""
    reference = await engine.submit(order())
    fake.job().failed = "Request failed after 5 attempts"
    with pytest.raises(EngineFailed, match="could not make") as caught:
        await finish(engine, reference)
    assert caught.value.billed == NOTHING


async def test_fewer_pictures_than_asked_are_delivered_and_told(
    fake: ModelRunnerFake, engine: ModelRunnerEngine
) -> None:
    """A partial success is one."""
    fake.faults.add("result", "partial")
    delivery = await finish(engine, await engine.submit(order(count=3)))
    assert len(delivery.pictures) == 2
    assert delivery.notes[0] == "The service made 2 of the 3 pictures."


async def test_another_model_is_named(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """A fallback is no secret."""
    fake.faults.add("result", "fallback")
    delivery = await finish(engine, await engine.submit(order()))
    assert delivery.notes == ("Another model made this: `ideogram/ideogram-v3`.",)


async def test_a_blank_panel_is_no_picture_and_is_billed(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """The filter's grey panel ends the job with advice; the operator's money is booked."""
    fake.faults.add("media", "grey")
    with pytest.raises(EngineFailed, match="filter probably blocked") as caught:
        await finish(engine, await engine.submit(order()))
    assert caught.value.billed == PRICE


async def test_one_blank_panel_of_three_is_held_back(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """The others are delivered, and the gap is told."""
    fake.faults.add("media", "grey")
    delivery = await finish(engine, await engine.submit(order(count=3)))
    assert len(delivery.pictures) == 2
    assert delivery.notes[0].startswith("1 of 3 pictures held back")


@pytest.mark.parametrize("kind", ["late_price", "no_billing", "string", "object", "nested", "image"])
async def test_every_form_of_a_result_is_a_picture(fake: ModelRunnerFake, engine: ModelRunnerEngine, kind: str) -> None:
    """Whatever the output looks like."""
    fake.faults.add("result", kind)
    delivery = await finish(engine, await engine.submit(order()))
    assert len(delivery.pictures) == 1


async def test_a_flagged_picture_is_withheld_unseen(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """What the service's own checker marks is not even downloaded; it is billed."""
    reference = await engine.submit(order())
    while not (await engine.wait(reference)).finished:
        pass
    seen = await engine.runner.queue.result(reference)
    assert isinstance(seen, Success)
    with pytest.raises(EngineFailed, match="filter probably blocked") as caught:
        await Results(engine.runner, look).delivery(replace(seen, output=replace(seen.output, flagged=(True,))))
    assert caught.value.billed == PRICE
    assert not fake.calls("GET", "/media")


@pytest.mark.parametrize("kind", ["empty", "wrong_magic", "redirect", "404", "403"])
async def test_a_result_that_cannot_be_passed_on_is_billed_all_the_same(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, kind: str
) -> None:
    """What is no picture, or gone for good, ends the job; its price stands."""
    fake.faults.add("media", kind, times=None)
    with pytest.raises(EngineFailed) as caught:
        await finish(engine, await engine.submit(order()))
    assert not isinstance(caught.value, EngineBusy)
    assert caught.value.billed == PRICE


async def test_a_media_host_that_is_down_is_asked_again_later(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """The result is still there."""
    fake.faults.add("media", "500", times=6)
    reference = await engine.submit(order())
    with pytest.raises(EngineBusy):
        await finish(engine, reference)
    assert (await engine.fetch(reference)).billed == PRICE


@pytest.mark.parametrize(("error", "wanted"), [(BadPicture(), EngineFailed), (IntakeBusy(), EngineBusy)])
async def test_what_the_sandbox_says_decides(
    fake: ModelRunnerFake, error: BadPicture, wanted: type[EngineFailed]
) -> None:
    """A file that only pretends to be a picture is not passed on; a sandbox in trouble is no verdict."""

    async def refuse(_data: bytes) -> Inspected:
        raise error

    async with open_hosted(fake, inspect=refuse) as engine:
        with pytest.raises(EngineFailed) as caught:
            await finish(engine, await engine.submit(order()))
    assert type(caught.value) is wanted


@pytest.mark.parametrize("kind", ["purged", "410"])
async def test_a_purged_result_is_an_unknown_order(fake: ModelRunnerFake, engine: ModelRunnerEngine, kind: str) -> None:
    """Nothing can be delivered any more."""
    fake.faults.add("result", kind)
    with pytest.raises(UnknownOrder):
        await finish(engine, await engine.submit(order()))


@pytest.mark.parametrize("kind", ["no_pictures", "foreign"])
async def test_a_success_without_a_picture_is_billed(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, kind: str
) -> None:
    """Pictures that never come, or stand on foreign hosts."""
    fake.faults.add("result", kind)
    with pytest.raises(EngineFailed) as caught:
        await finish(engine, await engine.submit(order()))
    assert type(caught.value) is EngineFailed
    assert caught.value.billed == PRICE


async def test_what_never_ends_is_given_up_and_nobody_knows_its_price(
    fake: ModelRunnerFake, engine: ModelRunnerEngine
) -> None:
    """After the deadline; the request runs on and is billed."""
    fake.world.seconds = lambda _: 1e9
    reference = await engine.submit(order())
    began = fake.world.now
    with pytest.raises(EngineFailed, match="too long") as caught:
        await finish(engine, reference)
    assert caught.value.billed is None
    assert 890 < fake.world.now - began < 910


async def test_an_unheard_of_reference_is_unknown_within_minutes(
    fake: ModelRunnerFake, engine: ModelRunnerEngine
) -> None:
    """A new request may not be listed yet, so it takes a plain word, and a minute of hearing nothing else."""
    with pytest.raises(UnknownOrder):
        await finish(engine, "neverWas")
    assert 50 < fake.world.now < 120
    with pytest.raises(UnknownOrder):
        await engine.fetch("neverWas")


@pytest.mark.parametrize("kind", ["404", "500", "html", "503"])
async def test_trouble_in_following_is_no_verdict(fake: ModelRunnerFake, engine: ModelRunnerEngine, kind: str) -> None:
    """A burst of it delays the news."""
    fake.faults.add("result", kind, times=5)
    delivery = await finish(engine, await engine.submit(order()))
    assert delivery.billed == PRICE


async def test_a_price_beyond_the_worst_guess_is_told(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, events: RecordedEvents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person gets the picture and hears that it cost more; the operator learns that the table is wrong."""
    monkeypatch.setattr("tests.fakes.modelrunner.shapes.PRICE_PER_MEGAPIXEL", 1)
    delivery = await finish(engine, await engine.submit(order()))
    assert delivery.billed == Money.of(1)
    assert any("more than was said" in note for note in delivery.notes)
    (told,) = [facts for name, facts in events.all if name == "engine.price_differs"]
    assert (told["billed"], told["at_most"]) == ("$1.00", "$0.13")


async def test_a_service_that_loses_tags_is_told(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, events: RecordedEvents
) -> None:
    """The picture is delivered; the operator learns that a lost order could not be found again."""
    fake.faults.add("submit", "metadata_lost")
    reference = await engine.submit(order())
    assert len((await finish(engine, reference)).pictures) == 1
    assert events.all == [("engine.untagged", {"reference": reference})]


async def test_the_older_of_two_orders_is_taken_with_an_alarm(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, events: RecordedEvents
) -> None:
    """It finishes first, and every later search comes to the same answer."""
    first = await engine.submit(order())
    await asyncio.sleep(5)
    second = await engine.submit(order())
    assert await engine.find("job-1") == first
    assert events.all == [("engine.two_orders", {"job": "job-1", "references": [second, first]})]


async def test_a_list_that_lags_is_asked_again(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """For a minute and a half; after that there is none."""
    reference = await engine.submit(order())
    fake.faults.add("list", "late", times=4)
    assert await engine.find("job-1") == reference
    assert await engine.find("another") is None
    assert fake.world.now > 90


@pytest.mark.parametrize("kind", ["strange", "untagged", "500", "401", "reset"])
async def test_a_list_that_cannot_be_read_says_nothing(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, kind: str
) -> None:
    """Not "there is none"."""
    await engine.submit(order())
    fake.faults.add("list", kind, times=None)
    with pytest.raises(EngineBusy):
        await engine.find("job-1")


async def test_forgetting_deletes_what_the_service_keeps(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """Not before it is finished; afterwards nothing is left, and asking again is fine."""
    reference = await engine.submit(order())
    with pytest.raises(EngineBusy):
        await engine.forget(reference)
    await finish(engine, reference)
    for _ in range(2):
        await engine.forget(reference)
    assert fake.job().purged
    with pytest.raises(UnknownOrder):
        await engine.fetch(reference)
    assert not fake.calls("GET", "/cancel")
    assert not fake.calls("PUT", "/cancel")


@pytest.mark.parametrize("kind", ["409", "500", "reset"])
async def test_what_cannot_be_deleted_yet_is_deleted_later(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, kind: str
) -> None:
    """Whatever the reason."""
    reference = await engine.submit(order())
    await finish(engine, reference)
    fake.faults.add("delete", kind, times=40)
    with pytest.raises(EngineBusy):
        await engine.forget(reference)
    fake.faults.clear()
    await engine.forget(reference)
    assert fake.job().purged


async def test_what_is_gone_needs_no_deleting(engine: ModelRunnerEngine) -> None:
    """A request that the service does not know keeps nothing."""
    await engine.forget("neverWas")


async def test_an_operator_may_keep_payloads(fake: ModelRunnerFake) -> None:
    """Then forgetting deletes nothing."""
    async with open_hosted(fake, terms=Terms(deletes_payloads=False)) as engine:
        reference = await engine.submit(order())
        await finish(engine, reference)
        await engine.forget(reference)
    assert not fake.calls("DELETE")


async def test_whoever_waits_for_a_forgotten_order_is_told(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """They do not hang, and are not cancelled themselves."""
    reference = await engine.submit(order())
    waiting = asyncio.create_task(engine.wait(reference))
    await asyncio.sleep(0.5)
    with pytest.raises(EngineBusy):
        await engine.forget(reference)
    with pytest.raises(UnknownOrder):
        await waiting
