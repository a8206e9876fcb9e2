"""The `resolved` part of one interaction: the users, channels, roles and files that its values name."""

from collections.abc import Mapping
from typing import Any

from bot.playground.constants import OptionKind, Part
from bot.playground.entities import Channel
from bot.playground.permissions import Permissions
from bot.playground.posts import Posts
from bot.playground.shapes import Shapes
from bot.playground.uploads import Upload
from bot.playground.values import Json, as_list, is_list, is_object, snowflake
from bot.playground.world import World

PLAIN_VALUE = {Part.TEXT_INPUT: "", Part.RADIO_GROUP: None, Part.CHECKBOX: False}
PARTIAL_CHANNEL = {
    "id",
    "type",
    "name",
    "permissions",
    "last_message_id",
    "nsfw",
    "parent_id",
    "guild_id",
    "flags",
    "rate_limit_per_user",
    "topic",
    "position",
    "thread_metadata",
}
Kinds = tuple[str, ...]
OF_OPTION: dict[int, Kinds] = {
    OptionKind.USER: ("users",),
    OptionKind.CHANNEL: ("channels",),
    OptionKind.ROLE: ("roles",),
    OptionKind.MENTIONABLE: ("users", "roles"),
}
OF_SELECT: dict[int, Kinds] = {
    Part.USER_SELECT: ("users",),
    Part.ROLE_SELECT: ("roles",),
    Part.MENTIONABLE_SELECT: ("users", "roles"),
    Part.CHANNEL_SELECT: ("channels",),
}


class UnknownReference(Exception):
    """Nobody and nothing of the wanted kind has this id here."""


class Resolver:
    """Collects what one interaction refers to while its values are put into their final shape."""

    def __init__(
        self, *, world: World, posts: Posts, shapes: Shapes, permissions: Permissions, channel: Channel, viewer: int
    ) -> None:
        """Resolve for an interaction of the user `viewer` in `channel`."""
        self.resolved: Json = {}
        self._world = world
        self._posts = posts
        self._shapes = shapes
        self._permissions = permissions
        self._channel = channel
        self._viewer = viewer

    def option(self, option: Json, declared: Json, uploads: Mapping[int, Upload]) -> Json:
        """A command's option as it is sent; `declared` is what declares it."""
        if is_list(option.get("options")):
            inner = {child["name"]: child for child in declared.get("options") or ()}
            children = [self.option(child, inner[child["name"]], uploads) for child in option["options"]]
            return option | {"options": children}
        if option["type"] == OptionKind.ATTACHMENT:
            return option | {"value": self._file(uploads[option["value"]])}
        if option["type"] in OF_OPTION:
            kinds, channels = OF_OPTION[option["type"]], as_list(declared.get("channel_types"))
            return option | {"value": self._reference(option["value"], kinds, channels)}
        return option

    def picked(self, part: Json, values: list[Any]) -> list[Any]:
        """The values picked in a select."""
        kinds, channels = OF_SELECT.get(part["type"]), as_list(part.get("channel_types"))
        return [self._reference(value, kinds, channels) for value in values] if kinds else values

    def filled(self, part: Json, number: int, given: Mapping[str, Json], uploads: Mapping[int, Upload]) -> Json:
        """A component of a modal as it is submitted, with what was filled in by custom id."""
        shape: Json = {"type": part["type"], "id": part.get("id") or number}
        if is_object(part.get("component")):
            shape["component"] = self.filled(part["component"], 100 + number, given, uploads)
        if is_list(part.get("components")):
            shape["components"] = [self.filled(child, 100 + number, given, uploads) for child in part["components"]]
        if not part.get("custom_id"):
            return shape
        shape["custom_id"] = part["custom_id"]
        entry = given.get(part["custom_id"], {})
        if part["type"] in PLAIN_VALUE:
            value = entry.get("value")
            return shape | {"value": PLAIN_VALUE[part["type"]] if value is None else value}
        values = as_list(entry.get("values"))
        if part["type"] == Part.FILE_UPLOAD:
            return shape | {"values": [self._file(uploads[index]) for index in values]}
        return shape | {"values": self.picked(part, values)}

    def target_user(self, user_id: int) -> None:
        """Resolve the user a menu was opened on."""
        user, guild = self._world.users.get(user_id), self._world.guild_of(self._channel)
        member = guild.members.get(user_id) if guild is not None else None
        if user is None:
            raise UnknownReference
        self._add("users", user_id, self._shapes.user(user))
        if member is not None:
            permissions = {"permissions": str(self._permissions.in_channel(user_id, self._channel))}
            self._add("members", user_id, self._shapes.member(member, with_user=False) | permissions)

    def _reference(self, value: object, kinds: Kinds, channel_types: list[int]) -> str:
        key, guild = snowflake(value) or 0, self._world.guild_of(self._channel)
        if "users" in kinds and key in self._world.users:
            self.target_user(key)
        elif "roles" in kinds and guild is not None and key in guild.roles:
            self._add("roles", key, self._shapes.role(guild.roles[key]))
        elif "channels" in kinds and self._offers(key, channel_types):
            self._add("channels", key, self._partial_channel(self._world.channels[key]))
        else:
            raise UnknownReference
        return str(key)

    def _offers(self, channel_id: int, channel_types: list[int]) -> bool:
        """Whether the app would list this channel: of this guild, of the asked types, and seen by the person."""
        channel = self._world.channels.get(channel_id)
        if channel is None or channel.guild_id is None or channel.guild_id != self._channel.guild_id:
            return False
        wanted = not channel_types or int(channel.kind) in channel_types
        return wanted and bool(self._permissions.in_channel(self._viewer, channel))

    def _partial_channel(self, channel: Channel) -> Json:
        """A resolved channel: what Discord documents of it, the permissions being the person's."""
        whole = self._shapes.channel(channel, self._viewer)
        return {key: value for key, value in whole.items() if key in PARTIAL_CHANNEL}

    def _file(self, upload: Upload) -> str:
        attachment = self._posts.attach(upload, self._channel.id, ephemeral=True)
        self._add("attachments", attachment.id, self._shapes.media.attachment(attachment))
        return str(attachment.id)

    def _add(self, kind: str, key: int, shape: Json) -> None:
        self.resolved.setdefault(kind, {})[str(key)] = shape
