"""The playground, assembled and served on 127.0.0.1, with its surface for tests and for the command line."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.playground.actions import Actions
from bot.playground.cdn import Cdn
from bot.playground.entities import Attachment, Channel, Guild, Message, User
from bot.playground.faults import Faults, Parts
from bot.playground.feed import Feed
from bot.playground.gateway import Ending, Gateway
from bot.playground.interactions import Interactions
from bot.playground.knobs import Knobs
from bot.playground.media_shapes import MediaShapes
from bot.playground.page.acting import Acting
from bot.playground.page.routes import Page, Restartable
from bot.playground.page.state import PageState
from bot.playground.payloads import InteractionPayloads
from bot.playground.people import Person
from bot.playground.permissions import Permissions
from bot.playground.portraits import Portraits
from bot.playground.posts import Posts
from bot.playground.ratelimits import RateLimits
from bot.playground.samples import Samples
from bot.playground.saved import Saved
from bot.playground.sessions import Sessions
from bot.playground.shapes import Shapes
from bot.playground.standing import Standing
from bot.playground.talk import Talk
from bot.playground.values import Json
from bot.playground.wire import channels, commands, guilds, interactions, messages, users
from bot.playground.wire.route import PREFIX, Context, Wire
from bot.playground.world import World

T = TypeVar("T")
HOST = "127.0.0.1"
ROUTES = [*users.ROUTES, *guilds.ROUTES, *commands.ROUTES, *messages.ROUTES, *channels.ROUTES, *interactions.ROUTES]


class Playground:
    """A running playground. `violations` lists what the bot did that the real Discord or our rules would not have."""

    def __init__(self, saved: Saved, port: int, knobs: Knobs) -> None:
        """Assemble the parts around a saved world, for a server on `port`."""
        self.url = f"http://{HOST}:{port}"
        self.api_url = self.url + PREFIX
        self.gateway_url = f"ws://{HOST}:{port}/gateway/"
        self.world: World = saved.world
        self.knobs = knobs
        self.violations: list[str] = []
        self.token = self.world.token
        permissions = Permissions(self.world, knobs)
        cdn = Cdn(base=self.url, key=self.world.signing_key, knobs=knobs, files=saved.files)
        shapes = Shapes(self.world, MediaShapes(cdn, knobs), permissions)
        posts = Posts(self.world, saved.files, cdn)
        asked = Interactions(self.world, posts, knobs)
        sessions = Sessions(self.world, shapes, InteractionPayloads(self.world, shapes, permissions, knobs), knobs)
        self._cdn = cdn
        self._sessions = sessions
        self._files = saved.files
        self._feed = Feed(self.world, shapes, permissions)
        self._gateway = Gateway(self.world, sessions, knobs, self.violations, self.gateway_url)
        standing = Standing(self.world, permissions)
        self._talk = Talk(world=self.world, posts=posts, permissions=permissions, knobs=knobs)
        self._actions = Actions(
            world=self.world,
            posts=posts,
            shapes=shapes,
            interactions=asked,
            permissions=permissions,
            standing=standing,
            knobs=knobs,
        )
        self._faults = Faults(
            Parts(world=self.world, posts=posts, interactions=asked, gateway=self._gateway, knobs=knobs)
        )
        samples = Samples()
        self._page = Page(
            world=self.world,
            state=PageState(
                world=self.world,
                shapes=shapes,
                permissions=permissions,
                sessions=sessions,
                samples=samples,
                knobs=knobs,
            ),
            acting=Acting(
                world=self.world,
                actions=self._actions,
                talk=self._talk,
                interactions=asked,
                feed=self._feed,
            ),
            faults=self._faults,
            feed=self._feed,
            samples=samples,
            knobs=knobs,
            origins=frozenset({self.url, self.url.replace(HOST, "localhost")}),
        )
        context = Context(
            world=self.world,
            posts=posts,
            shapes=shapes,
            permissions=permissions,
            interactions=asked,
            sessions=sessions,
            knobs=knobs,
            violations=self.violations,
            gateway_url=self.gateway_url,
        )
        limits = RateLimits(knobs)
        self.answered = limits.answered
        """How the bot's requests were answered, by status."""
        self.wire = Wire(context, limits)

    def app(self) -> web.Application:
        """The web application that serves all of it."""
        app = web.Application(middlewares=[_own_host(self.url)], client_max_size=2 * self.knobs.request_size_limit)
        self.wire.add_to(app, ROUTES)
        app.router.add_get("/gateway/", self._gateway.serve)
        for folder in ("attachments", "ephemeral-attachments"):
            app.router.add_get(f"/cdn/{folder}/{{channel}}/{{attachment:[0-9]+}}/{{name}}", self._cdn.serve)
        Portraits(self.world).add_to(app)
        self._page.add_to(app)
        return app

    def person(self, who: str | User) -> Person:
        """`alice`, `bob` (members), `mod` (a moderator), `owner` (of the application and the home guild), or a user."""
        user = who if isinstance(who, User) else self.world.people[who]
        return Person(user, self.world, self._actions, self._talk)

    @property
    def online(self) -> bool:
        """Whether the bot is connected."""
        return self._sessions.online

    @property
    def shards(self) -> set[int]:
        """The bot's shards that are connected."""
        return self._sessions.shards

    async def file(self, attachment: Attachment) -> bytes:
        """The bytes of a file in the CDN. KeyError if it is gone."""
        data = await self._files.read(attachment.id)
        if data is None:
            raise KeyError(attachment.filename)
        return data

    def supervise_with(self, keeper: Restartable | None) -> None:
        """Let the page restart the bot through `keeper`."""
        self._page.keeper = keeper

    async def fault(self, name: str, **given: object) -> Json:
        """Let something go wrong, as the page's faults panel does; `faults` has the names and what they take."""
        return await self._faults.do(name, {key: _plain(value) for key, value in given.items()})

    async def drop_gateway(self, *, resumable: bool = True, how: Ending = "cut", code: int = 4000) -> None:
        """End the bot's connections: cut the TCP connection, ask it to reconnect, or close with `code`."""
        await self._gateway.drop(resumable=resumable, how=how, code=code)

    async def until(
        self,
        condition: Callable[[World], T],
        timeout: float = 20.0,  # noqa: ASYNC109  a test's deadline belongs in one call
    ) -> T:
        """Wait until `condition` is truthy and return its value; looked at again after every event."""
        changed = asyncio.Event()
        stop = self.world.listen(lambda _: changed.set())
        try:
            async with asyncio.timeout(timeout):
                while not (value := condition(self.world)):
                    await changed.wait()
                    changed.clear()
        except TimeoutError:
            raise TimeoutError(f"not within {timeout} s; the last messages:\n{_last_words(self.world)}") from None
        finally:
            stop()
        return value

    async def close(self) -> None:
        """Send pages and bots away."""
        self._feed.close()
        await self._gateway.close()


