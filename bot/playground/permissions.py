"""Who may do what where: Discord's computation from roles and overwrites. Reads the world, changes nothing."""

from bot.playground import constants
from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel, Member
from bot.playground.knobs import Knobs
from bot.playground.world import World

IN_DIRECT_MESSAGES = (
    constants.VIEW_CHANNEL
    | constants.SEND_MESSAGES
    | constants.EMBED_LINKS
    | constants.ATTACH_FILES
    | constants.READ_HISTORY
    | constants.ADD_REACTIONS
    | constants.USE_COMMANDS
)


class Permissions:
    """Answers for members and the bot; the knobs may take rights from the bot."""

    def __init__(self, world: World, knobs: Knobs) -> None:
        """Compute over `world` as it is when asked."""
        self._world = world
        self._knobs = knobs

    def in_guild(self, user_id: int) -> int:
        """The rights of a member before any channel has its say."""
        guild = self._world.guild
        member = guild.members.get(user_id)
        if member is None:
            return 0
        if user_id == guild.owner_id:
            return constants.ALL_PERMISSIONS
        granted = guild.roles[guild.id].permissions
        for role_id in member.role_ids:
            granted |= guild.roles[role_id].permissions
        return granted

    def in_channel(self, user_id: int, channel: Channel) -> int:
        """The rights of a user in a channel; a thread has its parent's."""
        if channel.kind == ChannelKind.DM:
            return IN_DIRECT_MESSAGES if user_id in (channel.recipient_id, self._world.bot.id) else 0
        place = self._world.channels.get(channel.parent_id or 0, channel)
        granted = self.in_guild(user_id)
        member = self._world.guild.members.get(user_id)
        if member is not None and user_id != self._world.guild.owner_id:
            granted = self._overwritten(granted, member, place)
        if user_id == self._world.bot.id and place.name in self._knobs.permission_masks:
            granted &= self._knobs.permission_masks[place.name]
        return granted if granted & constants.VIEW_CHANNEL else 0

    def _overwritten(self, granted: int, member: Member, place: Channel) -> int:
        """Apply a channel's overwrites: for everybody, for the member's roles together, for the member."""
        everybody = [o for o in place.overwrites if o.id == self._world.guild.id]
        roles = [o for o in place.overwrites if not o.member and o.id in member.role_ids]
        own = [o for o in place.overwrites if o.member and o.id == member.user_id]
        for stage in (everybody, roles, own):
            for overwrite in stage:
                granted &= ~overwrite.deny
            for overwrite in stage:
                granted |= overwrite.allow
        return granted
