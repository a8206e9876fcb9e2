"""The seventeen known defects of the official client: ours has none. Where it is cheap, the official one shows it has.

Numbered as in the list they come from. Official behaviour is asserted on the same fake, so that a fake which only suits
ours would be found out.
"""

import asyncio
import importlib
import json
from contextlib import suppress

import httpx
import modelrunner_ai
import pytest
from modelrunner_ai.client import ModelrunnerClientHTTPError as OfficialError
from PIL import Image

from bot.engines import modelrunner
from bot.engines.modelrunner import (
    RESTYLE_MODEL,
    Handle,
    ModelRunner,
    Refusal,
    Sighting,
    Success,
    Timeouts,
    Timing,
    errors,
    place,
)
from bot.engines.modelrunner.http import Http
from bot.engines.modelrunner.storage import Storage
from tests.fakes.modelrunner.faults import KINDS
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.modelrunner.clients import ARGUMENTS, JOB, MODEL, client_of, official_client, restyle


async def handle_of(runner: ModelRunner) -> Handle:
    """A request that has been taken."""
    return (await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)).handle


async def official_handle(fake: ModelRunnerFake) -> modelrunner_ai.AsyncRequestHandle:
    """The same with the official client."""
    return await official_client(fake).submit(MODEL, ARGUMENTS, metadata=JOB)


async def test_1_a_timeout_on_submit_is_paid_once(fake: ModelRunnerFake) -> None:
    """Two silent answers: the official client posts three times, ours once and then finds the request."""
    fake.faults.add("submit", "stall-after", times=2)
    await official_client(fake, timeout=5).submit(MODEL, ARGUMENTS, metadata={"job": "official"})
    assert fake.world.accepted["official"] == 3
    fake.faults.add("submit", "stall-after", times=2)
    async with client_of(fake, timeouts=Timeouts(submit=5)) as runner:
        await runner.subscribe(RESTYLE_MODEL, restyle(), metadata={"job": "ours"}, seconds=120)
    assert fake.world.accepted["ours"] == 1


async def test_2_a_rate_limit_is_waited_out(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """429 on submit and on status: the official client gives up at once, ours succeeds later."""
    fake.faults.add("submit", "429")
    with pytest.raises(OfficialError):
        await official_client(fake).submit(MODEL, ARGUMENTS)
    fake.faults.add("submit", "429", times=2)
    fake.faults.add("status", "429", times=2)
    await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=120)
    assert fake.world.accepted == {"c0ffee": 1}


async def test_3_an_outage_is_outlived(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """503 on status and result: the official wait dies, ours goes on; on submit ours does not send again."""
    handle = await official_handle(fake)
    fake.faults.add("status", "503")
    with pytest.raises(OfficialError):
        await handle.get()
    fake.faults.add("status", "503", times=2)
    fake.faults.add("result", "503", times=2)
    fake.faults.add("submit", "503-after")
    await runner.subscribe(RESTYLE_MODEL, restyle(), metadata={"job": "ours"}, seconds=120)
    assert fake.world.submits["ours"] == 1


@pytest.mark.parametrize(("number", "kind"), [(4, "failed_400"), (5, "failed_200")])
async def test_4_and_5_a_failed_request_says_why(
    fake: ModelRunnerFake, runner: ModelRunner, number: int, kind: str
) -> None:
    """By either code: the official client raises raw JSON or `Unknown status`, ours the service's own words."""
    handle = await official_handle(fake)
    fake.faults.add("status", kind)
    with pytest.raises((ValueError, OfficialError)) as caught:
        await handle.get()
    assert ("request_id" in str(caught.value)) == (number == 4)
    assert ("Unknown status" in str(caught.value)) == (number == 5)
    fake.faults.add("status", kind)
    with pytest.raises(errors.GenerationRefused, match=r"^Request failed after 5 attempts$"):
        await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=60)


@pytest.mark.parametrize("kind", ["no_position", "no_logs", "no_cancel_url"])
async def test_6_missing_fields_are_accepted(fake: ModelRunnerFake, runner: ModelRunner, kind: str) -> None:
    """A status without its ornaments is a status."""
    if kind == "no_position":
        official = await official_handle(fake)
        fake.faults.add("status", kind)
        with pytest.raises(KeyError):
            await official.status()
    handle = await handle_of(runner)
    fake.faults.add("status", kind, times=None)
    assert isinstance(await runner.poller.wait(handle, seconds=60), Success)


async def test_7_completed_and_failed_is_a_refusal(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The official client hands over an empty output as a success."""
    fake.faults.add("result", "refused")
    result = await (await official_handle(fake)).get()
    assert (result["billingStatus"], result["output"]) == ("failed", {})
    fake.faults.add("result", "refused")
    assert isinstance(await runner.poller.wait(await handle_of(runner), seconds=60), Refusal)


async def test_8_odd_bodies_are_typed_errors(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A JSON array as an error, and HTML as a success, which on a submit is uncertain."""
    for kind, official, ours in (
        ("array", TypeError, errors.Invalid),
        ("html", json.JSONDecodeError, errors.Uncertain),
    ):
        fake.faults.add("submit", kind)
        with pytest.raises(official):
            await official_client(fake).submit(MODEL, ARGUMENTS)
        fake.faults.add("submit", kind)
        with pytest.raises(ours):
            await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)


