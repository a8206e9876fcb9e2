"""The world in Discord's words: entities as the JSON objects of the API v10.

Files, embeds and components are in `media_shapes`. Nothing here decides anything.
"""

from bot.playground.constants import ChannelKind, InteractionKind
from bot.playground.entities import Channel, Command, Guild, Member, Message, Origin, Role, User
from bot.playground.media_shapes import MediaShapes
from bot.playground.permissions import Permissions
from bot.playground.snowflakes import created_at
from bot.playground.values import Json
from bot.playground.world import World

REPLY, FORWARD = 0, 1
PNG = 1


class Shapes:
    """Renders one world."""

    def __init__(self, world: World, media: MediaShapes, permissions: Permissions) -> None:
        """Render `world`; files and what shows them are rendered by `media`."""
        self._world = world
        self.media = media
        self._permissions = permissions

    def user(self, user: User) -> Json:
        """A user object."""
        shape: Json = {
            "id": str(user.id),
            "username": user.username,
            "avatar": user.avatar,
            "discriminator": "0" if not user.bot else "0001",
            "public_flags": 0,
            "flags": 0,
            "global_name": user.global_name,
            "primary_guild": None,
            "avatar_decoration_data": None,
            "collectibles": None,
        }
        return shape | {"bot": True} if user.bot else shape

    def member(self, member: Member, *, with_user: bool = True) -> Json:
        """A guild member object."""
        shape: Json = {
            "roles": [str(role) for role in member.role_ids],
            "joined_at": member.joined_at,
            "nick": member.nick,
            "avatar": None,
            "banner": None,
            "flags": 0,
            "pending": False,
            "premium_since": None,
            "communication_disabled_until": None,
        }
        if with_user:
            shape |= {"user": self.user(self._world.users[member.user_id]), "mute": False, "deaf": False}
        return shape

    def role(self, role: Role) -> Json:
        """A role object."""
        shape: Json = {
            "id": str(role.id),
            "name": role.name,
            "permissions": str(role.permissions),
            "position": role.position,
            "color": role.color,
            "colors": {"primary_color": role.color, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": role.managed,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }
        return shape | {"tags": {"bot_id": str(role.bot_id)}} if role.bot_id else shape

    def channel(self, channel: Channel, viewer: int | None = None) -> Json:
        """A channel, thread or direct message channel; `viewer` adds that user's permissions."""
        shape: Json = {
            "id": str(channel.id),
            "type": int(channel.kind),
            "flags": 0,
            "last_message_id": optional_id(channel.last_message_id),
        }
        if channel.kind == ChannelKind.DM:
            return shape | {"recipients": [self.user(self._world.users[channel.recipient_id or 0])]}
        if channel.kind == ChannelKind.GROUP_DM:
            return shape | self._group(channel)
        shape |= {
            "guild_id": str(channel.guild_id),
            "name": channel.name,
            "parent_id": optional_id(channel.parent_id),
            "rate_limit_per_user": channel.slow_mode,
        }
        if viewer is not None:
            shape["permissions"] = str(self._permissions.in_channel(viewer, channel))
        return shape | (self._thread(channel) if channel.is_thread else self._text_channel(channel))

    def _group(self, channel: Channel) -> Json:
        recipients = [self.user(self._world.users[user]) for user in channel.member_ids]
        return {"recipients": recipients, "name": channel.name, "icon": None, "owner_id": str(channel.owner_id)}

    def _text_channel(self, channel: Channel) -> Json:
        return {
            "position": channel.position,
            "topic": channel.topic,
            "nsfw": False,
            "permission_overwrites": [
                {"id": str(o.id), "type": int(o.member), "allow": str(o.allow), "deny": str(o.deny)}
                for o in channel.overwrites
            ],
        }

    def _thread(self, thread: Channel) -> Json:
        return {
            "owner_id": str(thread.owner_id),
            "message_count": thread.message_count,
            "member_count": len(thread.member_ids),
            "total_message_sent": thread.total_sent,
            "thread_metadata": {
                "archived": thread.archived,
                "archive_timestamp": thread.archive_stamp,
                "auto_archive_duration": thread.auto_archive_minutes,
                "locked": thread.locked,
                "create_timestamp": created_at(thread.id).isoformat(),
            },
        }

    def message(self, message: Message, *, nested: bool = False) -> Json:
        """A message object; a nested one leaves its own reference out."""
        shape: Json = self.content(message) | {
            "id": str(message.id),
            "channel_id": str(message.channel_id),
            "author": self.user(self._world.users[message.author_id]),
            "mention_everyone": message.mention_everyone,
            "pinned": False,
            "tts": False,
        }
        if message.snapshots:
            shape["message_snapshots"] = [{"message": self.content(snapshot)} for snapshot in message.snapshots]
        if message.nonce is not None:
            shape["nonce"] = message.nonce
        if message.by_webhook:
            shape |= {"webhook_id": str(self._world.application_id), "application_id": str(self._world.application_id)}
        if message.origin is not None:
            shape["interaction_metadata"] = self.origin(message.origin)
        if message.thread_id in self._world.channels:
            shape["thread"] = self.channel(self._world.channels[message.thread_id or 0])
        return shape if nested else shape | self._reference(message)

    def content(self, message: Message) -> Json:
        """What a message says, which is all of it that a forwarded one carries."""
        shape: Json = {
            "type": int(message.kind),
            "content": message.content,
            "timestamp": message.created,
            "edited_timestamp": message.edited,
            "flags": message.flags,
            "attachments": self.media.listed(message),
            "embeds": self.media.embeds(message),
            "components": self.media.components(message),
            "mentions": [self.user(self._world.users[user]) for user in message.mention_ids],
            "mention_roles": [],
        }
        known = {key: sticker for guild in self._world.guilds.values() for key, sticker in guild.stickers.items()}
        stickers = [known[key] for key in message.sticker_ids if key in known]
        if stickers:
            shape["sticker_items"] = [{"id": str(one.id), "name": one.name, "format_type": PNG} for one in stickers]
        return shape

    def _reference(self, message: Message) -> Json:
        if message.reference_channel_id is None:
            return {}
        forwarded = bool(message.snapshots)
        reference: Json = {"type": FORWARD if forwarded else REPLY, "channel_id": str(message.reference_channel_id)}
        there = self._world.channels.get(message.reference_channel_id)
        if there is not None and there.guild_id is not None:
            reference["guild_id"] = str(there.guild_id)
        if message.reference_id is None:
            return {"message_reference": reference}
        reference["message_id"] = str(message.reference_id)
        if forwarded:
            return {"message_reference": reference}
        referenced = self._world.messages.get(message.reference_id)
        whole = self.message(referenced, nested=True) if referenced is not None else None
        return {"message_reference": reference, "referenced_message": whole}

    def origin(self, origin: Origin) -> Json:
        """The metadata of the interaction a message answers."""
        shape: Json = {
            "id": str(origin.id),
            "type": int(origin.kind),
            "user": self.user(self._world.users[origin.user_id]),
            "authorizing_integration_owners": origin.owners,
        }
        for key in ("original_message_id", "interacted_message_id", "target_message_id"):
            value = getattr(origin, key)
            if value is not None:
                shape[key.replace("original_", "original_response_")] = str(value)
        if origin.target_user_id is not None:
            shape["target_user"] = self.user(self._world.users[origin.target_user_id])
        if origin.kind == InteractionKind.MODAL and origin.trigger is not None:
            shape["triggering_interaction_metadata"] = self.origin(origin.trigger)
        return shape

    def command(self, command: Command) -> Json:
        """An application command object."""
        return command.body

    def partial_guild(self, guild: Guild) -> Json:
        """The guild as interactions carry it."""
        return {"id": str(guild.id), "locale": guild.locale, "features": []}

    def guild(self, guild: Guild) -> Json:
        """A guild object, as far as it is the same for everybody."""
        return {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "owner_id": str(guild.owner_id),
            "roles": [self.role(role) for role in guild.roles.values()],
            "features": [],
            "preferred_locale": guild.locale,
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "afk_channel_id": None,
            "afk_timeout": 300,
            "emojis": [],
            "stickers": [],
        }

    def guild_for_bot(self, guild: Guild) -> Json:
        """The whole guild as GUILD_CREATE carries it; without the members intent the bot alone is a member."""
        world = self._world
        robot = guild.members[world.bot.id]
        own = [channel for channel in world.channels.values() if channel.guild_id == guild.id]
        return self.guild(guild) | {
            "unavailable": False,
            "large": False,
            "joined_at": robot.joined_at,
            "member_count": len(guild.members),
            "members": [self.member(robot)],
            "channels": [self.channel(channel) for channel in own if not channel.is_thread],
            "threads": [self.channel(one, world.bot.id) for one in own if one.is_thread and not one.archived],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }


def optional_id(value: int | None) -> str | None:
    """An id on the wire, or null."""
    return str(value) if value is not None else None
