"""What a person does in the Discord app: slash commands, menus, buttons, modals, messages.

Refuses with `Declined` what the app itself would not send; everything else becomes an interaction or a message. The page
and the tests' people act through here.
"""

from collections.abc import Mapping
from typing import Any

from bot.playground import bits
from bot.playground.bits import CommandKind, InteractionKind, OptionKind, Part
from bot.playground.entities import Channel, Command, Message, User
from bot.playground.interactions import Interaction, Interactions
from bot.playground.knobs import Knobs
from bot.playground.permissions import Permissions
from bot.playground.posts import Draft, Posts
from bot.playground.rules.inputs import check_inputs, check_values, inputs_of
from bot.playground.rules.options import REFERENCES, check_options, focused, too_large
from bot.playground.shapes import Shapes
from bot.playground.uploads import Upload
from bot.playground.values import Json, is_list, is_object
from bot.playground.world import World

Uploads = Mapping[int, Upload]


class Declined(Exception):
    """The app would not send this. `errors` says what is wrong with which field."""

    def __init__(self, message: str, errors: dict[str, str] | None = None) -> None:
        """Show `message` to the person."""
        super().__init__(message if not errors else f"{message} {errors}")
        self.message = message
        self.errors = errors or {}


class Acts:
    """The app of everybody in the world."""

    def __init__(
        self,
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
        options: list[Json],
        uploads: Uploads,
        *,
        target_id: int | None = None,
        nonce: str | None = None,
    ) -> Interaction:
        """Send a slash, user or message command."""
        self._may_use(user, channel, command)
        data = self._invocation(command)
        if command.kind == CommandKind.SLASH:
            problems = check_options(command.body, options, uploads, self._knobs.attachment_size_limit)
            if problems:
                raise Declined("; ".join(f"{name}: {text}" for name, text in problems.items()), problems)
            resolved: Json = {}
            data["options"] = [self._resolve(option, channel, uploads, resolved) for option in options]
        else:
            resolved = self._target(user, command, target_id)
            data["target_id"] = str(target_id)
        if resolved:
            data["resolved"] = resolved
        return self._interactions.open(InteractionKind.COMMAND, user.id, channel, data, nonce=nonce)

    def autocomplete(self, user: User, channel: Channel, command: Command, options: list[Json]) -> Interaction:
        """Ask for choices of the focused option."""
        self._may_use(user, channel, command)
        typing = focused(options)
        if typing is None:
            raise Declined("No option is focused.")
        data = self._invocation(command) | {"options": options}
        kind = int(typing["type"])
        return self._interactions.open(InteractionKind.AUTOCOMPLETE, user.id, channel, data, focused_kind=kind)

    def component(
        self, user: User, message: Message, custom_id: str, values: list[Any] | None, nonce: str | None = None
    ) -> Interaction:
        """Press a button or pick in a select."""
        if message.audience not in (None, user.id) or message.id not in self._world.messages:
            raise Declined("This message is gone.")
        part = next((part for part in message.controls if part["custom_id"] == custom_id), None)
        if part is None:
            raise Declined("This message has no such control.")
        if part.get("disabled"):
            raise Declined("This control is disabled.")
        data: Json = {"component_type": part["type"], "custom_id": custom_id, "id": part["id"]}
        if part["type"] != Part.BUTTON:
            picked = values or []
            problem = check_values(part, picked)
            if problem is not None:
                raise Declined(problem)
            data |= {"values": picked}
            resolved = self._resolve_picked(part, picked)
            if resolved:
                data["resolved"] = resolved
        channel = self._seen(user, message.channel_id)
        return self._interactions.open(InteractionKind.COMPONENT, user.id, channel, data, nonce=nonce, source=message)

    def submit(
        self, user: User, opener: Interaction, filled: list[Json], uploads: Uploads, nonce: str | None = None
    ) -> Interaction:
        """Send a filled-in modal."""
        modal = opener.modal
        if modal is None or opener.user_id != user.id:
            raise Declined("This form is not open.")
        given = inputs_of(filled)
        problems = check_inputs(modal, given, uploads, self._knobs.attachment_size_limit)
        if problems:
            raise Declined("; ".join(problems.values()), problems)
        resolved: Json = {}
        components = [
            self._filled(part, number, given, opener.channel, uploads, resolved)
            for number, part in enumerate(modal["components"], 1)
        ]
        data: Json = {"custom_id": modal["custom_id"], "components": components}
        if resolved:
            data["resolved"] = resolved
        return self._interactions.open(
            InteractionKind.MODAL,
            user.id,
            opener.channel,
            data,
            nonce=nonce,
            source=opener.source,
            trigger=opener.origin,
        )

    def say(self, user: User, channel: Channel, body: Json, uploads: Uploads) -> Message:
        """Post a message of one's own."""
        held = self._permissions.in_channel(user.id, channel)
        needed = bits.SEND_IN_THREADS if channel.is_thread else bits.SEND_MESSAGES
        if held & needed != needed or (channel.locked and not held & bits.MANAGE_THREADS):
            raise Declined("You cannot send messages here.")
        content = str(body.get("content") or "")
        if not content.strip() and not uploads:
            raise Declined("Write something or attach a file.")
        if len(content) > 2000:
            raise Declined("Your message is too long: 2,000 characters at most.")
        large = [problem for u in uploads.values() for problem in [too_large(u, self._knobs.attachment_size_limit)]]
        if any(large) or len(uploads) > 10:
            raise Declined(next((problem for problem in large if problem), "Ten files at most."))
        body = {"content": content, "nonce": body.get("nonce"), "allowed_mentions": {"parse": ["users"]}}
        return self._posts.post(Draft(channel=channel, author_id=user.id, body=body, uploads=uploads))

    def delete(self, user: User, message: Message) -> None:
        """Delete a message, or dismiss one that only this person sees."""
        channel = self._world.channels[message.channel_id]
        manages = self._permissions.in_channel(user.id, channel) & bits.MANAGE_MESSAGES
        own = message.author_id == user.id or message.audience == user.id
        if not own and not (manages and message.audience is None):
            raise Declined("You cannot delete this message.")
        self._posts.delete(message)

    def _seen(self, user: User, channel_id: int) -> Channel:
        channel = self._world.channels.get(channel_id)
        if channel is None or not self._permissions.in_channel(user.id, channel):
            raise Declined("You do not see this channel.")
        return channel

    def _may_use(self, user: User, channel: Channel, command: Command) -> None:
        held = self._permissions.in_channel(user.id, self._seen(user, channel.id))
        needed = int(command.body.get("default_member_permissions") or 0)
        if channel.guild_id is not None and (held & needed != needed or not held & bits.USE_COMMANDS):
            raise Declined("You do not have permission to use this command.")
        contexts = command.body.get("contexts")
        here = 0 if channel.guild_id is not None else 1
        if contexts is not None and here not in contexts:
            raise Declined("This command cannot be used here.")

    def _invocation(self, command: Command) -> Json:
        data: Json = {"id": str(command.id), "name": command.name, "type": command.kind}
        return data | {"guild_id": str(command.guild_id)} if command.guild_id else data

    def _target(self, user: User, command: Command, target_id: int | None) -> Json:
        if command.kind == CommandKind.USER:
            return self._resolved_user(target_id or 0)
        message = self._world.messages.get(target_id or 0)
        if message is None or message.audience not in (None, user.id):
            raise Declined("This message is gone.")
        return {"messages": {str(message.id): self._shapes.message(message)}}

    def _resolve(self, option: Json, channel: Channel, uploads: Uploads, resolved: Json) -> Json:
        """An option as it is sent: files stored, people and channels looked up."""
        kind = option["type"]
        if is_list(option.get("options")):
            children = [self._resolve(child, channel, uploads, resolved) for child in option["options"]]
            return option | {"options": children}
        if kind == OptionKind.ATTACHMENT:
            key = self._store(uploads[option["value"]], channel, resolved)
            return option | {"value": key}
        if kind in REFERENCES:
            self._look_up(int(option["value"]), resolved)
            return option | {"value": str(option["value"])}
        return option

    def _store(self, upload: Upload, channel: Channel, resolved: Json) -> str:
        attachment = self._posts.attach(upload, channel.id, ephemeral=True)
        resolved.setdefault("attachments", {})[str(attachment.id)] = self._shapes.attachment(attachment)
        return str(attachment.id)

    def _look_up(self, key: int, resolved: Json) -> None:
        world = self._world
        if key in world.users:
            for kind, found in self._resolved_user(key).items():
                resolved.setdefault(kind, {}).update(found)
        elif key in world.channels:
            resolved.setdefault("channels", {})[str(key)] = self._shapes.channel(world.channels[key], world.bot.id)
        elif key in world.guild.roles:
            resolved.setdefault("roles", {})[str(key)] = self._shapes.role(world.guild.roles[key])
        else:
            raise Declined("There is nobody and nothing with this id.")

    def _resolved_user(self, user_id: int) -> Json:
        user, member = self._world.users.get(user_id), self._world.guild.members.get(user_id)
        if user is None:
            raise Declined("There is nobody with this id.")
        resolved: Json = {"users": {str(user.id): self._shapes.user(user)}}
        if member is not None:
            permissions = {"permissions": str(self._permissions.in_guild(user_id))}
            resolved["members"] = {str(user.id): self._shapes.member(member, with_user=False) | permissions}
        return resolved

    def _resolve_picked(self, part: Json, values: list[Any]) -> Json:
        resolved: Json = {}
        if part["type"] != Part.STRING_SELECT:
            for value in values:
                self._look_up(int(value), resolved)
        return resolved

    def _filled(
        self,
        part: Json,
        number: int,
        given: Mapping[str, Json],
        channel: Channel,
        uploads: Uploads,
        resolved: Json,
    ) -> Json:
        """A top component of a modal as it is submitted."""
        shape: Json = {"type": part["type"], "id": part.get("id") or number}
        if is_object(part.get("component")):
            shape["component"] = self._filled(part["component"], 100 + number, given, channel, uploads, resolved)
        if is_list(part.get("components")):
            children = enumerate(part["components"])
            shape["components"] = [
                self._filled(child, 100 + number + index, given, channel, uploads, resolved)
                for index, child in children
            ]
        if not part.get("custom_id"):
            return shape
        filled = given.get(part["custom_id"], {})
        shape["custom_id"] = part["custom_id"]
        if part["type"] == Part.FILE_UPLOAD:
            values = [self._store(uploads[value], channel, resolved) for value in filled.get("values") or ()]
            return shape | {"values": values}
        if part["type"] in (Part.TEXT_INPUT, Part.RADIO_GROUP, Part.CHECKBOX):
            blank = {Part.TEXT_INPUT: "", Part.CHECKBOX: False}.get(part["type"])
            return shape | {"value": filled.get("value", blank)}
        picked = filled.get("values") or []
        for kind, found in self._resolve_picked(part, picked if part["type"] != Part.CHECKBOX_GROUP else []).items():
            resolved.setdefault(kind, {}).update(found)
        return shape | {"values": picked}
