"""What a person does with an app in Discord: slash commands, menus, buttons, modals.

Refuses with `Declined` what the app itself would not send; everything else becomes an interaction. The page and the
tests' people act through here; what people say to each other is in `talk`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.playground.constants import CommandKind, InteractionKind, Part
from bot.playground.entities import Channel, Command, Message, User
from bot.playground.interaction import Interaction
from bot.playground.interactions import Interactions
from bot.playground.knobs import Knobs
from bot.playground.permissions import Permissions
from bot.playground.posts import Posts
from bot.playground.resolving import Resolver, UnknownReference
from bot.playground.rules.inputs import check_inputs, check_values, inputs_of
from bot.playground.rules.locales import ENGLISH
from bot.playground.rules.options import check_options, focused
from bot.playground.shapes import Shapes
from bot.playground.standing import Standing, installs_of
from bot.playground.uploads import Upload
from bot.playground.values import Json
from bot.playground.world import World

T = TypeVar("T")
Uploads = Mapping[int, Upload]


class Declined(Exception):
    """The app would not send this. `errors` says what is wrong with which field."""

    def __init__(self, message: str, errors: dict[str, str] | None = None) -> None:
        """Show `message` to the person."""
        super().__init__(f"{message} {errors}" if errors else message)
        self.message = message
        self.errors = errors or {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody with the app open, in the language they set it to."""

    user: User
    locale: str = ENGLISH


