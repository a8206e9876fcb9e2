"""The composition root: opens every part in order, wires them by hand, closes them in reverse.

Alone in naming concrete adapters. What the parts promise each other stands in `bot.ports`.
"""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from importlib.metadata import version

from bot.charts.painter import Painter
from bot.clock import RandomIds, SystemClock
from bot.delivery.cards import DiscordCards
from bot.delivery.noticeboard import DiscordNoticeboard
from bot.delivery.rest import RestBudget, RestClient
from bot.domain.money import Money
from bot.engine_choice import background_engine, loopback_host, open_engine
from bot.engines.local.edition import edition
from bot.engines.modelrunner import MEDIA_HOSTS
from bot.gallery.keeper import GalleryKeeper
from bot.gateway.client import RestyleClient, Shards, UseCases, point_at
from bot.images.intake import Intake
from bot.jobs.aftercare import Aftercare
from bot.jobs.courier import Courier
from bot.jobs.crew import Crew
from bot.jobs.herald import Herald
from bot.jobs.lifeline import Lifeline
from bot.jobs.loop import Craft, JobLoop, Leases
from bot.jobs.pipeline import Pipeline
from bot.jobs.presence import Presence
from bot.jobs.reception import Reception
from bot.jobs.sweeper import Sweeper
from bot.jobs.usher import Usher
from bot.language.catalogues import Catalogues
from bot.observability.events import LoggedEvents
from bot.observability.health import Check, open_health
from bot.observability.metrics import Metrics
from bot.ports import Charts, Clock, Events, Gallery, Ports, Wakeup
from bot.services.admission import Admission
from bot.services.allowances import Allowances
from bot.services.decisions import Decisions
from bot.services.drafts import Drafts
from bot.services.forecast import Forecast
from bot.services.guide import Guide, Links
from bot.services.history import History
from bot.services.moderation import Moderation
from bot.services.operating import Operating
from bot.services.pictures import Pictures
from bot.services.precedence import Precedence
from bot.services.privacy import Privacy
from bot.services.reports import Reports
from bot.services.restyle import Restyle
from bot.services.setup import Setup
from bot.services.tickets import Tickets
from bot.services.usage import Usage
from bot.settings import Settings
from bot.storage.address import is_embedded, read_address
from bot.storage.database import SqlDatabase, open_database
from bot.storage.directory import own_directory
from bot.storage.migrate import upgrade
from bot.storage.notify import open_notify_wakeup
from bot.storage.wakeup import LocalWakeup
from cogs import EXTENSIONS

_DISCORD_MEDIA = frozenset(
    {"cdn.discordapp.com", "media.discordapp.net", "images-ext-1.discordapp.net", "images-ext-2.discordapp.net"}
)
_POLL_SECONDS = 3.0
"""How long a hint that got lost may delay a job."""
_INTAKE_SLOTS = 4
_DECODERS = 2
"""Pictures decoded at once; more would only wait for a core."""


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
        database = await stack.enter_async_context(open_store(settings))
        images = await stack.enter_async_context(open_images(settings))
        clock, metrics = SystemClock(), Metrics()
        events = LoggedEvents(metrics)
        engine = await stack.enter_async_context(
            open_engine(settings, inspect=images.inspect, clock=clock, events=events)
        )
        wakeup = await stack.enter_async_context(open_wakeup(settings, clock))
        point_at(settings.discord_api_url, settings.discord_gateway_url, settings.discord_cdn_url)
        budget = RestBudget(settings.rest_per_second)
        rest = RestClient(budget)
        ports = Ports(
            database=database,
            engine=engine,
            images=images,
            card=DiscordCards(rest, clock, images),
            noticeboard=DiscordNoticeboard(rest),
            languages=Catalogues(),
            wakeup=wakeup,
            clock=clock,
            ids=RandomIds(),
            events=events,
        )
        charts = await stack.enter_async_context(Painter(events=events))
        gallery = await stack.enter_async_context(open_gallery(settings, events))
        app = _wire(settings, ports, rest, budget, charts, gallery=gallery, gateway=gateway)
        stack.push_async_callback(app.close)
        if endpoint := settings.health_endpoint:
            await stack.enter_async_context(open_health(*endpoint, _checks(ports, app.client), metrics.exposition))
        yield app


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
async def open_images(settings: Settings) -> AsyncGenerator[Intake]:
    """The way in for foreign pictures; where nobody works on jobs, some are read all the same to compare them."""
    async with Intake(hosts=_picture_hosts(settings), workers=_DECODERS if settings.workers else 1) as intake:
        yield intake


