"""Wiring by hand: who works in a process, and what people can ask of it, over the ports that were opened.

A part of the composition root: it makes every service and every loop, and opens nothing.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from importlib.metadata import version

from bot.delivery.rest import RestBudget
from bot.domain.money import Money
from bot.gateway.client import RestyleClient, Shards, UseCases
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
from bot.ports import Charts, Gallery, Ports
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
from cogs import EXTENSIONS

_POLL_SECONDS = 3.0
"""How long a hint that got lost may delay a job."""
_INTAKE_SLOTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What both who work and who take orders need."""

    admission: Admission
    tickets: Tickets
    leases: Leases
    precedence: Precedence


def wire_shared(settings: Settings, ports: Ports) -> Shared:
    """One of each for a process."""
    return Shared(
        admission=Admission(
            daily_pictures=settings.daily_pictures,
            zone=settings.time_zone,
            daily_money=_money(settings.daily_dollars),
        ),
        tickets=Tickets(forecast=Forecast()),
        leases=Leases(clock=ports.clock, boot=ports.ids.key(), length=timedelta(seconds=settings.lease_seconds)),
        precedence=Precedence(),
    )


def wire_client(settings: Settings, ports: Ports, shared: Shared, *, charts: Charts, gallery: Gallery) -> RestyleClient:
    """The gateway's side, with all that people can ask for."""
    return RestyleClient(
        _use_cases(settings, ports, shared, charts, gallery),
        extensions=EXTENSIONS,
        events=ports.events,
        ids=ports.ids,
        languages=ports.languages,
        shards=Shards(count=settings.shard_count, ids=settings.shard_ids),
        home=settings.home_server,
    )


def wire_crew(settings: Settings, ports: Ports, shared: Shared, budget: RestBudget, *, kind: str) -> Crew:
    """Whoever works in this process; `kind` is how others call it."""
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


def _use_cases(settings: Settings, ports: Ports, shared: Shared, charts: Charts, gallery: Gallery) -> UseCases:
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
