"""Which engine the settings choose, and how the one at ModelRunner is set up from them.

A part of the composition root: beside `bot.app` and `bot.parts` alone in naming concrete adapters.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from bot.domain.request import Speed
from bot.engines.hosted.engine import ModelRunnerEngine
from bot.engines.hosted.prices import Prices
from bot.engines.hosted.results import Inspect
from bot.engines.hosted.terms import Account, Terms
from bot.engines.local.engine import LocalEngine
from bot.engines.modelrunner import MEDIA_HOSTS, FillModel, Paint, Timing
from bot.ports import Clock, Engine, Events
from bot.settings import LOOPBACK, EngineName, Settings

_NO_HURRY = 600.0
"""Seconds for a picture."""
_LAST = 15


class NeedsKey(RuntimeError):
    """The chosen engine belongs to an account."""

    def __init__(self) -> None:
        super().__init__("MODELRUNNER_KEY is not set: put it into .env (see .env.example), or set RESTYLE_ENGINE=local")


@asynccontextmanager
async def open_engine(settings: Settings, *, inspect: Inspect, clock: Clock, events: Events) -> AsyncGenerator[Engine]:
    """The engine that the settings choose; `inspect` looks at what comes from outside. Raises NeedsKey."""
    if settings.chosen_engine is EngineName.LOCAL:
        async with LocalEngine(processes=settings.render_processes, warm=settings.workers > 0) as local:
            yield local
    else:
        async with hosted_engine(settings, inspect=inspect, clock=clock, events=events) as hosted:
            yield hosted


def background_engine() -> LocalEngine:
    """An engine of this machine for what nobody pays for: it gives way to everything else, and may take its time."""
    return LocalEngine(processes=1, limits=dict.fromkeys(Speed, _NO_HURRY), warm=False, niceness=_LAST)


def hosted_engine(settings: Settings, *, inspect: Inspect, clock: Clock, events: Events) -> ModelRunnerEngine:
    """The engine at ModelRunner, to be entered; raises NeedsKey."""
    if settings.modelrunner_key is None:
        raise NeedsKey
    defaults = Account(key=settings.modelrunner_key)
    account = Account(
        key=settings.modelrunner_key,
        queue_url=settings.modelrunner_queue_url or defaults.queue_url,
        api_url=settings.modelrunner_api_url or defaults.api_url,
        media_hosts=MEDIA_HOSTS | settings.media_hosts | loopback_host(settings.modelrunner_api_url),
    )
    timing = Timing(monotonic=clock.monotonic, unix=lambda: clock.now().timestamp(), sleep=clock.sleep)
    return ModelRunnerEngine(account, inspect=inspect, events=events, timing=timing, terms=_terms(settings))


def loopback_host(url: str | None) -> frozenset[str]:
    """The host and port of an address on this machine; nothing for any other."""
    parts = urlsplit(url or "")
    return frozenset({parts.netloc} if parts.hostname in LOOPBACK else ())


def _terms(settings: Settings) -> Terms:
    fill = None
    if settings.fill_model is not None:
        fill = FillModel(
            id=settings.fill_model,
            image_field=settings.fill_image_field,
            mask_field=settings.fill_mask_field,
            paint=Paint(settings.fill_paint.value),
        )
    return Terms(
        fill=fill,
        prices=Prices(
            per_megapixel=settings.price_per_megapixel,
            worst_per_megapixel=settings.worst_price_per_megapixel,
            worst_fee=settings.worst_fee,
        ),
        media_seconds=settings.media_seconds,
        deletes_payloads=settings.delete_payloads,
        deadline=settings.engine_deadline_seconds,
    )
