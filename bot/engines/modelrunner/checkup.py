"""Does the key work, how far away is the service, and are the models still what we think? Costs nothing.

One report of values; how a difference is told or acted on is the caller's business, and nothing here ever raises.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.engines.modelrunner.catalog import Catalog, CatalogEntry
from bot.engines.modelrunner.errors import ModelRunnerError
from bot.engines.modelrunner.queue import Queue
from bot.engines.modelrunner.schema import Expectation, SchemaReport, compare
from bot.engines.modelrunner.timing import Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCheck:
    """One model, live."""

    model: str
    schema: SchemaReport | None
    entry: CatalogEntry | None
    """Its advertised price; None if the catalog does not list it or could not be read."""
    trouble: ModelRunnerError | None = None
    """Why something could not be checked; says nothing against the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """The state of the account and its models."""

    key_trouble: ModelRunnerError | None
    """None: the key was accepted. The balance cannot be asked without paying."""
    latency: float | None
    """Seconds one unpaid question took; None if it was not answered."""
    models: tuple[ModelCheck, ...]

    @property
    def key_accepted(self) -> bool:
        """Whether the key works."""
        return self.key_trouble is None


async def check_up(queue: Queue, catalog: Catalog, expected: Sequence[Expectation], *, timing: Timing) -> Checkup:
    """Ask everything that can be asked for free."""
    began = timing.monotonic()
    trouble: ModelRunnerError | None = None
    try:
        await queue.check_key()
    except ModelRunnerError as error:
        trouble = error
    latency = timing.monotonic() - began if trouble is None else None
    models = [await _checked(catalog, expectation) for expectation in expected]
    return Checkup(key_trouble=trouble, latency=latency, models=tuple(models))


async def _checked(catalog: Catalog, expected: Expectation) -> ModelCheck:
    schema: SchemaReport | None = None
    try:
        schema = compare(await catalog.schema(expected.model), expected)
        entry = await catalog.entry(expected.model)
    except ModelRunnerError as error:
        return ModelCheck(model=expected.model, schema=schema, entry=None, trouble=error)
    return ModelCheck(model=expected.model, schema=schema, entry=entry)
