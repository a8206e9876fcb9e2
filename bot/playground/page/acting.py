"""What a person does on the page, from a request's JSON to a call of the app; refusals come back in words."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.playground.actions import Actions, Declined, Visitor
from bot.playground.entities import Channel, Command, Message
from bot.playground.errors import Refusal
from bot.playground.feed import Feed
from bot.playground.interactions import Interactions
from bot.playground.page.answers import Handler, answer
from bot.playground.talk import Talk
from bot.playground.uploads import Body
from bot.playground.values import Json, as_list, snowflake
from bot.playground.world import World

Act = Callable[[Visitor, Body], web.StreamResponse | Awaitable[web.StreamResponse]]


class Acting:
    """The acts below `/page/act`, by name."""

    def __init__(
        self,
        *,
        world: World,
        actions: Actions,
        talk: Talk,
        interactions: Interactions,
        feed: Feed,
    ) -> None:
        """Act in `world`; messages are answered as `feed` shows them."""
        self._world = world
        self._actions = actions
        self._talk = talk
        self._interactions = interactions
        self._feed = feed
        self.acts: dict[str, Act] = {
            "command": self._command,
            "autocomplete": self._autocomplete,
            "component": self._component,
            "modal": self._modal,
            "message": self._message,
            "forward": self._forward,
            "delete": self._delete,
            "dm": self._open_dm,
            "install": self._install,
        }

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

    def _named(self, body: Json) -> Message:
        message = self._world.messages.get(snowflake(body.get("message_id")) or 0)
        if message is None:
            raise Declined("This message is gone.")
        return message

    def _command(self, visitor: Visitor, body: Body) -> web.StreamResponse:
        given: Json = body.json
        interaction = self._actions.command(
            visitor,
            self._channel(given),
            self._registered(given),
            options=as_list(given.get("options")),
            uploads=body.uploads,
            target_id=snowflake(given.get("target_id")),
            nonce=given.get("nonce"),
        )
        return answer({"interaction_id": str(interaction.id)})

    async def _autocomplete(self, visitor: Visitor, body: Body) -> web.StreamResponse:
        given: Json = body.json
        channel, command = self._channel(given), self._registered(given)
        interaction = self._actions.autocomplete(visitor, channel, command, as_list(given.get("options")))
        await interaction.answered.wait()
        return answer({"choices": interaction.choices})

    def _component(self, visitor: Visitor, body: Body) -> web.StreamResponse:
        given: Json = body.json
        message, values, nonce = self._named(given), given.get("values"), given.get("nonce")
        interaction = self._actions.component(visitor, message, str(given.get("custom_id")), values, nonce)
        return answer({"interaction_id": str(interaction.id)})

    def _modal(self, visitor: Visitor, body: Body) -> web.StreamResponse:
        given: Json = body.json
        opener = self._interactions.with_id(snowflake(given.get("interaction_id")) or 0)
        if opener is None:
            raise Declined("This form is no longer open.")
        filled = as_list(given.get("components"))
        interaction = self._actions.submit(visitor, opener, filled, body.uploads, given.get("nonce"))
        return answer({"interaction_id": str(interaction.id)})

    def _message(self, visitor: Visitor, body: Body) -> web.StreamResponse:
        message = self._talk.say(visitor.user, self._channel(body.json), body.json, body.uploads)
        return answer(self._feed.message(message))

    def _forward(self, visitor: Visitor, body: Body) -> web.StreamResponse:
        message = self._actions.readable(visitor.user, snowflake(body.json.get("message_id")))
        return answer(self._feed.message(self._talk.forward(visitor.user, message, self._channel(body.json))))

    def _delete(self, visitor: Visitor, body: Body) -> web.StreamResponse:
        try:
            self._talk.delete(visitor.user, self._named(body.json))
        except Declined as declined:
            return answer({"message": declined.message}, 403)
        return web.Response(status=204)

    def _open_dm(self, visitor: Visitor, _body: Body) -> web.StreamResponse:
        return answer({"channel_id": str(self._talk.open_dm(visitor.user).id)})

    def _install(self, visitor: Visitor, body: Body) -> web.StreamResponse:
        """Install the application for oneself, or remove it again."""
        visitor.user.has_app = bool(body.json.get("installed"))
        self._world.emit("USER_UPDATE", visitor.user)
        return answer({"installed": visitor.user.has_app})


def worded(act: Act, visitor_of: Callable[[web.Request], Visitor], read: Callable[..., Awaitable[Body]]) -> Handler:
    """A handler whose refusals are answered in words for the person."""

    async def serve(request: web.Request) -> web.StreamResponse:
        try:
            done = act(visitor_of(request), await read(request))
            return await done if isinstance(done, Awaitable) else done
        except Declined as declined:
            return answer({"message": declined.message, "errors": declined.errors}, 400)
        except Refusal as refusal:
            return answer({"message": refusal.message}, refusal.status)

    return serve
