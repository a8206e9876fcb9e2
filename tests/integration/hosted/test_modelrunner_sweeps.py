"""A sweep at the paid service: a request for each strength under one reference, each paid at most once."""

import asyncio

import pytest

from bot.domain.errors import EngineBusy, EngineFailed, OrderUncertain
from bot.domain.variation import SWEEP
from bot.engines.hosted.engine import ModelRunnerEngine
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.hosted.engines import finish, order

SWEPT = order(strengths=SWEEP, count=4)


def strengths(fake: ModelRunnerFake) -> list[float]:
    """What was sent, in that order."""
    return [call.body["strength"] for call in fake.calls("POST") if "strength" in call.body]


async def struck(fake: ModelRunnerFake, engine: ModelRunnerEngine, kind: str, *, after: int) -> str:
    """Submit, with trouble of that kind for the request that follows on so many."""
    if after == 0:
        fake.faults.add("submit", kind)
    submitting = asyncio.create_task(engine.submit(SWEPT))
    while after and len(strengths(fake)) < after and not submitting.done():  # noqa: ASYNC110 (nothing tells of a request)
        await asyncio.sleep(0)
    if after:
        fake.faults.add("submit", kind)
    return await submitting


async def test_every_strength_is_a_request_of_its_own(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """One seed, four strengths, one picture each; they are delivered in order, with one bill for all."""
    delivery = await finish(engine, await engine.submit(SWEPT))
    assert strengths(fake) == list(SWEEP)
    bodies = [call.body for call in fake.calls("POST") if "strength" in call.body]
    assert {(body["num_images"], body["seed"]) for body in bodies} == {(1, 7)}
    assert [body["metadata"]["part"] for body in bodies] == ["1", "2", "3", "4"]
    assert (len(delivery.pictures), delivery.numbers) == (4, (1, 2, 3, 4))
    assert delivery.billed is not None
    assert delivery.billed.micros == int(fake.world.billed * 1_000_000)


async def test_its_price_is_that_of_four(engine: ModelRunnerEngine) -> None:
    """What is said beforehand covers all of them."""
    (one, four) = (engine.examine(wish).quote for wish in (order().wish, SWEPT.wish))
    assert one is not None
    assert four is not None
    assert four.at_most.micros == 4 * one.at_most.micros


async def test_nothing_accepted_is_nothing_ordered(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """Where already the first is not taken, the whole order may be sent again, or is refused."""
    with pytest.raises(EngineBusy):
        await struck(fake, engine, "429", after=0)
    assert fake.world.bill == {}
    with pytest.raises(EngineFailed):
        await struck(fake, engine, "400", after=0)


@pytest.mark.parametrize("kind", ["402", "400", "429"])
async def test_what_was_accepted_is_the_order(fake: ModelRunnerFake, engine: ModelRunnerEngine, kind: str) -> None:
    """A refusal on the way ends the sending, not the sweep: what there is is delivered under its own numbers."""
    delivery = await finish(engine, await struck(fake, engine, kind, after=2))
    assert delivery.numbers == (1, 2)
    assert "The service made 2 of the 4 strengths." in delivery.notes
    assert len(fake.world.bill) == 2


async def test_a_lost_answer_is_found_with_all_before_it(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """Nothing is sent again; the search brings every part that was taken, and none is paid twice."""
    with pytest.raises(OrderUncertain):
        await struck(fake, engine, "stall-after", after=2)
    reference = await engine.find(SWEPT.key)
    assert reference is not None
    delivery = await finish(engine, reference)
    assert delivery.numbers == (1, 2, 3)
    assert delivery.billed is None, "whether there is a fourth nobody can say, so all that was reserved is booked"
    assert strengths(fake) == [0.3, 0.5, 0.7]


async def test_one_that_is_refused_takes_nothing_from_the_others(
    fake: ModelRunnerFake, engine: ModelRunnerEngine
) -> None:
    """Three pictures are delivered, each under its number; where all four are refused, that is the end."""
    reference = await engine.submit(SWEPT)
    fake.faults.add("result", "refused")
    delivery = await finish(engine, reference)
    assert len(delivery.pictures) == len(delivery.numbers) == 3
    assert "The service made 3 of the 4 strengths." in delivery.notes
    fake.faults.add("result", "refused", times=None)
    with pytest.raises(EngineFailed):
        await finish(engine, await engine.submit(order(key="job-2", strengths=SWEEP, count=4)))


async def test_all_of_it_is_forgotten(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """Every request's payloads are dropped."""
    reference = await engine.submit(SWEPT)
    await finish(engine, reference)
    await engine.forget(reference)
    assert len(fake.calls("DELETE")) == 4
