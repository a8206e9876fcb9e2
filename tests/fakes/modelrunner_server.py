"""A faithful ModelRunner on one loopback port, with a fault schedule, a bill and an eye on what clients must not do.

Queue, REST interface, presigned uploads, media, catalog and webhook sender. What it does is what the service's
documents say, not what our client expects. `python -m tests.fakes.modelrunner_server` serves one to try by hand.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from tests.fakes.modelrunner.answers import error
from tests.fakes.modelrunner.catalog import CatalogRoutes
from tests.fakes.modelrunner.faults import Faults
from tests.fakes.modelrunner.files import FileRoutes
from tests.fakes.modelrunner.hooks import Hooks
from tests.fakes.modelrunner.queue import QueueRoutes
from tests.fakes.modelrunner.schemas import documents
from tests.fakes.modelrunner.world import Job, Seen, World

KEY = "test-key-0123456789"
_KEYLESS = ("/bucket/", "/media/", "/models")


class ModelRunnerFake:
    """A running fake. Leaving `open_fake` fails the test if `violations` is not empty."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.documents = documents()
        """The models it sells, to be bent by a test."""
        self.port = 0
        self._hooks = Hooks(world)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where everything is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        """The media host, as a client lists it."""
        return f"127.0.0.1:{self.port}"

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self.world.faults

    @property
    def violations(self) -> list[str]:
        """What no client may do."""
        return self.world.violations

    def calls(self, method: str, part: str = "") -> list[Seen]:
        """The calls with this method whose path holds `part`."""
        return self.world.calls(method, part)

    def job(self) -> Job:
        """The only request there is."""
        (job,) = self.world.jobs.values()
        return job

    async def up(self) -> None:
        """Listen, on the same port as before if there was one."""
        app = web.Application(middlewares=[self._watch()], client_max_size=2**28)
        for routes in (
            CatalogRoutes(self.world, self.documents),
            FileRoutes(self.world),
            self._hooks,
            QueueRoutes(self.world, self.documents, self._hooks),
        ):
            routes.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.world.base = self.url

    async def down(self) -> None:
        """Refuse connections until `up`."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def close(self) -> None:
        """End everything that waits."""
        self.world.closing.set()
        await self._hooks.close()
        await self.down()

    def _watch(self) -> Middleware:
        @web.middleware
        async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
            seen = await self._noted(request)
            keyless = request.path.startswith(_KEYLESS)
            given = request.headers.get("Authorization")
            if keyless and given is not None:
                self.violations.append(f"the key was sent to {request.method} {request.path}")
            if not keyless and given != f"Key {self.world.key}":
                seen.status = 401
                return error(401, "Invalid API key")
            response = await handler(request)
            seen.status = response.status
            return response

        return watch

    async def _noted(self, request: web.Request) -> Seen:
        body: Any = None
        if request.content_type == "application/json" and request.can_read_body:
            body = await request.json()
        seen = Seen(
            at=self.world.now,
            method=request.method,
            path=request.path,
            query=dict(request.query),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=body,
            peer=request.transport.get_extra_info("peername")[1] if request.transport else 0,
        )
        self.world.seen.append(seen)
        return seen


@asynccontextmanager
async def open_fake(
    *,
    port: int = 0,
    key: str = KEY,
    seed: int = 1,
    queued: float = 1.0,
    seconds: float | Callable[[random.Random], float] = 13.0,
) -> AsyncGenerator[ModelRunnerFake]:
    """Serve a fake whose requests wait `queued` and then run `seconds`, in the running loop's time."""
    fake = ModelRunnerFake(World(key=key, seed=seed, queued=queued, seconds=seconds))
    fake.port = port
    await fake.up()
    try:
        yield fake
    finally:
        await fake.close()
    assert not fake.violations, fake.violations


async def _serve() -> None:
    async with open_fake(port=8799) as fake:
        print(f"MODELRUNNER_QUEUE_URL={fake.url} MODELRUNNER_API_URL={fake.url} MODELRUNNER_KEY={KEY}")
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
