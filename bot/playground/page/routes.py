"""The routes below `/` and `/page`.

Act only for the playground's own pages (against forged requests); that it answers to loopback names alone is `server`'s
part.
"""

from typing import Protocol

from aiohttp import web

from bot.playground.actions import Declined, Visitor
from bot.playground.faults import Faults
from bot.playground.feed import Feed
from bot.playground.knobs import Knobs
from bot.playground.page.acting import Act, Acting, worded
from bot.playground.page.answers import answer, from_own_page, static_file
from bot.playground.page.state import PageState
from bot.playground.rules.locales import ENGLISH, LOCALES
from bot.playground.samples import Samples
from bot.playground.uploads import Body, read_body
from bot.playground.values import is_object, snowflake
from bot.playground.world import World


class Restartable(Protocol):
    """Whoever keeps the bot's process."""

    async def restart(self) -> None:
        """Kill the bot at once and start it again."""
        ...


class Page:
    """The page of one playground."""

    def __init__(
        self,
        *,
        world: World,
        state: PageState,
        acting: Acting,
        faults: Faults,
        feed: Feed,
        samples: Samples,
        knobs: Knobs,
        origins: frozenset[str],
    ) -> None:
        """Serve pages that come from `origins`."""
        self._world = world
        self._state = state
        self._acting = acting
        self._faults = faults
        self._feed = feed
        self._samples = samples
        self._knobs = knobs
        self._origins = origins
        self.keeper: Restartable | None = None

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/", self._index)
        app.router.add_get("/static/{name:.+}", self._static)
        app.router.add_get("/page/samples/{name}", self._samples.serve)
        app.router.add_get("/page/state", self._shown)
        app.router.add_get("/page/channels/{channel}/messages", self._messages)
        app.router.add_get("/page/events", self._events)
        app.router.add_post("/page/bot/restart", from_own_page(self._origins, self._restart))
        app.router.add_get("/page/faults", self._standing)
        acts = {f"act/{name}": act for name, act in self._acting.acts.items()}
        acts |= {f"faults/{name}": self._faulting(name) for name in self._faults.deeds}
        for path, act in acts.items():
            handler = worded(act, self._visitor, self._body)
            app.router.add_post(f"/page/{path}", from_own_page(self._origins, handler))

    async def _standing(self, _request: web.Request) -> web.StreamResponse:
        return answer(self._faults.standing())

    def _faulting(self, name: str) -> Act:
        async def let_it_happen(_visitor: Visitor, body: Body) -> web.StreamResponse:
            try:
                done = await self._faults.do(name, body.json)
            except (TypeError, ValueError) as problem:
                raise Declined("This fault needs other values.") from problem
            return answer(done | {"standing": self._faults.standing()})

        return let_it_happen

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return static_file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return static_file(request.match_info["name"])

    async def _shown(self, request: web.Request) -> web.StreamResponse:
        return answer(self._state.of(self._visitor(request).user, restartable=self.keeper is not None))

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        user = self._visitor(request).user
        channel = self._world.channels.get(snowflake(request.match_info["channel"]) or 0)
        if channel is None or not self._state.sees(user, channel):
            return answer({"message": "There is no such channel."}, 404)
        return answer([self._feed.message(message) for message in self._world.visible(channel.id, user.id)])

    async def _events(self, request: web.Request) -> web.StreamResponse:
        return await self._feed.serve(request, self._visitor(request).user)

    async def _restart(self, _request: web.Request) -> web.StreamResponse:
        if self.keeper is None:
            return answer({"message": "The bot was not started by the playground."}, 409)
        await self.keeper.restart()
        return answer({}, 202)

    async def _body(self, request: web.Request) -> Body:
        body = await read_body(request, self._knobs.request_size_limit)
        if not is_object(body.json):
            raise Declined("The request has no JSON object.")
        return body

    def _visitor(self, request: web.Request) -> Visitor:
        """Whose page asks, `?as=`, and in which language, `?locale=`; the first person, in English, by default."""
        name, locale = request.query.get("as", ""), request.query.get("locale", "")
        people = self._world.people.items()
        user = next((user for short, user in people if name in (short, str(user.id))), None)
        chosen = locale if locale in LOCALES else ENGLISH
        return Visitor(user=user or next(iter(self._world.people.values())), locale=chosen)
