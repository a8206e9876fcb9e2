"""One POST per submit, and every way it can go sorted into taken, proven not taken, and uncertain."""

import asyncio

import httpx
import pytest

from bot.engines.modelrunner import RESTYLE_MODEL, Lifecycle, ModelRunner, SubmitOptions, Timeouts, errors
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.modelrunner.clients import JOB, client_of, restyle

UNCERTAIN = [
    "500", "502", "503", "504", "409", "307", "stall", "close", "reset", "truncated", "html", "huge", "no_id",
    "stall-after", "close-after", "reset-after", "500-after", "502-after", "503-after", "504-after",
]  # fmt: skip
REFUSED = {
    "400": errors.Invalid,
    "401": errors.KeyRefused,
    "402": errors.BalanceTooLow,
    "404": errors.NotFound,
    "429": errors.RateLimited,
    "array": errors.Invalid,
}


@pytest.mark.parametrize("kind", UNCERTAIN)
async def test_what_may_have_been_taken_is_uncertain_and_not_sent_again(fake: ModelRunnerFake, kind: str) -> None:
    """Whatever breaks after the body was sent, there is one POST."""
    fake.faults.add("submit", kind, times=None)
    async with client_of(fake, timeouts=Timeouts(submit=20)) as runner:
        with pytest.raises(errors.Uncertain):
            await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
    assert fake.world.submits == {"c0ffee": 1}


@pytest.mark.parametrize(("kind", "error"), REFUSED.items())
async def test_a_refusal_is_proven_and_named(
    fake: ModelRunnerFake, runner: ModelRunner, kind: str, error: type
) -> None:
    """Nothing was accepted, nothing is billed, and the error says which it was."""
    fake.faults.add("submit", kind)
    with pytest.raises(error) as caught:
        await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
    assert not fake.world.jobs
    assert caught.value.retryable == (kind == "429")
    assert "test-key" not in str(caught.value)


@pytest.mark.parametrize("kind", ["200", "foreign_urls", "metadata_lost"])
async def test_every_success_with_an_id_is_taken(fake: ModelRunnerFake, runner: ModelRunner, kind: str) -> None:
    """200 instead of 201, strange addresses or a lost tag: the id is what counts."""
    fake.faults.add("submit", kind, value="https://evil.example")
    accepted = await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
    assert accepted.id == fake.job().id
    assert (accepted.handle.status_url or "").startswith(fake.url)


async def test_a_connection_that_cannot_be_made_sent_nothing(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Refused connections are proven, and may be tried again."""
    await fake.down()
    with pytest.raises(errors.NotSent) as caught:
        await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
    assert caught.value.retryable
    await fake.up()
    await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
    assert fake.world.submits == {"c0ffee": 1}


ON_THE_LINE = {
    httpx.ConnectError: errors.NotSent,
    httpx.ConnectTimeout: errors.NotSent,
    httpx.PoolTimeout: errors.NotSent,
    httpx.ReadTimeout: errors.Uncertain,
    httpx.ReadError: errors.Uncertain,
    httpx.WriteTimeout: errors.Uncertain,
    httpx.WriteError: errors.Uncertain,
    httpx.CloseError: errors.Uncertain,
    httpx.RemoteProtocolError: errors.Uncertain,
    httpx.LocalProtocolError: errors.Uncertain,
    httpx.ProxyError: errors.Uncertain,
}


@pytest.mark.parametrize(("trouble", "error"), ON_THE_LINE.items())
async def test_every_error_of_the_line_is_sorted(
    fake: ModelRunnerFake, trouble: type[httpx.TransportError], error: type
) -> None:
    """Only what happens before a connection stands proves that nothing was sent."""
    sent: list[httpx.Request] = []

    def broken(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise trouble("broken")

    async with client_of(fake, transport=httpx.MockTransport(broken)) as runner:
        with pytest.raises(error):
            await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
    assert len(sent) == 1


async def test_a_rate_limit_says_how_long_to_wait(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """`Retry-After` is read in seconds and as a date, and missing where the service does not send it."""
    for value, expected in ((7, 7.0), (None, None), ("Tue, 24 Nov 2026 12:01:00 GMT", 60.0), ("soon", None)):
        fake.faults.add("submit", "429", value=value)
        with pytest.raises(errors.RateLimited) as caught:
            await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
        assert caught.value.retry_after == (pytest.approx(expected, abs=2) if expected else None)


async def test_the_balance_gate_names_both_figures(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """402 is a threshold above the price, and its words are kept for the operator."""
    fake.world.balance = fake.world.threshold / 2
    with pytest.raises(errors.BalanceTooLow, match=r"Insufficient balance: 0\.25 < 0\.5"):
        await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)


async def test_a_refused_field_is_named(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The list of issues of a 400 becomes fields and messages."""
    body = restyle().body() | {"rendering_speed": "LUDICROUS"}
    with pytest.raises(errors.Invalid) as caught:
        await runner.queue.submit(RESTYLE_MODEL, body, metadata=JOB)
    assert [issue.field for issue in caught.value.problem.issues] == ["rendering_speed"]
    assert caught.value.problem.request_id == "corr-1"


async def test_unfit_tags_and_reserved_fields_never_leave(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """What the service would refuse is refused here, before anything is sent."""
    for tags in ({str(n): "x" for n in range(17)}, {"": "x"}, {"k" * 65: "x"}, {"k": "x" * 513}):
        with pytest.raises(errors.InvalidInput):
            await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=tags)
    for body in ({"webhook": "https://x"}, {"metadata": {}}, {"seed": float("nan")}, {"seed": object()}):
        with pytest.raises(errors.InvalidInput):
            await runner.queue.submit(RESTYLE_MODEL, body, metadata=JOB)
    with pytest.raises(errors.InvalidInput):
        await runner.queue.submit("../admin", restyle(), metadata=JOB)
    assert not fake.world.seen


async def test_options_travel_as_headers_and_reserved_members(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Lifetime, storage, priority, hint and webhook are said in the service's own words."""
    options = SubmitOptions(
        lifecycle=Lifecycle.of("1d"), store_io=True, priority="low", hint="gpu-7", webhook="https://bot.example/hook",
        webhook_events=("start", "completed"),
    )  # fmt: skip
    await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB, options=options)
    (posted,) = fake.calls("POST")
    assert posted.headers["x-modelrunner-object-lifecycle-preference"] == '{"expiration_duration_seconds":86400}'
    assert posted.headers["x-modelrunner-store-io"] == "1"
    assert posted.headers["x-modelrunner-queue-priority"] == "low"
    assert posted.headers["x-modelrunner-hint"] == posted.headers["x-modelrunner-runner-hint"] == "gpu-7"
    assert posted.body["webhook_events_filter"] == ["start", "completed"]


async def test_a_cancelled_submit_is_not_repeated(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Whoever cancels the task leaves an uncertain request behind, not two."""
    fake.faults.add("submit", "stall-after")
    task = asyncio.create_task(runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB))
    await asyncio.sleep(1)
    assert fake.world.accepted
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert fake.world.submits == {"c0ffee": 1}


async def test_submits_do_not_share_a_kept_connection(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A connection the other side is about to close must not make a paid request uncertain: each has its own."""
    for job in ("a", "b"):
        await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata={"job": job})
    assert [seen.headers.get("connection") for seen in fake.calls("POST")] == ["keep-alive", "keep-alive"]
    assert len({seen.peer for seen in fake.calls("POST")}) == 2
