"""The payload of INTERACTION_CREATE: everything Discord puts around an interaction's data."""

from bot.playground.constants import ChannelKind, Context
from bot.playground.entities import Channel
from bot.playground.interaction import Interaction
from bot.playground.knobs import Knobs
from bot.playground.permissions import Permissions
from bot.playground.shapes import Shapes
from bot.playground.values import Json
from bot.playground.world import World


class InteractionPayloads:
    """Writes interactions for the gateway."""

    def __init__(self, world: World, shapes: Shapes, permissions: Permissions, knobs: Knobs) -> None:
        """Read from the same world as everybody."""
        self._world = world
        self._shapes = shapes
        self._permissions = permissions
        self._knobs = knobs

    def payload(self, interaction: Interaction) -> Json:
        """The whole payload."""
        channel = interaction.channel
        payload: Json = {
            "id": str(interaction.id),
            "application_id": str(self._world.application_id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": str(channel.id),
            "channel": self._shapes.channel(channel, interaction.user_id),
            "context": int(context_of(channel)),
            "authorizing_integration_owners": interaction.origin.owners,
            "locale": interaction.locale,
            "entitlements": [],
            "app_permissions": str(self._permissions.of_application(channel)),
            "attachment_size_limit": self._knobs.attachment_size_limit,
        }
        if interaction.source is not None:
            payload["message"] = self._shapes.message(interaction.source)
        return payload | self._person(interaction)

    def _person(self, interaction: Interaction) -> Json:
        """Who did it: a member of the guild, or outside of guilds a user."""
        world, user_id = self._world, interaction.user_id
        guild, member = world.guild_of(interaction.channel), world.member(interaction.channel.guild_id, user_id)
        if guild is None or member is None:
            return {"user": self._shapes.user(world.users[user_id])}
        permissions = str(self._permissions.in_channel(user_id, interaction.channel))
        return {
            "guild_id": str(guild.id),
            "guild": self._shapes.partial_guild(guild),
            "guild_locale": guild.locale,
            "member": self._shapes.member(member) | {"permissions": permissions},
        }


def context_of(channel: Channel) -> Context:
    """Where something in this channel happens, in an interaction's terms."""
    if channel.guild_id is not None:
        return Context.GUILD
    return Context.BOT_DM if channel.kind == ChannelKind.DM else Context.PRIVATE
