"""What a route is, and everything that happens to a request around its handler.

In order: a fault from the knobs, the rate limits, the token, the body, the handler, the answer's headers. An unknown
route is a 404 and a violation: the bot relies on something this Discord does not have.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.playground.errors import Refusal, malformed, refuse
from bot.playground.interactions import Interactions
from bot.playground.knobs import Fault, Knobs
from bot.playground.permissions import Permissions
from bot.playground.posts import Posts
from bot.playground.ratelimits import RateLimits, Verdict
from bot.playground.sessions import Sessions
from bot.playground.shapes import Shapes
from bot.playground.uploads import Body, Upload, read_body
from bot.playground.values import Json, is_list, is_object, snowflake
from bot.playground.world import World

PREFIX = "/api/v10"
ALWAYS = {"Via": "1.1 playground"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The parts of the playground that handlers work with."""

    world: World
    posts: Posts
    shapes: Shapes
    permissions: Permissions
    interactions: Interactions
    sessions: Sessions
    knobs: Knobs
    violations: list[str]
    gateway_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: the ids of its path, its query, its body."""

    method: str
    path: str
    ids: Mapping[str, str]
    query: Mapping[str, str]
    body: Body

    @property
    def json(self) -> Json:
        """The body as an object; refuses anything else."""
        if not is_object(self.body.json):
            raise malformed((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return self.body.json

    @property
    def uploads(self) -> dict[int, Upload]:
        """The files by index."""
        return self.body.uploads

    def id(self, name: str) -> int:
        """An id of the path."""
        return _whole_number(name, self.ids[name])

    def number(self, name: str) -> int | None:
        """A whole number of the query, None if it was not given."""
        return _whole_number(name, self.query[name]) if name in self.query else None


def _whole_number(name: str, text: str) -> int:
    value = snowflake(text)
    if value is None:
        raise malformed((name,), "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a handler answers; no body with 204."""

    status: int = 200
    body: Json | list[Json] | None = None


NOTHING = Answer(status=204)
Handler = Callable[[Context, Call], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method and path below the API's base. `major` names the id that has a bucket of its own."""

    method: str
    path: str
    handler: Handler
    bucket: str
    major: str | None = None
    by_token_in_path: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer, for whoever watches the wire."""

    route: str
    call: Call
    status: int
    answer: Any


@dataclass(slots=True)
class Wire:
    """Serves the routes of one playground."""

    context: Context
    limits: RateLimits
    watchers: list[Callable[[Exchange], None]] = field(default_factory=list[Callable[[Exchange], None]])

    def add_to(self, app: web.Application, routes: Iterable[Route]) -> None:
        """Register the routes and the answer to all others."""
        for route in routes:
            app.router.add_route(route.method, PREFIX + route.path, self._endpoint(route))
        app.router.add_route("*", "/api/{rest:.*}", self._unknown)

    def _endpoint(self, route: Route) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await self._serve(route, request)

        return serve

    async def _serve(self, route: Route, request: web.Request) -> web.StreamResponse:
        knobs, path = self.context.knobs, request.path.removeprefix(PREFIX)
        if knobs.latency:
            await asyncio.sleep(knobs.latency)
        fault = knobs.fault_for(request.method, path, "before") if knobs.faults else None
        if fault is not None:
            return await _strike(fault, request)
        if self.limits.blocked():
            return web.Response(status=429, text="error code: 1015")
        verdict = self._admit(route, request)
        if verdict.retry_after is not None:
            return self._respond(Answer(status=429, body=verdict.body), verdict)
        answer = await self._handled(route, request, path)
        lost = knobs.fault_for(request.method, path, "after") if knobs.faults else None
        return await _strike(lost, request) if lost is not None else self._respond(answer, verdict)

    def _admit(self, route: Route, request: web.Request) -> Verdict:
        major = request.match_info[route.major] if route.major else ""
        return self.limits.admit(route.bucket, major, counts_globally=not route.by_token_in_path)

    async def _handled(self, route: Route, request: web.Request, path: str) -> Answer:
        body = Body()
        try:
            if not route.by_token_in_path and request.headers.get("Authorization") != f"Bot {self.context.world.token}":
                raise refuse("unauthorized")
            body = await read_body(request, self.context.knobs.request_size_limit)
            call = Call(method=request.method, path=path, ids=request.match_info, query=request.query, body=body)
            answer = route.handler(self.context, call)
        except Refusal as refusal:
            answer = Answer(status=refusal.status, body=refusal.body)
        for watcher in self.watchers:
            call = Call(method=request.method, path=path, ids=request.match_info, query=request.query, body=body)
            watcher(Exchange(route=f"{route.method} {route.path}", call=call, status=answer.status, answer=answer.body))
        return answer

    def _respond(self, answer: Answer, verdict: Verdict) -> web.Response:
        self.limits.note(answer.status)
        headers = verdict.headers | ALWAYS
        if answer.body is None:
            return web.Response(status=answer.status, headers=headers)
        return _json(answer.status, answer.body, headers)

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        self.context.violations.append(f"unknown route: {request.method} {request.path}")
        refusal = refuse("unknown route")
        return _json(refusal.status, refusal.body, ALWAYS)


def _json(status: int, body: object, headers: Mapping[str, str]) -> web.Response:
    data = json.dumps(body, separators=(",", ":")).encode()
    return web.Response(status=status, body=data, headers={**headers, "Content-Type": "application/json"})


async def _strike(fault: Fault, request: web.Request) -> web.StreamResponse:
    if fault.happens == "hang":
        await asyncio.Event().wait()
    if fault.happens == "disconnect" and request.transport is not None:
        request.transport.abort()
    if is_object(fault.body) or is_list(fault.body):
        return _json(fault.status, fault.body, ALWAYS | fault.headers)
    return web.Response(status=fault.status, text=str(fault.body), headers=ALWAYS | fault.headers)
