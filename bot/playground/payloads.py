"""The payload of INTERACTION_CREATE: everything Discord puts around an interaction's data."""

from bot.playground.constants import ChannelKind
from bot.playground.interaction import Interaction
from bot.playground.knobs import Knobs
from bot.playground.permissions import Permissions
from bot.playground.shapes import Shapes
from bot.playground.values import Json
from bot.playground.world import World

IN_GUILD, IN_BOT_DM = 0, 1


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
            "locale": "en-US",
            "entitlements": [],
            "app_permissions": str(self._permissions.in_channel(self._world.bot.id, channel)),
            "attachment_size_limit": self._knobs.attachment_size_limit,
        }
        if interaction.source is not None:
            payload["message"] = self._shapes.message(interaction.source)
        return payload | self._place(interaction)

    def _place(self, interaction: Interaction) -> Json:
        world, user_id = self._world, interaction.user_id
        if interaction.channel.kind == ChannelKind.DM:
            user = self._shapes.user(world.users[user_id])
            return {"user": user, "context": IN_BOT_DM, "authorizing_integration_owners": {"0": "0"}}
        permissions = str(self._permissions.in_channel(user_id, interaction.channel))
        member = self._shapes.member(world.guild.members[user_id])
        return {
            "guild_id": str(world.guild.id),
            "guild": self._shapes.partial_guild(),
            "guild_locale": "en-US",
            "member": member | {"permissions": permissions},
            "context": IN_GUILD,
            "authorizing_integration_owners": {"0": str(world.guild.id)},
        }
