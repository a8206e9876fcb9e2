"""The fake keeps the service's documented rules against a client that keeps none."""

import io
from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest
from aiohttp import web
from PIL import Image

from bot.engines.modelrunner import ModelRunner, errors
from tests.fakes.modelrunner_server import KEY, ModelRunnerFake, open_fake
from tests.integration.modelrunner.clients import ARGUMENTS, MODEL, restyle


@pytest.fixture
async def bare(fake: ModelRunnerFake) -> AsyncGenerator[httpx.AsyncClient]:
    """A client that sends the key with everything and checks nothing."""
    headers = {"Authorization": f"Key {KEY}"}
    async with httpx.AsyncClient(base_url=fake.url, headers=headers, trust_env=False) as client:
        yield client


async def test_a_submit_is_answered_with_a_complete_envelope(fake: ModelRunnerFake, bare: httpx.AsyncClient) -> None:
    """201, with everything its schema requires, and without output or metadata."""
    answer = await bare.post(f"/{MODEL}", json=ARGUMENTS | {"metadata": {"job": "1"}})
    assert answer.status_code == 201
    body = answer.json()
    assert {"status", "request_id", "response_url", "status_url", "cancel_url"} <= body.keys()
    assert not body.keys() & {"output", "metadata"}
    assert (body["status"], len(body["request_id"])) == ("IN_QUEUE", 21)
    assert body["status_url"].startswith(f"{fake.url}/ideogram/ideogram-v4/requests/")


BAD: list[tuple[dict[str, Any], int]] = [
    ({"metadata": {str(n): "x" for n in range(17)}}, 400),
    ({"metadata": {"k": 1}}, 400),
    ({"metadata": {"k" * 65: "x"}}, 400),
    ({"metadata": {"k": "x" * 513}}, 400),
    ({"metadata": "job"}, 400),
    ({"webhook": "http://bot.example/h"}, 400),
    ({"webhook": "https://u:p@bot.example/h"}, 400),
    ({"webhook_events_filter": ["start"]}, 400),
    ({"webhook": "https://bot.example/h", "webhook_events_filter": ["output"]}, 400),
    ({"prompt": ""}, 400),
    ({"rendering_speed": "FAST"}, 400),
    ({"expansion_model": "none"}, 400),
    ({"num_images": 5}, 400),
    ({"strength": 2}, 400),
    ({"an_unknown_field": 1}, 201),
]


@pytest.mark.parametrize(("change", "status"), BAD)
async def test_bad_bodies_are_refused_as_documented(
    fake: ModelRunnerFake, bare: httpx.AsyncClient, change: dict[str, Any], status: int
) -> None:
    """Tags, webhooks and fields; an unknown field is taken and fails later."""
    assert (await bare.post(f"/{MODEL}", json=ARGUMENTS | change)).status_code == status
    assert len(fake.world.jobs) == (status == 201)


async def test_keys_models_and_balance_are_checked(fake: ModelRunnerFake, bare: httpx.AsyncClient) -> None:
    """401, 404 and 402, before anything is made."""
    assert (await bare.post(f"/{MODEL}", json=ARGUMENTS, headers={"Authorization": "Key x"})).status_code == 401
    assert (await bare.post("/nobody/nothing", json=ARGUMENTS)).status_code == 404
    assert (await bare.get("/requests/unknown")).status_code == 404
    fake.world.balance = fake.world.threshold / 2
    refused = await bare.post(f"/{MODEL}", json=ARGUMENTS)
    assert (refused.status_code, refused.json()["message"]) == (402, "Insufficient balance: 0.25 < 0.5")
    assert not fake.world.jobs


async def test_a_key_where_none_belongs_fails_the_test() -> None:
    """Media, bucket and catalog: each is told, and leaving the fake raises."""

    async def careless() -> None:
        async with open_fake() as fake:
            headers = {"Authorization": f"Key {KEY}"}
            async with httpx.AsyncClient(base_url=fake.url, headers=headers, trust_env=False) as client:
                await client.get("/models")
                await client.get("/media/x")
                await client.put("/bucket/x", content=b"x")
            assert len(fake.violations) == 3

    with pytest.raises(AssertionError, match="the key was sent to GET /models"):
        await careless()


async def test_a_fault_strikes_as_often_as_planned(fake: ModelRunnerFake, bare: httpx.AsyncClient) -> None:
    """Once, twice, or by chance; what no place knows is a mistake."""
    fake.faults.add("list", "500")
    fake.faults.add("list", "502", times=2)
    fake.faults.add("list", "503", times=None, chance=0.5)
    statuses = [(await bare.get("/requests")).status_code for _ in range(103)]
    assert (statuses.count(500), statuses.count(502)) == (1, 2)
    assert 30 < statuses.count(503) < 70
    with pytest.raises(AssertionError, match="no fault"):
        fake.faults.add("list", "earthquake")


async def test_the_same_seed_makes_the_same_world() -> None:
    """Ids, secrets and times repeat."""
    seen: list[tuple[str, str]] = []
    for _ in range(2):
        async with open_fake(seed=9, seconds=lambda dice: dice.uniform(1, 9)) as fake:
            headers = {"Authorization": f"Key {KEY}"}
            async with httpx.AsyncClient(base_url=fake.url, headers=headers, trust_env=False) as client:
                answer = await client.post(f"/{MODEL}", json=ARGUMENTS)
            seen.append((answer.json()["request_id"], fake.world.secrets[0]))
    assert seen[0] == seen[1]


async def test_a_source_on_loopback_is_read_and_redrawn(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A restyle has the shape of its source; one that cannot be read is refused as the service would."""
    picture = io.BytesIO()
    Image.new("RGB", (120, 60), "red").save(picture, "PNG")

    async def serve(_: web.Request) -> web.Response:
        return web.Response(body=picture.getvalue())

    app = web.Application()
    app.router.add_get("/card.png", serve)
    cards = web.AppRunner(app, access_log=None)
    await cards.setup()
    await web.TCPSite(cards, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{cards.addresses[0][1]}"
    made = await runner.subscribe(MODEL, restyle(image_url=f"{base}/card.png"), metadata={"job": "1"}, seconds=60)
    result = await runner.media.fetch(made.output.urls[0])
    assert Image.open(io.BytesIO(result.data)).size == (120, 60)
    with pytest.raises(errors.GenerationRefused, match="file_download_error") as caught:
        await runner.subscribe(MODEL, restyle(image_url=f"{base}/gone.png"), metadata={"job": "2"}, seconds=60)
    assert not caught.value.refusal.content_policy
    await cards.cleanup()