class Actions:
    """The app of everybody in the world."""

    def __init__(
        self,
        *,
        world: World,
        posts: Posts,
        shapes: Shapes,
        interactions: Interactions,
        permissions: Permissions,
        standing: Standing,
        knobs: Knobs,
    ) -> None:
        """Act on the same world the bot sees."""
        self._world = world
        self._posts = posts
        self._shapes = shapes
        self._interactions = interactions
        self._permissions = permissions
        self._standing = standing
        self._knobs = knobs

    def command(
        self,
        visitor: Visitor,
        channel: Channel,
        command: Command,
        *,
        options: list[Json],
        uploads: Uploads,
        target_id: int | None = None,
        nonce: str | None = None,
    ) -> Interaction:
        """Send a slash, user or message command."""
        self._may_use(visitor.user, channel, command)
        resolver, data = self._resolver(channel, visitor.user), _invocation(command)
        if command.kind == CommandKind.SLASH:
            data["options"] = self._checked(resolver, command, options, uploads)
        elif command.kind == CommandKind.USER:
            _resolved(lambda: resolver.target_user(target_id or 0))
            data["target_id"] = str(target_id)
        else:
            message = self.readable(visitor.user, target_id)
            resolver.resolved["messages"] = {str(message.id): self._shapes.message(message)}
            data["target_id"] = str(target_id)
        owners = self._standing.owners(visitor.user, channel, installs_of(command))
        return self._open(InteractionKind.COMMAND, visitor, channel, data | _with(resolver), owners, nonce=nonce)

    def autocomplete(self, visitor: Visitor, channel: Channel, command: Command, options: list[Json]) -> Interaction:
        """Ask for choices of the focused option."""
        self._may_use(visitor.user, channel, command)
        typing = focused(options)
        if typing is None:
            raise Declined("No option is focused.")
        data = _invocation(command) | {"options": options}
        owners = self._standing.owners(visitor.user, channel, installs_of(command))
        kind = int(typing["type"])
        return self._open(InteractionKind.AUTOCOMPLETE, visitor, channel, data, owners, focused_kind=kind)

    def component(
        self, visitor: Visitor, message: Message, custom_id: str, values: list[Any] | None, nonce: str | None = None
    ) -> Interaction:
        """Press a button or pick in a select."""
        self.readable(visitor.user, message.id)
        part = next((part for part in message.controls if part["custom_id"] == custom_id), None)
        if part is None:
            raise Declined("This message has no such control.")
        if part.get("disabled"):
            raise Declined("This control is disabled.")
        channel = self._seen(visitor.user, message.channel_id)
        data: Json = {"component_type": part["type"], "custom_id": custom_id, "id": part["id"]}
        if part["type"] != Part.BUTTON:
            picked, resolver = values or [], self._resolver(channel, visitor.user)
            problem = check_values(part, picked)
            if problem is not None:
                raise Declined(problem)
            data["values"] = _resolved(lambda: resolver.picked(part, picked))
            data |= _with(resolver)
        owners = self._owners_of(message, channel)
        return self._open(InteractionKind.COMPONENT, visitor, channel, data, owners, nonce=nonce, source=message)

    def submit(
        self, visitor: Visitor, opener: Interaction, filled: list[Json], uploads: Uploads, nonce: str | None = None
    ) -> Interaction:
        """Send a filled-in modal."""
        modal, channel = opener.modal, opener.channel
        if modal is None or opener.user_id != visitor.user.id:
            raise Declined("This form is not open.")
        given = inputs_of(filled)
        problems = check_inputs(modal, given, uploads, self._knobs.attachment_size_limit)
        if problems:
            raise Declined("; ".join(problems.values()), problems)
        resolver, parts = self._resolver(channel, visitor.user), enumerate(modal["components"], 1)
        components = _resolved(lambda: [resolver.filled(part, number, given, uploads) for number, part in parts])
        data: Json = {"custom_id": modal["custom_id"], "components": components, **_with(resolver)}
        owners, source, trigger = opener.origin.owners, opener.source, opener.origin
        kind = InteractionKind.MODAL
        return self._open(kind, visitor, channel, data, owners, nonce=nonce, source=source, trigger=trigger)

    def readable(self, user: User, message_id: int | None) -> Message:
        """A message this person sees."""
        message = self._world.messages.get(message_id or 0)
        if message is None or message.audience not in (None, user.id):
            raise Declined("This message is gone.")
        self._seen(user, message.channel_id)
        return message

    def _open(
        self,
        kind: InteractionKind,
        visitor: Visitor,
        channel: Channel,
        data: Json,
        owners: dict[str, str],
        **more: Any,
    ) -> Interaction:
        public = self._standing.may_show(visitor.user, channel, owners)
        own: Json = {"owners": owners, "locale": visitor.locale, "public": public}
        return self._interactions.open(kind, visitor.user.id, channel, data, **own, **more)

    def _owners_of(self, message: Message, channel: Channel) -> dict[str, str]:
        """Who brought the application to a message of its: those of the interaction it answers, or its guild."""
        if message.origin is not None and message.origin.owners:
            return message.origin.owners
        return {"0": str(channel.guild_id or 0)}

    def _checked(self, resolver: Resolver, command: Command, options: list[Json], uploads: Uploads) -> list[Json]:
        problems = check_options(command.body, options, uploads, self._knobs.attachment_size_limit)
        if problems:
            raise Declined("; ".join(f"{name}: {text}" for name, text in problems.items()), problems)
        declared = {option["name"]: option for option in command.body.get("options") or ()}
        return _resolved(lambda: [resolver.option(option, declared[option["name"]], uploads) for option in options])

    def _resolver(self, channel: Channel, user: User) -> Resolver:
        return Resolver(
            world=self._world,
            posts=self._posts,
            shapes=self._shapes,
            permissions=self._permissions,
            channel=channel,
            viewer=user.id,
        )

    def _seen(self, user: User, channel_id: int) -> Channel:
        channel = self._world.channels.get(channel_id)
        if channel is None or not self._permissions.in_channel(user.id, channel):
            raise Declined("You do not see this channel.")
        return channel

    def _may_use(self, user: User, channel: Channel, command: Command) -> None:
        self._seen(user, channel.id)
        problem = self._standing.problem(user, channel, command)
        if problem is not None:
            raise Declined(problem)


def _resolved(look_up: Callable[[], T]) -> T:
    try:
        return look_up()
    except UnknownReference as unknown:
        raise Declined("There is nobody and nothing with this id.") from unknown


def _invocation(command: Command) -> Json:
    data: Json = {"id": str(command.id), "name": command.name, "type": command.kind}
    return data | {"guild_id": str(command.guild_id)} if command.guild_id else data


def _with(resolver: Resolver) -> Json:
    return {"resolved": resolver.resolved} if resolver.resolved else {}
