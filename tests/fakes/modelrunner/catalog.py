"""The public catalog: what models cost and what their inputs look like."""

from typing import Any

from aiohttp import web

from tests.fakes.modelrunner.answers import answer, error, strike
from tests.fakes.modelrunner.world import PRICE_PER_MEGAPIXEL, World


class CatalogRoutes:
    """The catalog's interface."""

    def __init__(self, world: World, documents: dict[str, dict[str, Any]]) -> None:
        self.world = world
        self.documents = documents

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/models", self.list)
        app.router.add_get("/models/{model:.+}/openapi.json", self.schema)

    async def list(self, request: web.Request) -> web.StreamResponse:
        """Models by name."""
        if (struck := await self._struck(request)) is not None:
            return struck
        wanted = request.query.get("search", "")
        found = [_entry(model) for model in self.documents if wanted in model]
        return answer(200, {"data": found, "totalPages": 1})

    async def schema(self, request: web.Request) -> web.StreamResponse:
        """A model's OpenAPI document."""
        if (struck := await self._struck(request)) is not None:
            return struck
        document = self.documents.get(request.match_info["model"])
        return answer(200, document) if document is not None else error(404, "Model not found")

    async def _struck(self, request: web.Request) -> web.StreamResponse | None:
        fault = self.world.faults.take("catalog")
        if fault is None:
            return None
        if fault.kind == "redirect":
            return web.Response(status=302, headers={"Location": "/models"})
        return await strike(self.world, fault, request)


def _entry(model: str) -> dict[str, Any]:
    owner, _, alias = model.partition("/")
    return {
        "ownerName": owner,
        "alias": alias,
        "name": "Ideogram V4",
        "pricingMode": "per_output",
        "pricePerOutput": str(PRICE_PER_MEGAPIXEL),
        "pricingRules": {"rules": [{"rate": float(PRICE_PER_MEGAPIXEL)}]},
    }
