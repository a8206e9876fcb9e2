"""The composition root: opens every part in order, wires them by hand, closes them in reverse.

Alone in naming concrete adapters. What the parts promise each other stands in `bot.ports`.
"""

import asyncio
import signal
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.clock import RandomIds, SystemClock
from bot.delivery.cards import DiscordCards
from bot.engines.local.engine import LocalEngine
from bot.gateway.client import RestyleClient, point_at
from bot.images.intake import Intake
from bot.jobs.herald import Herald
from bot.jobs.lifeline import Lifeline
from bot.jobs.loop import Craft, JobLoop, Leases
from bot.jobs.pipeline import Pipeline
from bot.jobs.reception import Reception
from bot.observability.events import LoggedEvents
from bot.ports import Clock, Ports, Wakeup
from bot.services.limits import Limits
from bot.services.precedence import Precedence
from bot.services.restyle import Restyle
from bot.settings import Settings
from bot.storage.address import is_embedded, read_address
from bot.storage.database import SqlDatabase, open_database
from bot.storage.directory import own_directory
from bot.storage.migrate import upgrade
from bot.storage.notify import open_notify_wakeup
from bot.storage.wakeup import LocalWakeup
from cogs import EXTENSIONS

_DISCORD_MEDIA = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
_POLL_SECONDS = 3.0
"""How long a hint that got lost may delay a job."""
_INTAKE_SLOTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An opened program, ready to serve."""

    settings: Settings
    client: RestyleClient
    reception: JobLoop
    worker: JobLoop
    herald: Herald
    lifeline: Lifeline

    async def serve(self, token: str, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; raises what ended it otherwise. Running jobs are given time to finish."""
        await self.client.login(token)
        rescued = await self.lifeline.rescue()
        engine = self.settings.engine.value
        self.client.events("bot.started", user=str(self.client.user), engine=engine, rescued=rescued)
        tasks = [
            asyncio.create_task(coroutine, name=name)
            for name, coroutine in {
                "gateway": self.client.connect(),
                "reception": self.reception.run(),
                "worker": self.worker.run(),
                "reception's leases": self.reception.keep_leases(),
                "worker's leases": self.worker.keep_leases(),
                "herald": self.herald.run(),
                "lifeline": self.lifeline.run(),
                "stop": stop.wait(),
            }.items()
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await self._wind_down(tasks)

    async def _wind_down(self, tasks: Sequence[asyncio.Task[Any]]) -> None:
        patience = self.settings.drain_seconds
        await asyncio.gather(self.reception.drain(patience), self.worker.drain(patience))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await self.herald.flush()
        await self.client.close()


@asynccontextmanager
async def open_app(settings: Settings) -> AsyncGenerator[App]:
    """Open everything `restyle run` needs; raises DirectoryTaken, UnknownSchema or what a part raises at opening."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_store(settings))
        engine = await stack.enter_async_context(open_engine(settings))
        images = await stack.enter_async_context(open_images(settings))
        clock = SystemClock()
        wakeup = await stack.enter_async_context(open_wakeup(settings, clock))
        yield _wire(settings, database=database, engine=engine, images=images, clock=clock, wakeup=wakeup)


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncGenerator[SqlDatabase]:
    """The migrated database; if it is a file, with the data directory held for this process alone."""
    address = settings.resolved_database_url
    with own_directory(settings.data_dir) if is_embedded(read_address(address)) else nullcontext():
        async with open_database(address) as database:
            await database.run_raw(upgrade)
            yield database


@asynccontextmanager
async def open_wakeup(settings: Settings, clock: Clock) -> AsyncGenerator[Wakeup]:
    """Hints that reach every process on the database."""
    url = read_address(settings.resolved_database_url)
    if is_embedded(url):
        yield LocalWakeup(clock)
    else:
        async with open_notify_wakeup(url, clock) as wakeup:
            yield wakeup


@asynccontextmanager
async def open_engine(settings: Settings) -> AsyncGenerator[LocalEngine]:
    """The engine that the settings choose."""
    async with LocalEngine(processes=settings.render_processes) as engine:
        yield engine


@asynccontextmanager
async def open_images(settings: Settings) -> AsyncGenerator[Intake]:
    """The way in for foreign pictures, its sandbox warm."""
    async with Intake(hosts=_picture_hosts(settings)) as intake:
        yield intake


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


def _wire(
    settings: Settings, *, database: SqlDatabase, engine: LocalEngine, images: Intake, clock: Clock, wakeup: Wakeup
) -> App:
    ids, events = RandomIds(), LoggedEvents()
    point_at(settings.discord_api_url, settings.discord_gateway_url)
    client = RestyleClient(extensions=EXTENSIONS, events=events)
    ports = Ports(
        database=database,
        engine=engine,
        images=images,
        card=DiscordCards(client, clock),
        wakeup=wakeup,
        clock=clock,
        ids=ids,
        events=events,
    )
    limits = Limits(daily_pictures=settings.daily_pictures, zone=settings.time_zone)
    leases = Leases(clock=clock, boot=ids.key())
    precedence = Precedence()

    def loop_of(craft: Craft, slots: int) -> JobLoop:
        return JobLoop(craft, ports, slots=slots, poll=_POLL_SECONDS, precedence=precedence, leases=leases)

    reception = loop_of(Reception(ports, limits=limits, leases=leases), _INTAKE_SLOTS)
    worker = loop_of(Pipeline(ports, leases=leases), settings.workers)

    client.restyle = Restyle(ports, limits=limits, precedence=precedence, boot=leases.boot)
    return App(
        settings=settings,
        client=client,
        reception=reception,
        worker=worker,
        herald=Herald(ports, limits=limits),
        lifeline=Lifeline(ports, boot=leases.boot),
    )


def _picture_hosts(settings: Settings) -> frozenset[str]:
    """Where pictures may be read from: Discord's media hosts, the settings', and a loopback Discord's own."""
    api = urlsplit(settings.discord_api_url or "")
    loopback = frozenset({api.netloc} if api.hostname in ("127.0.0.1", "localhost", "::1") else ())
    return _DISCORD_MEDIA | settings.media_hosts | loopback
