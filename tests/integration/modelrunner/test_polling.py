"""Following requests: what statuses may look like, how often they are asked for, and when patience ends."""

import asyncio
import random
import statistics

import pytest

from bot.engines.modelrunner import (
    RESTYLE_MODEL,
    Handle,
    ModelRunner,
    ModelRunnerError,
    Phase,
    Refusal,
    Sighting,
    Success,
    Timeouts,
    errors,
)
from bot.engines.modelrunner.poller import Poller
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.modelrunner.clients import client_of, restyle


async def submitted(runner: ModelRunner, job: str = "c0ffee") -> Handle:
    """A request that has been taken."""
    return (await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata={"job": job})).handle


@pytest.mark.parametrize("kind", ["failed_400", "failed_200"])
async def test_a_failed_request_is_a_refusal(fake: ModelRunnerFake, runner: ModelRunner, kind: str) -> None:
    """By either code, with the service's text, and at the first look."""
    handle = await submitted(runner)
    fake.faults.add("status", kind)
    refusal = await runner.poller.wait(handle, seconds=60)
    assert isinstance(refusal, Refusal)
    assert refusal.message == "Request failed after 5 attempts"
    assert len(fake.calls("GET")) == 1
    envelope = await runner.queue.status(handle)
    assert envelope.status is Phase.FAILED


@pytest.mark.parametrize(
    "kind",
    ["unknown_word", "backwards", "no_logs", "text_logs", "null_logs", "no_position", "odd_position", "no_cancel_url",
     "straight", "404", "500", "502", "503", "504", "429", "409", "401", "html", "array", "truncated", "huge", "reset",
     "close", "wrong_request"],
)  # fmt: skip
async def test_odd_statuses_do_not_end_a_wait(fake: ModelRunnerFake, runner: ModelRunner, kind: str) -> None:
    """Whatever three looks in a row find, the picture is delivered when it is there."""
    handle = await submitted(runner)
    fake.faults.add("status", kind, times=3)
    assert isinstance(await runner.poller.wait(handle, seconds=120), Success)


async def test_a_status_that_stalls_is_given_up_and_asked_again(fake: ModelRunnerFake) -> None:
    """Silence is cut off by the read timeout."""
    async with client_of(fake, timeouts=Timeouts(read=5)) as runner:
        handle = await submitted(runner)
        fake.faults.add("status", "stall", times=2)
        assert isinstance(await runner.poller.wait(handle, seconds=120), Success)


