"""Telling a supervisor whether this process lives, can serve, and how it does, over HTTP. A leaf: it only passes on.

Answers name parts and kinds of errors, never what an error says: that may hold an address or a secret, and belongs into
the log.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import web

Check = Callable[[], Awaitable[None]]
"""Returns if a part can serve, raises if not."""

Figures = Callable[[], Awaitable[bytes]]
"""The metrics of this process, as Prometheus reads them."""
FINE = "ok"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_PATIENCE_SECONDS = 2.0


@asynccontextmanager
async def open_health(
    host: str, port: int, checks: Mapping[str, Check], figures: Figures | None = None
) -> AsyncGenerator[int]:
    """Serve `/livez`, `/readyz` and `/metrics` and hand out the port, a free one if 0 was asked for; raises OSError.

    `/livez` answers whenever the event loop does. `/readyz` asks all checks at once, 2 s at most, and answers with the
    state of each by name: status 200 if all are fine, else 503. `/metrics` answers with the `figures`.
    """
    # Where nobody reads the answer any more, nobody needs to be asked.
    runner = web.AppRunner(_application(checks, figures), access_log=None, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _application(checks: Mapping[str, Check], figures: Figures | None) -> web.Application:
    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"event loop": FINE})

    async def ready(_request: web.Request) -> web.Response:
        states = await asyncio.gather(*(_state(check) for check in checks.values()))
        fine = all(state == FINE for state in states)
        status = HTTPStatus.OK if fine else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response(dict(zip(checks, states, strict=True)), status=status)

    application = web.Application()
    application.router.add_get("/livez", live)
    application.router.add_get("/readyz", ready)
    if figures is not None:
        application.router.add_get("/metrics", _telling(figures))
    return application


def _telling(figures: Figures) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=await figures(), headers={"Content-Type": METRICS_TYPE})

    return metrics


async def _state(check: Check) -> str:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await check()
    except Exception as error:  # noqa: BLE001 (whatever it is, the part cannot serve, and the answer says so)
        return type(error).__name__
    return FINE
