"""The `resolved` part of one interaction: the users, channels, roles and files that its values name."""

from collections.abc import Mapping
from typing import Any

from bot.playground.constants import OptionKind, Part
from bot.playground.entities import Channel
from bot.playground.permissions import Permissions
from bot.playground.posts import Posts
from bot.playground.rules.options import REFERENCES
from bot.playground.shapes import Shapes
from bot.playground.uploads import Upload
from bot.playground.values import Json, as_list, is_list, is_object, snowflake
from bot.playground.world import World

PLAIN_VALUE = {Part.TEXT_INPUT: "", Part.RADIO_GROUP: None, Part.CHECKBOX: False}
PICKS_OBJECTS = (Part.USER_SELECT, Part.ROLE_SELECT, Part.MENTIONABLE_SELECT, Part.CHANNEL_SELECT)


class UnknownReference(Exception):
    """Nobody and nothing has this id."""


class Resolver:
    """Collects what one interaction refers to while its values are put into their final shape."""

    def __init__(
        self, *, world: World, posts: Posts, shapes: Shapes, permissions: Permissions, channel: Channel
    ) -> None:
        """Resolve for an interaction in `channel`."""
        self.resolved: Json = {}
        self._world = world
        self._posts = posts
        self._shapes = shapes
        self._permissions = permissions
        self._channel = channel

    def option(self, option: Json, uploads: Mapping[int, Upload]) -> Json:
        """A command's option as it is sent."""
        if is_list(option.get("options")):
            return option | {"options": [self.option(child, uploads) for child in option["options"]]}
        if option["type"] == OptionKind.ATTACHMENT:
            return option | {"value": self._file(uploads[option["value"]])}
        if option["type"] in REFERENCES:
            return option | {"value": self._reference(option["value"])}
        return option

    def picked(self, part: Json, values: list[Any]) -> list[Any]:
        """The values picked in a select."""
        return [self._reference(value) for value in values] if part["type"] in PICKS_OBJECTS else values

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
        user, member = self._world.users.get(user_id), self._world.guild.members.get(user_id)
        if user is None:
            raise UnknownReference
        self._add("users", user_id, self._shapes.user(user))
        if member is not None:
            permissions = {"permissions": str(self._permissions.in_guild(user_id))}
            self._add("members", user_id, self._shapes.member(member, with_user=False) | permissions)

    def _reference(self, value: object) -> str:
        key, world = snowflake(value), self._world
        if key in world.users:
            self.target_user(key)
        elif key in world.channels:
            self._add("channels", key, self._shapes.channel(world.channels[key], world.bot.id))
        elif key in world.guild.roles:
            self._add("roles", key, self._shapes.role(world.guild.roles[key]))
        else:
            raise UnknownReference
        return str(key)

    def _file(self, upload: Upload) -> str:
        attachment = self._posts.attach(upload, self._channel.id, ephemeral=True)
        self._add("attachments", attachment.id, self._shapes.media.attachment(attachment))
        return str(attachment.id)

    def _add(self, kind: str, key: int, shape: Json) -> None:
        self.resolved.setdefault(kind, {})[str(key)] = shape
