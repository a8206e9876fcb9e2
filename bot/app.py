"""The composition root: opens every part in order, has them wired, closes them in reverse.

Names concrete adapters, with `bot.parts` and `bot.engine_choice`; who works with them is wired in `bot.wiring`. What
they promise each other stands in `bot.ports`.
"""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from bot.charts.painter import Painter
from bot.clock import RandomIds, SystemClock
from bot.delivery.cards import DiscordCards
from bot.delivery.noticeboard import DiscordNoticeboard
from bot.delivery.rest import RestBudget, RestClient
from bot.domain.errors import StoreBusy
from bot.engine_choice import open_engine
from bot.gateway.client import RestyleClient, point_at
from bot.jobs.crew import Crew
from bot.language.catalogues import Catalogues
from bot.observability.events import LoggedEvents
from bot.observability.health import Check, Figures, open_health
from bot.observability.lag import watching_loop
from bot.observability.metrics import Metrics
from bot.parts import open_gallery, open_images, open_store, open_wakeup
from bot.ports import Events, Ports
from bot.settings import Settings
from bot.storage.address import is_embedded, read_address
from bot.wiring import wire_client, wire_crew, wire_shared

_COUNT_SECONDS = 2.0
"""So long may a database take to say how much is open."""


class NeedsServer(RuntimeError):
    """Several processes cannot share a SQLite file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An opened program, ready to serve."""

    crew: Crew
    rest: RestClient
    client: RestyleClient | None
    """Takes orders over the gateway; None for a process that only works."""
    events: Events
    patience: float
    """Seconds that running jobs are given when a stop is asked for."""

    async def serve(self, token: str, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; raises what ended it otherwise."""
        await self.rest.login(token)
        if self.client is not None:
            await self.client.login(token)
        rescued = await self.crew.begin()
        self.events("bot.started", user=str(self.rest.user), gateway=self.client is not None, rescued=rescued)
        serving = [self.crew.run(), stop.wait()]
        if self.client is not None:
            serving.append(self.client.connect())
        tasks = [asyncio.ensure_future(each) for each in serving]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await self.crew.drain(self.patience)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.crew.part()

    async def close(self) -> None:
        """Close the connections to Discord."""
        if self.client is not None:
            await self.client.close()
        await self.rest.close()


@asynccontextmanager
async def open_app(settings: Settings, *, gateway: bool = True) -> AsyncGenerator[App]:
    """Open what `restyle run` needs, or without a `gateway` what `restyle worker` needs.

    Raises DirectoryTaken, UnknownSchema, NeedsServer, NeedsKey, or what a part raises at opening.
    """
    if not gateway and is_embedded(read_address(settings.resolved_database_url)):
        raise NeedsServer(
            "workers share a PostgreSQL: set RESTYLE_DATABASE_URL to postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE. "
            "With SQLite `restyle run` does all the work in one process"
        )
    async with AsyncExitStack() as stack:
        metrics, budget = Metrics(), RestBudget(settings.rest_per_second)
        point_at(settings.discord_api_url, settings.discord_gateway_url, settings.discord_cdn_url)
        rest, events = RestClient(budget, metrics.hear_answer), LoggedEvents(metrics)
        ports = await stack.enter_async_context(_open_ports(settings, rest, events))
        shared, client = wire_shared(settings, ports), None
        if gateway:
            charts = await stack.enter_async_context(Painter(events=events))
            gallery = await stack.enter_async_context(open_gallery(settings, events))
            client = wire_client(settings, ports, shared, charts=charts, gallery=gallery)
        crew = wire_crew(settings, ports, shared, budget, kind="run" if gateway else "worker")
        app = App(crew=crew, rest=rest, client=client, events=events, patience=settings.drain_seconds)
        stack.push_async_callback(app.close)
        if endpoint := settings.health_endpoint:
            checks, figures = _checks(ports, client), _figures(ports, metrics)
            stack.enter_context(watching_loop(metrics.hear_lag))
            await stack.enter_async_context(open_health(*endpoint, checks, figures))
        yield app


@asynccontextmanager
async def _open_ports(settings: Settings, rest: RestClient, events: Events) -> AsyncGenerator[Ports]:
    """Everything outside, opened in order."""
    async with AsyncExitStack() as stack:
        clock = SystemClock()
        database = await stack.enter_async_context(open_store(settings))
        images = await stack.enter_async_context(open_images(settings))
        engine = await stack.enter_async_context(
            open_engine(settings, inspect=images.inspect, clock=clock, events=events)
        )
        yield Ports(
            database=database,
            engine=engine,
            images=images,
            card=DiscordCards(rest, clock, images),
            noticeboard=DiscordNoticeboard(rest),
            languages=Catalogues(),
            wakeup=await stack.enter_async_context(open_wakeup(settings, clock)),
            clock=clock,
            ids=RandomIds(),
            events=events,
        )


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM, SIGINT or SIGHUP sets; a second signal ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)]

    def heard() -> None:
        stop.set()
        for number in wanted:
            loop.remove_signal_handler(number)

    for number in wanted:
        loop.add_signal_handler(number, heard)
    return stop


def _checks(ports: Ports, client: RestyleClient | None) -> dict[str, Check]:
    """The parts without which this process does not do what it is for."""
    # Not the engine: its outage refuses orders, and a restart would mend nothing.
    checks: dict[str, Check] = {"database": ports.database.ping}
    if client is not None:
        checks["gateway"] = client.ping
    return checks


def _figures(ports: Ports, metrics: Metrics) -> Figures:
    """What this process has counted, and what is open as of now; without a database everything else is told."""

    async def tell() -> bytes:
        metrics.see_open(None)
        with suppress(StoreBusy, TimeoutError):
            async with asyncio.timeout(_COUNT_SECONDS):
                metrics.see_open(await ports.database.run(lambda tx: tx.upkeep.open_count()))
        return metrics.exposition()

    return tell