@asynccontextmanager
async def open_playground(data_dir: Path, *, port: int = 0, rules: Knobs | None = None) -> AsyncGenerator[Playground]:
    """Serve the world of `data_dir` on 127.0.0.1 until the block ends; port 0 takes a free one.

    Raises OSError if the port is taken and `DirectoryInUse` if another playground has the directory.
    """
    with socket.create_server((HOST, port)) as listening:
        saved = Saved(data_dir)
        async with _served(saved, listening, rules or Knobs()) as playground:
            yield playground


@asynccontextmanager
async def _served(saved: Saved, listening: socket.socket, knobs: Knobs) -> AsyncGenerator[Playground]:
    playground = Playground(saved, listening.getsockname()[1], knobs)
    runner = web.AppRunner(playground.app(), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    saved.start()
    try:
        yield playground
    finally:
        await playground.close()
        await runner.cleanup()
        await saved.close()


def _own_host(url: str) -> Middleware:
    """Refuse every name but our own, so that no foreign name can be made to point here."""
    own = url.removeprefix("http://")
    local = own.replace(HOST, "localhost")

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.host == own:
            return await handler(request)
        if request.host != local:
            return web.Response(status=403, text="This is not the playground's address.")
        if request.path == "/":
            raise web.HTTPFound(url)
        return await handler(request)

    return check


def _plain(value: object) -> object:
    """What a request would carry: of a thing with an id, the id."""
    return str(value.id) if isinstance(value, Channel | Guild | Message | User | Person) else value


def _last_words(world: World) -> str:
    shown = list(world.messages.values())[-8:]
    return "\n".join(f"  {world.users[m.author_id].username}: {m.text!r} {m.buttons} flags={m.flags}" for m in shown)