async def test_9_cancelling_promises_nothing(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The documented method is sent, the answer is the status, and both the text and the bill say it runs on."""
    handle = await handle_of(runner)
    await (await official_handle(fake)).cancel()
    await runner.queue.cancel(handle)
    assert [seen.method for seen in fake.world.seen if seen.path.endswith("/cancel")] == ["PUT", "GET"]
    assert isinstance(await runner.poller.wait(handle, seconds=60), Success)
    assert fake.world.billed > 0


async def test_10_errors_have_types_and_parts(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """The documented import does not exist there; ours tell code, message, issues and request id apart."""
    with pytest.raises(ImportError):
        exec("from modelrunner_ai import ApiError")
    fake.faults.add("submit", "402")
    with pytest.raises(errors.BalanceTooLow) as caught:
        await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
    problem = caught.value.problem
    assert (problem.code, problem.message, problem.request_id) == ("Payment Required", "scheduled 402", "corr-1")
    assert issubclass(errors.BalanceTooLow, modelrunner.ModelRunnerError)


async def test_11_the_key_stays_with_the_service(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A foreign `status_url` is followed by the official client, key and all; ours does not open it."""
    seen: list[str | None] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        seen.append(next((line for line in head.split("\r\n") if line.lower().startswith("authorization")), None))
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as elsewhere:
        foreign = f"http://127.0.0.1:{elsewhere.sockets[0].getsockname()[1]}"
        fake.faults.add("submit", "foreign_urls", value=foreign, times=2)
        handle = await official_handle(fake)
        handle.client._transport = httpx.AsyncHTTPTransport()
        with pytest.raises(httpx.HTTPError):
            await handle.client.get(handle.status_url)
        assert seen == ["Authorization: Key test-key-0123456789"]
        seen.clear()
        made = await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=60)
    assert made.output.urls
    assert seen == []


async def test_12_every_wait_ends(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """One deadline for the whole of a subscribe, and it says that the request runs on."""
    fake.faults.add("status", "never_ends")
    with pytest.raises(errors.DeadlinePassed):
        await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=90)
    assert fake.world.now < 91
    assert Timeouts().exchange < 120


async def test_13_looks_are_few_and_read_once(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A request of 14 s: ten times fewer questions, and each answer reaches the callback."""
    await official_client(fake).subscribe(MODEL, ARGUMENTS, on_queue_update=lambda _: None)
    theirs = len(fake.calls("GET"))
    fake.world.seen.clear()
    told: list[Sighting] = []

    async def on_update(sighting: Sighting) -> None:
        told.append(sighting)

    await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=60, on_update=on_update)
    ours = len(fake.calls("GET"))
    assert theirs > 100
    assert 8 <= ours <= 12
    assert len(fake.calls("GET", "/status")) <= len(told) <= ours


async def test_14_an_unfinished_result_is_waited_for(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """409 where the status said COMPLETED: an error there, patience here."""
    fake.faults.add("result", "unfinished_409")
    with pytest.raises(OfficialError):
        await (await official_handle(fake)).get()
    fake.faults.add("result", "unfinished_409", times=2)
    await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=60)


async def test_15_an_upload_fails_as_itself_or_not_at_all(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A failed picture upload is swallowed there until JSON chokes on the picture; ours raises the refusal."""
    fake.faults.add("upload", "401")
    with pytest.raises(TypeError):
        await official_client(fake).submit(MODEL, ARGUMENTS | {"image_url": Image.new("RGB", (8, 8))})
    fake.faults.add("upload", "401")
    with pytest.raises(errors.KeyRefused):
        await runner.storage.upload(b"\xff\xd8\xff", content_type="image/jpeg", file_name="a.jpg")
    fake.faults.add("put", "500", times=2)
    await runner.storage.upload(b"\xff\xd8\xff", content_type="image/jpeg", file_name="a.jpg")
    assert fake.calls("PUT")[-1].headers["content-type"] == "image/jpeg"
    assert Timeouts().upload > 60


async def test_16_callbacks_are_typed_and_awaited_and_redirects_end(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """`on_enqueue` gets a handle and finishes before the wait begins; a 307 on a submit is not followed."""
    told: list[object] = []
    await official_client(fake).subscribe(MODEL, ARGUMENTS, on_enqueue=told.append)
    assert [type(one) for one in told] == [str]
    looked = 0

    async def on_enqueue(handle: Handle) -> None:
        nonlocal looked
        await asyncio.sleep(5)
        looked = len(fake.calls("GET", handle.id))

    await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=60, on_enqueue=on_enqueue)
    assert looked == 0
    fake.faults.add("submit", "307")
    with pytest.raises(errors.Uncertain):
        await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB)
    assert not fake.calls("POST", "elsewhere")


async def test_17_part_tags_are_bare(
    fake: ModelRunnerFake, runner: ModelRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bucket quotes them, the service wants them without."""
    client = importlib.import_module("modelrunner_ai.client")
    monkeypatch.setattr(client, "MULTIPART_THRESHOLD", 10)
    await official_client(fake).upload(bytes(20), "image/png", "a.png")
    assert fake.violations == ["an ETag was completed with its quotes"]
    fake.violations.clear()
    http: Http = runner._http
    await Storage(http, multipart_above=10, part_bytes=8).upload(bytes(20), content_type="image/png", file_name="a.png")
    assert len(fake.calls("PUT")) == 1 + 3


async def test_no_defect_costs_a_second_payment(fake: ModelRunnerFake) -> None:
    """Every fault a submit can have, three times over: at most one request per job is ever made."""
    async with client_of(fake, timeouts=Timeouts(submit=5)) as runner:
        for kind in KINDS["submit"]:
            fake.faults.add("submit", kind, times=3, value="https://evil.example" if kind == "foreign_urls" else None)
            with suppress(modelrunner.ModelRunnerError):
                await place(runner.queue, RESTYLE_MODEL, restyle(), metadata={"job": kind}, seconds=60, timing=Timing())
            fake.faults.clear()
    assert max(fake.world.accepted.values()) == 1
