"""The page and its API: what a browser on this machine sees of the playground, and what it may do.

Acts only for its own pages (against forged requests); that it answers to loopback names alone is `server`'s part.
"""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

from aiohttp import web

from bot.playground.actions import Actions, Declined
from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel, Command, User
from bot.playground.errors import Refusal
from bot.playground.feed import Feed
from bot.playground.interactions import Interactions
from bot.playground.knobs import Knobs
from bot.playground.permissions import Permissions
from bot.playground.samples import Samples
from bot.playground.sessions import Sessions
from bot.playground.shapes import Shapes
from bot.playground.uploads import Body, read_body
from bot.playground.values import Json, as_list, is_object, snowflake
from bot.playground.world import World

STATIC = Path(__file__).resolve().parent / "static"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
GUARDS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Action = Callable[[User, Body], web.StreamResponse | Awaitable[web.StreamResponse]]


class Restartable(Protocol):
    """Whoever keeps the bot's process."""

    async def restart(self) -> None:
        """Kill the bot at once and start it again."""
        ...


class Page:
    """The routes below `/` and `/page`."""

    def __init__(
        self,
        *,
        world: World,
        shapes: Shapes,
        actions: Actions,
        interactions: Interactions,
        permissions: Permissions,
        sessions: Sessions,
        feed: Feed,
        knobs: Knobs,
        origins: frozenset[str],
    ) -> None:
        """Serve pages that come from `origins`."""
        self._world = world
        self._shapes = shapes
        self._actions = actions
        self._interactions = interactions
        self._permissions = permissions
        self._sessions = sessions
        self._feed = feed
        self._knobs = knobs
        self._origins = origins
        self._samples = Samples()
        self.keeper: Restartable | None = None

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/", self._index)
        app.router.add_get("/static/{name:.+}", self._static)
        app.router.add_get("/page/samples/{name}", self._samples.serve)
        app.router.add_get("/page/state", self._state)
        app.router.add_get("/page/channels/{channel}/messages", self._messages)
        app.router.add_get("/page/events", self._events)
        app.router.add_post("/page/bot/restart", self._from_own_page(self._restart))
        actions: dict[str, Action] = {
            "command": self._command,
            "autocomplete": self._autocomplete,
            "component": self._component,
            "modal": self._modal,
            "message": self._message,
            "delete": self._delete,
        }
        for name, action in actions.items():
            app.router.add_post(f"/page/act/{name}", self._from_own_page(self._worded(action)))

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return _file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return _file(request.match_info["name"])

    async def _state(self, request: web.Request) -> web.StreamResponse:
        user, world = self._user(request), self._world
        state: Json = {
            "application": {"id": str(world.application_id), "name": world.bot.username, "icon": None},
            "bot": {
                "user": self._shapes.user(world.bot),
                "online": self._sessions.online,
                "restartable": self.keeper is not None,
            },
            "people": [self._person(person) for person in world.people.values()],
            "guild": self._shapes.guild(for_bot=False),
            "channels": [self._shapes.channel(c, user.id) for c in world.channels.values() if self._sees(user, c)],
            "commands": [self._shapes.command(command) for command in world.commands.values()],
            "samples": self._samples.listing(),
            "limits": {"attachment_size": self._knobs.attachment_size_limit},
        }
        return _answer(state)

    def _person(self, user: User) -> Json:
        permissions = self._permissions.in_guild(user.id)
        role = "moderator" if user is self._world.people["mod"] else "member"
        return {"user": self._shapes.user(user), "role": role, "permissions": str(permissions)}

    def _sees(self, user: User, channel: Channel) -> bool:
        if channel.kind == ChannelKind.DM:
            return channel.recipient_id == user.id
        return bool(self._permissions.in_channel(user.id, channel))

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        user = self._user(request)
        channel = self._world.channels.get(snowflake(request.match_info["channel"]) or 0)
        if channel is None or not self._sees(user, channel):
            return _answer({"message": "There is no such channel."}, 404)
        return _answer([self._feed.message(message) for message in self._world.visible(channel.id, user.id)])

    async def _events(self, request: web.Request) -> web.StreamResponse:
        return await self._feed.serve(request, self._user(request))

    async def _restart(self, _request: web.Request) -> web.StreamResponse:
        if self.keeper is None:
            return _answer({"message": "The bot was not started by the playground."}, 409)
        await self.keeper.restart()
        return _answer({}, 202)

    def _from_own_page(self, handler: Handler) -> Handler:
        """Refuse requests that a page of another origin makes a browser send."""

        async def serve(request: web.Request) -> web.StreamResponse:
            if request.headers.get("Origin") not in self._origins:
                return _answer({"message": "This request does not come from the playground's page."}, 403)
            return await handler(request)

        return serve

    def _worded(self, action: Action) -> Handler:
        """An action whose refusals are answered in words for the person."""

        async def serve(request: web.Request) -> web.StreamResponse:
            try:
                done = action(self._user(request), await self._body(request))
                return await done if isinstance(done, Awaitable) else done
            except Declined as declined:
                return _answer({"message": declined.message, "errors": declined.errors}, 400)
            except Refusal as refusal:
                return _answer({"message": refusal.message}, refusal.status)

        return serve

    async def _body(self, request: web.Request) -> Body:
        body = await read_body(request, self._knobs.request_size_limit)
        if not is_object(body.json):
            raise Declined("The request has no JSON object.")
        return body

    def _user(self, request: web.Request) -> User:
        name = request.query.get("as", "")
        for short, user in self._world.people.items():
            if name in (short, str(user.id)):
                return user
        return next(iter(self._world.people.values()))

    def _channel(self, body: Json) -> Channel:
        channel = self._world.channels.get(snowflake(body.get("channel_id")) or 0)
        if channel is None:
            raise Declined("There is no such channel.")
        return channel

    def _registered(self, body: Json) -> Command:
        command = self._world.commands.get(snowflake(body.get("command_id")) or 0)
        if command is None:
            raise Declined("This command is outdated, please try again in a few minutes.")
        return command

    def _command(self, user: User, body: Body) -> web.StreamResponse:
        given: Json = body.json
        interaction = self._actions.command(
            user,
            self._channel(given),
            self._registered(given),
            options=as_list(given.get("options")),
            uploads=body.uploads,
            target_id=snowflake(given.get("target_id")),
            nonce=given.get("nonce"),
        )
        return _answer({"interaction_id": str(interaction.id)})

    async def _autocomplete(self, user: User, body: Body) -> web.StreamResponse:
        given: Json = body.json
        channel, command = self._channel(given), self._registered(given)
        interaction = self._actions.autocomplete(user, channel, command, as_list(given.get("options")))
        await interaction.answered.wait()
        return _answer({"choices": interaction.choices})

    def _component(self, user: User, body: Body) -> web.StreamResponse:
        given: Json = body.json
        message = self._world.messages.get(snowflake(given.get("message_id")) or 0)
        if message is None:
            raise Declined("This message is gone.")
        values, nonce = given.get("values"), given.get("nonce")
        interaction = self._actions.component(user, message, str(given.get("custom_id")), values, nonce)
        return _answer({"interaction_id": str(interaction.id)})

    def _modal(self, user: User, body: Body) -> web.StreamResponse:
        given: Json = body.json
        opener = self._interactions.with_id(snowflake(given.get("interaction_id")) or 0)
        if opener is None:
            raise Declined("This form is no longer open.")
        filled = as_list(given.get("components"))
        interaction = self._actions.submit(user, opener, filled, body.uploads, given.get("nonce"))
        return _answer({"interaction_id": str(interaction.id)})

    def _message(self, user: User, body: Body) -> web.StreamResponse:
        given: Json = body.json
        message = self._actions.say(user, self._channel(given), given, body.uploads)
        return _answer(self._feed.message(message))

    def _delete(self, user: User, body: Body) -> web.StreamResponse:
        message = self._world.messages.get(snowflake(body.json.get("message_id")) or 0)
        if message is None:
            raise Declined("This message is gone.")
        try:
            self._actions.delete(user, message)
        except Declined as declined:
            return _answer({"message": declined.message}, 403)
        return web.Response(status=204)


def _answer(body: Any, status: int = 200) -> web.Response:
    data = json.dumps(body, separators=(",", ":")).encode()
    return web.Response(status=status, body=data, headers=GUARDS | {"Content-Type": "application/json"})


def _file(name: str) -> web.StreamResponse:
    """Look the name up in a listing, so that no path from outside reaches the disk."""
    files = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()}
    if name not in files:
        raise web.HTTPNotFound(headers=GUARDS)
    return web.FileResponse(files[name], headers=GUARDS)
