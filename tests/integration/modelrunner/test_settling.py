"""What a finished request came to, for every way in which the service is known to say it."""

from decimal import Decimal

import pytest

from bot.engines.modelrunner import (
    RESTYLE_MODEL,
    Billing,
    Handle,
    Missing,
    ModelRunner,
    Pending,
    Phase,
    Refusal,
    Success,
    Undeliverable,
    errors,
)
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.modelrunner.clients import JOB, restyle


async def submitted(runner: ModelRunner, **changes: object) -> Handle:
    """A request that has been taken."""
    return (await runner.queue.submit(RESTYLE_MODEL, restyle(**changes), metadata=JOB)).handle


async def ended(runner: ModelRunner, seconds: float = 600, **changes: object) -> Success | Refusal | Undeliverable:
    """What a new request comes to."""
    return await runner.poller.wait(await submitted(runner, **changes), seconds=seconds)


@pytest.mark.parametrize("kind", ["refused", "422_record", "422_error", "error_object"])
async def test_completed_is_not_success(fake: ModelRunnerFake, runner: ModelRunner, kind: str) -> None:
    """A generation the provider refused ends as COMPLETED; it is a refusal for its content, and not billed."""
    fake.faults.add("result", kind)
    refusal = await ended(runner)
    assert isinstance(refusal, Refusal)
    assert refusal.content_policy
    assert "content checker" in refusal.message
    assert fake.world.billed == 0


async def test_a_refusal_raises_from_subscribe(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Who only wants the picture hears of it as an error."""
    fake.faults.add("result", "refused")
    with pytest.raises(errors.GenerationRefused) as caught:
        await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=60)
    assert caught.value.refusal.content_policy


async def test_an_unknown_field_fails_downstream(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The service takes the request and the model does not: a refusal that is not about content."""
    accepted = await runner.queue.submit(RESTYLE_MODEL, restyle().body() | {"loras": "x"}, metadata=JOB)
    refusal = await runner.poller.wait(accepted.handle, seconds=60)
    assert isinstance(refusal, Refusal)
    assert not refusal.content_policy
    assert "loras" in refusal.message


SHAPES = {"string": 1, "object": 2, "nested": 2, "image": 1}


@pytest.mark.parametrize(("kind", "count"), SHAPES.items())
async def test_pictures_are_found_in_every_shape(
    fake: ModelRunnerFake, runner: ModelRunner, kind: str, count: int
) -> None:
    """A string, a list, objects and objects in objects."""
    fake.faults.add("result", kind)
    success = await ended(runner, num_images=2)
    assert isinstance(success, Success)
    assert len(success.output.urls) == count
    await runner.media.fetch(success.output.urls[0])


async def test_a_partial_success_is_a_success(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Fewer pictures than asked for, an error beside them, and a price."""
    fake.faults.add("result", "partial")
    success = await ended(runner, num_images=3)
    assert isinstance(success, Success)
    assert (len(success.output.urls), success.record.billing) == (2, Billing.PARTIAL)
    assert success.record.error.message
    assert success.price == Decimal("0.18")


async def test_billing_that_is_not_told_does_not_matter(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Pictures without a `billingStatus` are pictures."""
    fake.faults.add("result", "no_billing")
    success = await ended(runner)
    assert isinstance(success, Success)
    assert success.record.billing is None


async def test_a_price_that_is_not_settled_is_not_told(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Billing may lag behind the picture: the price is None now, and there when the record is read again."""
    fake.faults.add("result", "late_price")
    success = await ended(runner)
    assert isinstance(success, Success)
    assert success.price is None
    assert (await runner.queue.record(success.record.id)).price == fake.world.billed


async def test_completed_without_pictures_is_read_again(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """They may still be on their way to their store."""
    fake.faults.add("result", "pending", times=5)
    assert isinstance(await ended(runner), Success)


async def test_pictures_that_never_come_are_given_up_after_three_minutes(
    fake: ModelRunnerFake, runner: ModelRunner
) -> None:
    """No refusal and no success: the record is handed over with the verdict."""
    fake.faults.add("result", "no_pictures")
    missing = await ended(runner)
    assert isinstance(missing, Undeliverable)
    assert missing.reason is Missing.NEVER_CAME
    assert missing.record is not None
    assert 180 < fake.world.now - fake.job().ends < 200


async def test_nothing_to_deliver_raises_from_subscribe(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The error says why, and keeps the record whose price stands."""
    fake.faults.add("result", "purged")
    with pytest.raises(errors.NothingToDeliver, match="payloads were deleted") as caught:
        await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=60)
    assert caught.value.found.record is not None


async def test_somebody_elses_record_is_no_answer(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The id that was asked for is the one that must come back."""
    handle = await submitted(runner)
    await runner.poller.wait(handle, seconds=60)
    fake.faults.add("result", "wrong_request", times=2)
    with pytest.raises(errors.Malformed):
        await runner.queue.record(handle.id)
    with pytest.raises(errors.Malformed):
        await runner.queue.result(handle.id)


@pytest.mark.parametrize("kind", ["purged", "410"])
async def test_purged_payloads_are_no_refusal(fake: ModelRunnerFake, runner: ModelRunner, kind: str) -> None:
    """The model did not fail and the price stands; there is nothing to deliver."""
    fake.faults.add("result", kind)
    missing = await ended(runner)
    assert isinstance(missing, Undeliverable)
    assert missing.reason is Missing.PURGED


async def test_addresses_on_foreign_hosts_are_refused(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """They are told, and never opened."""
    fake.faults.add("result", "foreign")
    missing = await ended(runner)
    assert isinstance(missing, Undeliverable)
    assert missing.reason is Missing.FOREIGN
    assert missing.output is not None
    assert len(missing.output.foreign) == 2
    with pytest.raises(errors.ForeignAddress):
        await runner.media.fetch(missing.output.foreign[0])


async def test_a_fallback_model_is_told(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The result names what ran, not what was asked for."""
    fake.faults.add("result", "fallback")
    success = await ended(runner)
    assert isinstance(success, Success)
    assert (success.fallback, success.model) == (True, "ideogram/ideogram-v3")


@pytest.mark.parametrize("kind", ["unfinished_400", "unfinished_409", "404", "500", "503", "html", "truncated", "reset",
                                  "huge", "wrong_request", "429", "401", "array"])  # fmt: skip
async def test_trouble_with_the_result_is_not_the_result(fake: ModelRunnerFake, runner: ModelRunner, kind: str) -> None:
    """Unfinished by either code, lost, unreadable, somebody else's, or a key that works again later: read again."""
    fake.faults.add("result", kind, times=3)
    assert isinstance(await ended(runner), Success)


async def test_one_look_at_a_running_request_says_so(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The result of an unfinished request is pending, by record and by error alike."""
    handle = await submitted(runner)
    outcome = await runner.queue.result(handle.id)
    assert isinstance(outcome, Pending)
    assert outcome.phase is Phase.IN_QUEUE
    fake.faults.add("result", "unfinished_409")
    assert isinstance(await runner.queue.result(handle.id), Pending)
