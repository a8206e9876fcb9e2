"""What a person does in the Discord app: slash commands, menus, buttons, modals, messages.

Refuses with `Declined` what the app itself would not send; everything else becomes an interaction or a message. The
page and the tests' people act through here.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.playground import constants
from bot.playground.constants import CommandKind, InteractionKind, Part
from bot.playground.entities import Channel, Command, Message, User
from bot.playground.interaction import Interaction
from bot.playground.interactions import Interactions
from bot.playground.knobs import Knobs
from bot.playground.permissions import Permissions
from bot.playground.posts import Draft, Posts
from bot.playground.resolving import Resolver, UnknownReference
from bot.playground.rules.inputs import check_inputs, check_values, inputs_of
from bot.playground.rules.options import check_options, focused, too_large
from bot.playground.shapes import Shapes
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
        knobs: Knobs,
    ) -> None:
        """Act on the same world the bot sees."""
        self._world = world
        self._posts = posts
        self._shapes = shapes
        self._interactions = interactions
        self._permissions = permissions
        self._knobs = knobs

    def command(
        self,
        user: User,
        channel: Channel,
        command: Command,
        *,
        options: list[Json],
        uploads: Uploads,
        target_id: int | None = None,
        nonce: str | None = None,
    ) -> Interaction:
        """Send a slash, user or message command."""
        self._may_use(user, channel, command)
        resolver, data = self._resolver(channel), _invocation(command)
        if command.kind == CommandKind.SLASH:
            problems = check_options(command.body, options, uploads, self._knobs.attachment_size_limit)
            if problems:
                raise Declined("; ".join(f"{name}: {text}" for name, text in problems.items()), problems)
            data["options"] = _resolved(lambda: [resolver.option(option, uploads) for option in options])
        elif command.kind == CommandKind.USER:
            _resolved(lambda: resolver.target_user(target_id or 0))
            data["target_id"] = str(target_id)
        else:
            message = self._readable(user, target_id)
            resolver.resolved["messages"] = {str(message.id): self._shapes.message(message)}
            data["target_id"] = str(target_id)
        return self._interactions.open(InteractionKind.COMMAND, user.id, channel, data | _with(resolver), nonce=nonce)

    def autocomplete(self, user: User, channel: Channel, command: Command, options: list[Json]) -> Interaction:
        """Ask for choices of the focused option."""
        self._may_use(user, channel, command)
        typing = focused(options)
        if typing is None:
            raise Declined("No option is focused.")
        data = _invocation(command) | {"options": options}
        kind = int(typing["type"])
        return self._interactions.open(InteractionKind.AUTOCOMPLETE, user.id, channel, data, focused_kind=kind)

    def component(
        self, user: User, message: Message, custom_id: str, values: list[Any] | None, nonce: str | None = None
    ) -> Interaction:
        """Press a button or pick in a select."""
        self._readable(user, message.id)
        part = next((part for part in message.controls if part["custom_id"] == custom_id), None)
        if part is None:
            raise Declined("This message has no such control.")
        if part.get("disabled"):
            raise Declined("This control is disabled.")
        channel = self._seen(user, message.channel_id)
        data: Json = {"component_type": part["type"], "custom_id": custom_id, "id": part["id"]}
        if part["type"] != Part.BUTTON:
            picked, resolver = values or [], self._resolver(channel)
            problem = check_values(part, picked)
            if problem is not None:
                raise Declined(problem)
            data["values"] = _resolved(lambda: resolver.picked(part, picked))
            data |= _with(resolver)
        return self._interactions.open(InteractionKind.COMPONENT, user.id, channel, data, nonce=nonce, source=message)

    def submit(
        self, user: User, opener: Interaction, filled: list[Json], uploads: Uploads, nonce: str | None = None
    ) -> Interaction:
        """Send a filled-in modal."""
        modal, channel = opener.modal, opener.channel
        if modal is None or opener.user_id != user.id:
            raise Declined("This form is not open.")
        given = inputs_of(filled)
        problems = check_inputs(modal, given, uploads, self._knobs.attachment_size_limit)
        if problems:
            raise Declined("; ".join(problems.values()), problems)
        resolver, parts = self._resolver(channel), enumerate(modal["components"], 1)
        components = _resolved(lambda: [resolver.filled(part, number, given, uploads) for number, part in parts])
        data: Json = {"custom_id": modal["custom_id"], "components": components, **_with(resolver)}
        return self._interactions.open(
            InteractionKind.MODAL, user.id, channel, data, nonce=nonce, source=opener.source, trigger=opener.origin
        )

    def say(self, user: User, channel: Channel, body: Json, uploads: Uploads) -> Message:
        """Post a message of one's own."""
        held = self._permissions.in_channel(user.id, channel)
        needed = constants.SEND_IN_THREADS if channel.is_thread else constants.SEND_MESSAGES
        if held & needed != needed or (channel.locked and not held & constants.MANAGE_THREADS):
            raise Declined("You cannot send messages here.")
        content = str(body.get("content") or "")
        if not content.strip() and not uploads:
            raise Declined("Write something or attach a file.")
        if len(content) > 2000:
            raise Declined("Your message is too long: 2,000 characters at most.")
        if len(uploads) > 10:
            raise Declined("Ten files at most.")
        for upload in uploads.values():
            problem = too_large(upload, self._knobs.attachment_size_limit)
            if problem is not None:
                raise Declined(problem)
        body = {"content": content, "nonce": body.get("nonce"), "allowed_mentions": {"parse": ["users"]}}
        return self._posts.post(Draft(channel=channel, author_id=user.id, body=body, uploads=uploads))

    def delete(self, user: User, message: Message) -> None:
        """Delete a message, or dismiss one that only this person sees."""
        channel = self._world.channels[message.channel_id]
        manages = self._permissions.in_channel(user.id, channel) & constants.MANAGE_MESSAGES
        own = user.id in (message.author_id, message.audience)
        if not own and not (manages and message.audience is None):
            raise Declined("You cannot delete this message.")
        self._posts.delete(message)

    def _resolver(self, channel: Channel) -> Resolver:
        return Resolver(
            world=self._world,
            posts=self._posts,
            shapes=self._shapes,
            permissions=self._permissions,
            channel=channel,
        )

    def _readable(self, user: User, message_id: int | None) -> Message:
        message = self._world.messages.get(message_id or 0)
        if message is None or message.audience not in (None, user.id):
            raise Declined("This message is gone.")
        self._seen(user, message.channel_id)
        return message

    def _seen(self, user: User, channel_id: int) -> Channel:
        channel = self._world.channels.get(channel_id)
        if channel is None or not self._permissions.in_channel(user.id, channel):
            raise Declined("You do not see this channel.")
        return channel

    def _may_use(self, user: User, channel: Channel, command: Command) -> None:
        held = self._permissions.in_channel(user.id, self._seen(user, channel.id))
        if channel.guild_id is not None and (~held & _needed(command) or not held & constants.USE_COMMANDS):
            raise Declined("You do not have permission to use this command.")
        contexts = command.body.get("contexts")
        here = 0 if channel.guild_id is not None else 1
        if contexts is not None and here not in contexts:
            raise Declined("This command cannot be used here.")


def _resolved(look_up: Callable[[], T]) -> T:
    try:
        return look_up()
    except UnknownReference as unknown:
        raise Declined("There is nobody and nothing with this id.") from unknown


def _needed(command: Command) -> int:
    """The permissions a command asks for by default; "0" leaves it to administrators."""
    asked = command.body.get("default_member_permissions")
    if asked is None:
        return 0
    return int(asked) or constants.ADMINISTRATOR


def _invocation(command: Command) -> Json:
    data: Json = {"id": str(command.id), "name": command.name, "type": command.kind}
    return data | {"guild_id": str(command.guild_id)} if command.guild_id else data


def _with(resolver: Resolver) -> Json:
    return {"resolved": resolver.resolved} if resolver.resolved else {}
