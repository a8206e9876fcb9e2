"""Webhooks end to end: the fake signs and sends, a receiver checks the raw bytes with our function."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.engines.modelrunner import RESTYLE_MODEL, Delivered, ModelRunner, errors, verify_webhook
from bot.engines.modelrunner.http import Call
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.modelrunner.clients import JOB, restyle


class Receiver:
    """A server that answers 200 to what is genuine and 401 to everything else."""

    def __init__(self, fake: ModelRunnerFake) -> None:
        self.fake = fake
        self.url = ""
        self.genuine: list[Delivered] = []
        self.refused = 0
        self.answers: list[int] = []

    async def serve(self, request: web.Request) -> web.Response:
        """One delivery."""
        secrets = [SecretStr(secret) for secret in self.fake.world.secrets[:1]]
        try:
            delivered = verify_webhook(
                await request.read(), request.headers.items(), secrets=secrets, now=self.fake.world.unix()
            )
        except errors.WebhookRejected:
            self.refused += 1
            return web.Response(status=401)
        if self.answers:
            return web.Response(status=self.answers.pop(0))
        self.genuine.append(delivered)
        return web.Response()


@pytest.fixture
async def receiver(fake: ModelRunnerFake) -> AsyncGenerator[Receiver]:
    """A receiver on loopback."""
    receiver = Receiver(fake)
    app = web.Application()
    app.router.add_post("/hook", receiver.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def submit(runner: ModelRunner, receiver: Receiver, *events: str) -> str:
    """A request that tells the receiver. Our client refuses loopback addresses as the service does, so post it bare."""
    events = events or ("completed",)
    hook = {"webhook": receiver.url, "webhook_events_filter": list(events), "metadata": JOB}
    call = Call(method="POST", url=f"{receiver.fake.url}/{RESTYLE_MODEL}", json=restyle().body() | hook)
    assert (await runner.queue._http.submit(call)).accepted
    return receiver.fake.job().id


async def test_an_end_is_told_and_matched(fake: ModelRunnerFake, runner: ModelRunner, receiver: Receiver) -> None:
    """The delivery carries the record with our tags, so it can be matched by both."""
    identity = await submit(runner, receiver, "start", "completed")
    await asyncio.sleep(20)
    assert [delivered.event for delivered in receiver.genuine] == ["start", "completed"]
    record = receiver.genuine[-1].record
    assert (record.id, record.metadata) == (identity, JOB)


@pytest.mark.parametrize("kind", ["bad_signature", "old"])
async def test_a_delivery_that_does_not_hold_is_refused(
    fake: ModelRunnerFake, runner: ModelRunner, receiver: Receiver, kind: str
) -> None:
    """A foreign signature and an old time are answered with 401, every time they come."""
    fake.faults.add("webhook", kind)
    await submit(runner, receiver)
    await asyncio.sleep(60)
    assert (receiver.genuine, receiver.refused) == ([], 3)


async def test_a_duplicate_has_the_same_id(fake: ModelRunnerFake, runner: ModelRunner, receiver: Receiver) -> None:
    """What has been seen once can be told by it."""
    fake.faults.add("webhook", "duplicate")
    await submit(runner, receiver)
    await asyncio.sleep(20)
    assert len(receiver.genuine) == 2
    assert len({delivered.delivery_id for delivered in receiver.genuine}) == 1


@pytest.mark.parametrize("kind", ["early", "out_of_order", "elided"])
async def test_deliveries_out_of_turn_are_readable(
    fake: ModelRunnerFake, runner: ModelRunner, receiver: Receiver, kind: str
) -> None:
    """Before the submit was answered, the end before the start, or without the input."""
    fake.faults.add("webhook", kind)
    identity = await submit(runner, receiver, "start", "completed")
    await asyncio.sleep(20)
    assert {delivered.record.id for delivered in receiver.genuine} == {identity}


async def test_a_receiver_that_fails_is_told_again_and_the_attempts_are_listed(
    fake: ModelRunnerFake, runner: ModelRunner, receiver: Receiver
) -> None:
    """Deliveries can be inspected and replayed."""
    receiver.answers = [500, 500]
    identity = await submit(runner, receiver)
    await asyncio.sleep(120)
    (delivery,) = await runner.webhooks.deliveries(request_id=identity, state="delivered")
    assert (delivery.attempts, delivery.last_status, delivery.event) == (3, 200, "completed")
    await runner.webhooks.replay(delivery.id)
    await asyncio.sleep(1)
    assert len(receiver.genuine) == 2
    with pytest.raises(errors.NotFound):
        await runner.webhooks.replay("msg_unknown")


async def test_rotating_the_secret_is_never_repeated(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A second rotation would end the old secret: after a lost answer the new one is asked for instead."""
    before = await runner.webhooks.secret()
    fake.faults.add("secret", "reset-after")
    with pytest.raises(errors.Interrupted):
        await runner.webhooks.rotate_secret()
    assert len(fake.calls("POST", "rotate")) == 1
    after = await runner.webhooks.secret()
    assert after != before
    assert await runner.webhooks.rotate_secret() != after
    assert "whsec" not in repr(after)
