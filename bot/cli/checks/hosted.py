"""The account at ModelRunner and its models, as far as asking costs nothing."""

from collections.abc import Generator
from decimal import Decimal

from bot.cli.checks.finding import Finding, error, ok, skipped, warning
from bot.clock import SystemClock
from bot.domain.errors import BadPicture
from bot.domain.result import Inspected
from bot.engine_choice import hosted_engine
from bot.engines.modelrunner import Checkup, ModelCheck
from bot.engines.modelrunner.catalog import CatalogEntry
from bot.engines.modelrunner.errors import KeyRefused
from bot.engines.modelrunner.schema import SchemaReport
from bot.settings import Settings

_SLOW_SECONDS = 2.0


async def check_hosted_engine(settings: Settings) -> list[Finding]:
    """Key, distance, models, prices; nothing is ordered."""
    if settings.modelrunner_key is None:
        return [skipped("modelrunner", "MODELRUNNER_KEY is not set: pictures are drawn on this machine, for free")]
    async with hosted_engine(settings, inspect=_unasked, clock=SystemClock(), events=_unheard) as engine:
        checkup = await engine.check_up()
    return list(_findings(checkup, settings.price_per_megapixel))


def _findings(checkup: Checkup, price: Decimal) -> Generator[Finding]:
    yield _key(checkup)
    for check in checkup.models:
        yield _model(check)
        if check.entry is not None or check.trouble is None:
            yield _price(check, price)
    if checkup.key_accepted:
        yield skipped(
            "balance", "cannot be asked without paying: an order is refused if it is below a threshold nobody publishes"
        )


def _key(checkup: Checkup) -> Finding:
    trouble = checkup.key_trouble
    if isinstance(trouble, KeyRefused):
        return error("modelrunner", "refuses the key: copy it again from its dashboard into MODELRUNNER_KEY")
    if trouble is not None:
        return error("modelrunner", f"does not answer ({type(trouble).__name__}): check the network, or wait")
    seconds = checkup.latency or 0.0
    if seconds > _SLOW_SECONDS:
        return warning("modelrunner", f"accepts the key, but took {seconds:.1f} s to say so: look at the network")
    return ok("modelrunner", f"accepts the key; one question took {seconds * 1000:.0f} ms")


def _model(check: ModelCheck) -> Finding:
    part = f"model {check.model}"
    if check.schema is None:
        return warning(part, f"its schema could not be read ({type(check.trouble).__name__}): try again later")
    if not check.schema.ready:
        return error(part, f"orders would fail: {_drift(check.schema)}; this version of restyle is too old for it")
    if check.schema.drifted:
        return warning(part, f"has changed: {_drift(check.schema)}; look for a newer version of restyle")
    return ok(part, "takes what we send")


def _drift(report: SchemaReport) -> str:
    """Which fields differ, and how."""
    parts = {
        "we need": report.unusable,
        "now required": report.new_required,
        "gone": report.missing_fields - report.unusable,
        "new": report.new_fields,
    }
    told = [f"{what} {', '.join(sorted(names))}" for what, names in parts.items() if names]
    told += [f"{name} lost {', '.join(values)}" for name, values in sorted(report.missing_values.items())]
    told += [f"{name} gained {', '.join(values)}" for name, values in sorted(report.new_values.items())]
    return "; ".join(told)


def _price(check: ModelCheck, ours: Decimal) -> Finding:
    part = f"price {check.model}"
    advertised = _advertised(check.entry) if check.entry else frozenset[Decimal]()
    if not advertised:
        return warning(part, f"none is advertised: people are told ${ours} a megapixel (RESTYLE_PRICE_PER_MEGAPIXEL)")
    named = ", ".join(f"${each.normalize():f}" for each in sorted(advertised))
    if advertised != frozenset({ours}):
        return warning(part, f"{named} is advertised, people are told ${ours}: set RESTYLE_PRICE_PER_MEGAPIXEL")
    return ok(part, f"{named} is advertised, as people are told")


def _advertised(entry: CatalogEntry) -> frozenset[Decimal]:
    single = frozenset[Decimal]() if entry.price_per_output is None else frozenset({entry.price_per_output})
    return single | frozenset(entry.rates)


async def _unasked(_data: bytes) -> Inspected:
    """No result is fetched here, so there is none to look at."""
    raise BadPicture


def _unheard(name: str, **facts: object) -> None:
    """What happens here is told as findings."""
    del name, facts