async def test_a_request_that_never_ends_is_left_at_the_deadline(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The caller hears that it runs on, nothing is cancelled, and the id is still good."""
    handle = await submitted(runner)
    fake.faults.add("status", "never_ends")
    began = fake.world.now
    with pytest.raises(errors.DeadlinePassed, match="runs on"):
        await runner.poller.wait(handle, seconds=60)
    assert 60 <= fake.world.now - began < 60.1
    assert not fake.calls("GET", "/cancel") + fake.calls("PUT", "/cancel")
    fake.job().ends = fake.world.now
    assert isinstance(await runner.queue.result(handle.id), Success)


async def test_deadlines_are_kept_while_the_service_is_silent(fake: ModelRunnerFake) -> None:
    """Looks that hang occupy the few workers, not anybody's deadline; who left meanwhile is not looked at."""
    async with client_of(fake, polls_at_once=2) as runner:
        handles = [await submitted(runner, str(n)) for n in range(8)]
        fake.faults.add("status", "stall", times=None)
        began = fake.world.now
        waits = (runner.poller.wait(handle, seconds=10) for handle in handles)
        ends = await asyncio.gather(*waits, return_exceptions=True)
        assert all(isinstance(end, errors.DeadlinePassed) for end in ends)
        assert fake.world.now - began < 10.1
        await asyncio.sleep(60)
        assert (len(fake.calls("GET")), runner.poller.watched) == (2, 0)


async def test_a_refused_key_is_told_and_outlived(fake: ModelRunnerFake) -> None:
    """The operator hears of it at once; the request goes on when the key works again."""
    troubles: list[tuple[str, ModelRunnerError]] = []
    async with client_of(fake, on_trouble=lambda name, error: troubles.append((name, error))) as runner:
        handle = await submitted(runner)
        fake.faults.add("status", "401", times=4)
        assert isinstance(await runner.poller.wait(handle, seconds=120), Success)
    assert [(name, type(error)) for name, error in troubles] == [(handle.id, errors.KeyRefused)] * 4


async def test_a_rate_limit_on_looks_is_respected(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """No look before the time the service named."""
    handle = await submitted(runner)
    fake.faults.add("status", "429", value=25)
    await runner.poller.wait(handle, seconds=120)
    first, second = fake.calls("GET")[:2]
    assert second.at - first.at >= 25


async def test_many_requests_are_watched_cheaply_and_noticed_soon(fake: ModelRunnerFake) -> None:
    """Requests of 14 s cost about nine looks each, are noticed within a second by half, and by few connections."""
    dice = random.Random(11)
    late: list[float] = []
    busy = most = 0

    async def on_update(_: Sighting) -> None:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.01)
        busy -= 1

    async with client_of(fake, polls_at_once=3) as runner:

        async def one(number: int) -> None:
            await asyncio.sleep(20 * dice.random())
            handle = await submitted(runner, str(number))
            await runner.poller.wait(handle, seconds=120, on_update=on_update)
            late.append(fake.world.now - fake.world.jobs[handle.id].ends)

        await asyncio.gather(*(one(number) for number in range(40)))
    per_job = len(fake.calls("GET")) / 40
    assert 8 <= per_job <= 10.5
    assert statistics.median(late) <= 1.0
    assert max(late) < 2.5
    assert len({seen.peer for seen in fake.calls("GET")}) <= 3
    assert max(fake.world.submits.values()) == 1


async def test_a_slow_callback_delays_only_its_own_caller(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Callbacks are awaited by who gave them, not by the poller."""
    slow, quick = await submitted(runner, "slow"), await submitted(runner, "quick")

    async def dawdle(_: Sighting) -> None:
        await asyncio.sleep(100)

    waiting = asyncio.create_task(runner.poller.wait(slow, seconds=500, on_update=dawdle))
    await runner.poller.wait(quick, seconds=60)
    assert fake.world.now < 20
    assert isinstance(await waiting, Success)
    assert fake.world.now >= 100


async def test_a_caller_who_leaves_costs_no_more_looks(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A cancelled wait is forgotten."""
    task = asyncio.create_task(runner.poller.wait(await submitted(runner), seconds=500))
    await asyncio.sleep(6)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    looks = len(fake.calls("GET"))
    await asyncio.sleep(60)
    assert (len(fake.calls("GET")), runner.poller.watched) == (looks, 0)


async def test_a_callback_that_fails_fails_its_own_wait(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """And nobody else's."""
    handle = await submitted(runner)

    async def broken(_: Sighting) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await runner.poller.wait(handle, seconds=60, on_update=broken)
    assert isinstance(await runner.poller.wait(handle, seconds=60), Success)


async def test_a_request_that_has_been_running_is_looked_at_at_once(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """After a restart nobody waits for a picture that is there."""
    handle = await submitted(runner)
    await asyncio.sleep(30)
    began = fake.world.now
    await runner.poller.wait(handle, seconds=60, running_for=30)
    assert fake.world.now - began < 0.1


async def test_a_client_that_is_not_open_watches_nothing(fake: ModelRunnerFake) -> None:
    """Saying so beats waiting for ever."""
    with pytest.raises(ModelRunnerError, match="not open"):
        await client_of(fake).poller.wait(Handle(id="x"), seconds=5)


async def test_a_bare_id_has_no_progress(runner: ModelRunner) -> None:
    """Its status and its cancelling have no address."""
    for ask in (runner.queue.status, runner.queue.cancel):
        with pytest.raises(errors.InvalidInput):
            await ask(Handle(id="x"))


async def test_a_fault_in_one_look_reaches_its_own_caller(runner: ModelRunner) -> None:
    """A bug is neither swallowed nor the end of everybody else's looks."""

    class Buggy:
        async def look(self, handle: Handle, *, for_result: bool = False) -> Sighting:
            raise LookupError(handle.id)

    async with Poller(Buggy(), width=1) as poller:
        for name in ("a", "b"):
            with pytest.raises(LookupError, match=name):
                await poller.wait(Handle(id=name), seconds=60)


async def test_closing_the_client_ends_every_wait(fake: ModelRunnerFake) -> None:
    """Nobody waits for a poller that is gone."""
    async with client_of(fake) as runner:
        task = asyncio.create_task(runner.poller.wait(await submitted(runner), seconds=500))
        await asyncio.sleep(1)
    with pytest.raises(ModelRunnerError, match="closed"):
        await task


async def test_reads_are_repeated_until_they_work_or_time_is_up(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """503 twice is a detour; 503 for ever is an error, after a bounded time."""
    handle = await submitted(runner)
    fake.faults.add("status", "503", times=2)
    assert (await runner.queue.status(handle)).status is Phase.IN_PROGRESS
    fake.faults.add("status", "503", times=None)
    began = fake.world.now
    with pytest.raises(errors.ServiceFailed) as caught:
        await runner.queue.status(handle)
    assert caught.value.retryable
    assert 30 < fake.world.now - began <= 45
