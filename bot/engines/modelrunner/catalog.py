"""The public catalog: a model's live schema and its advertised price. Read live, without the key; nothing is kept."""

from decimal import Decimal
from typing import Annotated
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.engines.modelrunner.endpoint import Endpoint
from bot.engines.modelrunner.http import Call, Http
from bot.engines.modelrunner.pages import items_as
from bot.engines.modelrunner.values import is_list, is_object
from bot.engines.modelrunner.wire import lenient


def _rates(value: object) -> object:
    """The rates of the rules that are numbers."""
    rules = value.get("rules") if is_object(value) else None
    return [rule["rate"] for rule in rules if is_object(rule) and "rate" in rule] if is_list(rules) else ()


class CatalogEntry(BaseModel):
    """What the catalog says about a model; prices are US dollars."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    owner: Annotated[str | None, lenient(None), Field(validation_alias="ownerName")] = None
    alias: Annotated[str | None, lenient(None)] = None
    name: Annotated[str | None, lenient(None)] = None
    pricing_mode: Annotated[str | None, lenient(None), Field(validation_alias="pricingMode")] = None
    price_per_output: Annotated[Decimal | None, lenient(None), Field(validation_alias="pricePerOutput")] = None
    rates: Annotated[
        tuple[Decimal, ...], lenient(()), BeforeValidator(_rates), Field(validation_alias="pricingRules")
    ] = ()
    """The rates of its price rules, whose units are not documented."""


class Catalog:
    """The catalog's interface."""

    def __init__(self, http: Http) -> None:
        """Speak over `http`."""
        self._http = http
        self._base = f"{http.addresses.catalog}/models"

    async def schema(self, model: str) -> object:
        """A model's OpenAPI document; raises Declined, Malformed or Unreachable."""
        url = f"{self._base}/{Endpoint.parse(model).path}/openapi.json"
        answer = await self._http.read_public(Call(method="GET", url=url))
        return answer.expected_as(object, self._http.timing.unix())

    async def entry(self, model: str) -> CatalogEntry | None:
        """A model's entry, None if the catalog does not list it; raises Declined, Malformed or Unreachable."""
        owner, _, alias = Endpoint.parse(model).path.partition("/")
        url = f"{self._base}?search={quote(alias, safe='')}&limit=50"
        answer = await self._http.read_public(Call(method="GET", url=url))
        page = answer.expected_as(object, self._http.timing.unix())
        return next(
            (entry for entry in items_as(CatalogEntry, page) if (entry.owner, entry.alias) == (owner, alias)), None
        )