def open_gallery(settings: Settings, events: Events) -> GalleryKeeper:
    """The pictures of the styles, to be entered; nothing is drawn before somebody asks."""
    return GalleryKeeper(settings.data_dir / "gallery", edition=edition(), open_engine=background_engine, events=events)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """What both who work and who take orders need."""

    admission: Admission
    tickets: Tickets
    leases: Leases
    precedence: Precedence


def _wire(
    settings: Settings,
    ports: Ports,
    rest: RestClient,
    budget: RestBudget,
    charts: Charts,
    *,
    gallery: Gallery,
    gateway: bool,
) -> App:
    shared = _Shared(
        admission=Admission(
            daily_pictures=settings.daily_pictures,
            zone=settings.time_zone,
            daily_money=_money(settings.daily_dollars),
        ),
        tickets=Tickets(forecast=Forecast()),
        leases=Leases(clock=ports.clock, boot=ports.ids.key(), length=timedelta(seconds=settings.lease_seconds)),
        precedence=Precedence(),
    )
    client = None
    if gateway:
        client = RestyleClient(
            _use_cases(settings, ports, shared, charts, gallery),
            extensions=EXTENSIONS,
            events=ports.events,
            ids=ports.ids,
            languages=ports.languages,
            shards=Shards(count=settings.shard_count, ids=settings.shard_ids),
            home=settings.home_server,
        )
    crew = _crew(settings, ports, shared, budget, kind="run" if gateway else "worker")
    return App(crew=crew, rest=rest, client=client, events=ports.events, patience=settings.drain_seconds)


def _crew(settings: Settings, ports: Ports, shared: _Shared, budget: RestBudget, *, kind: str) -> Crew:
    tickets, leases = shared.tickets, shared.leases

    def loop_of(craft: Craft, slots: int) -> JobLoop:
        return JobLoop(craft, ports, slots=slots, poll=_POLL_SECONDS, precedence=shared.precedence, leases=leases)

    loops = list[JobLoop]()
    if settings.workers:
        reception = Reception(ports, tickets=tickets, leases=leases)
        pipeline = Pipeline(ports, leases=leases, forecast=tickets.forecast)
        loops = [loop_of(reception, _INTAKE_SLOTS), loop_of(pipeline, settings.workers)]
    return Crew(
        ports,
        loops=loops,
        herald=Herald(ports, tickets=tickets),
        usher=Usher(ports, rate=lambda: budget.rate),
        courier=Courier(ports),
        lifeline=Lifeline(ports, leases=leases),
        presence=Presence(
            ports,
            boot=leases.boot,
            kind=kind,
            slots=settings.workers,
            forecast=tickets.forecast,
            divide=budget.divide,
        ),
        sweeper=Sweeper(ports),
        aftercare=Aftercare(ports) if settings.workers and not ports.engine.repeatable else None,
    )


def _use_cases(settings: Settings, ports: Ports, shared: _Shared, charts: Charts, gallery: Gallery) -> UseCases:
    admission, decisions = shared.admission, Decisions(ports)
    return UseCases(
        restyle=Restyle(
            ports,
            admission=admission,
            tickets=shared.tickets,
            precedence=shared.precedence,
            decisions=decisions,
            boot=shared.leases.boot,
            ask_above=_money(settings.ask_above_dollars),
        ),
        decisions=decisions,
        pictures=Pictures(ports),
        history=History(ports),
        drafts=Drafts(ports),
        moderation=Moderation(ports, admission=admission),
        allowances=Allowances(ports, admission=admission),
        reports=Reports(ports),
        setup=Setup(ports, admission=admission),
        operating=Operating(ports, admission=admission),
        privacy=Privacy(ports, decisions=decisions),
        usage=Usage(ports=ports, admission=admission, charts=charts),
        guide=Guide(ports, gallery=gallery, version=version("restyle"), links=_links(settings)),
    )


def _links(settings: Settings) -> Links:
    return Links(source=settings.source_url, support=settings.support_url, privacy=settings.privacy_url)


def _money(dollars: Decimal | None) -> Money | None:
    return None if dollars is None else Money.of(dollars)


def _checks(ports: Ports, client: RestyleClient | None) -> dict[str, Check]:
    """The parts without which this process does not do what it is for."""
    # Not the engine: its outage refuses orders, and a restart would mend nothing.
    checks: dict[str, Check] = {"database": ports.database.ping}
    if client is not None:
        checks["gateway"] = client.ping
    return checks


def _picture_hosts(settings: Settings) -> frozenset[str]:
    """Where pictures may be read from: Discord's and ModelRunner's media, the settings', and loopback services' own."""
    loopback = loopback_host(settings.discord_api_url) | loopback_host(settings.modelrunner_api_url)
    return _DISCORD_MEDIA | MEDIA_HOSTS | settings.media_hosts | loopback
