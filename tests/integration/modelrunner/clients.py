"""Clients on a fake: ours, and the official one; and the request that most tests make."""

import random
from typing import Any

import httpx
import modelrunner_ai

from bot.engines.modelrunner import ModelRunner, RestyleInput, Timing
from tests.fakes.modelrunner_server import KEY, ModelRunnerFake

JOB = {"job": "c0ffee"}


def client_of(fake: ModelRunnerFake, **more: Any) -> ModelRunner:
    """Our client, with seeded dice and the loop's virtual time."""
    timing = Timing(unix=fake.world.unix, dice=random.Random(5).random)
    defaults: dict[str, Any] = {
        "queue_url": fake.url,
        "api_url": fake.url,
        "media_hosts": {fake.host},
        "timing": timing,
    }
    return ModelRunner(KEY, **(defaults | more))


def restyle(**changes: Any) -> RestyleInput:
    """A wish for a restyle."""
    values: dict[str, Any] = {
        "image_url": "https://media.modelrunner.ai/in.png",
        "prompt": 'A poster "OPEN LATE"',
        "seed": 7,
    }
    return RestyleInput(**(values | changes))


class ToFake(httpx.AsyncHTTPTransport):
    """Brings requests for the real hosts to the fake; their Host header still names the real one."""

    def __init__(self, fake: ModelRunnerFake) -> None:
        super().__init__()
        self._port = fake.port
        self.hosts: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.hosts.append(request.url.host)
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await super().handle_async_request(request)


class Refusing(httpx.AsyncHTTPTransport):
    """A network on which connections are refused by chance, before anything is sent."""

    def __init__(self, dice: random.Random, chance: float) -> None:
        super().__init__()
        self._dice = dice
        self._chance = chance

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._dice.random() < self._chance:
            raise httpx.ConnectError("refused", request=request)
        return await super().handle_async_request(request)


def official_client(fake: ModelRunnerFake, *, timeout: float = 120.0) -> modelrunner_ai.AsyncClient:
    """The service's own Python client, on the fake."""
    client = modelrunner_ai.AsyncClient(key=KEY)
    http = httpx.AsyncClient(transport=ToFake(fake), headers={"Authorization": f"Key {KEY}"}, timeout=timeout)
    client.__dict__["_client"] = http
    return client


ARGUMENTS = {"image_url": "https://media.modelrunner.ai/in.png", "prompt": "ink"}
MODEL = "ideogram/ideogram-v4/image-to-image"
