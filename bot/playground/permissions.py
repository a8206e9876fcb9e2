"""Who may do what where: Discord's computation from roles and overwrites. Reads the world, changes nothing."""

from bot.playground import constants
from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel, Guild, Member
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
# Discord documents 442368 for the bot's own direct messages and one bit less wherever an app is a guest.
AS_GUEST = constants.ATTACH_FILES | constants.EMBED_LINKS | constants.MENTION_EVERYONE
IN_OWN_DM = AS_GUEST | constants.USE_EXTERNAL_EMOJIS
NOTHING_WITHOUT_SENDING = constants.MENTION_EVERYONE | constants.ATTACH_FILES | constants.EMBED_LINKS


class Permissions:
    """Answers for members and the bot; the knobs may take rights from the bot."""

    def __init__(self, world: World, knobs: Knobs) -> None:
        """Compute over `world` as it is when asked."""
        self._world = world
        self._knobs = knobs

    def in_guild(self, user_id: int, guild: Guild) -> int:
        """The rights of a member before any channel has its say."""
        member = guild.members.get(user_id)
        if member is None:
            return 0
        granted = guild.roles[guild.id].permissions
        for role_id in member.role_ids:
            granted |= guild.roles[role_id].permissions
        everything = user_id == guild.owner_id or granted & constants.ADMINISTRATOR
        return constants.ALL_PERMISSIONS if everything else granted

    def in_channel(self, user_id: int, channel: Channel) -> int:
        """The rights of a user in a channel; a thread has its parent's."""
        if channel.kind == ChannelKind.DM:
            return IN_DIRECT_MESSAGES if user_id in (channel.recipient_id, self._world.bot.id) else 0
        if channel.kind == ChannelKind.GROUP_DM:
            return IN_DIRECT_MESSAGES if user_id in channel.member_ids else 0
        guild, place = self._world.guild_of(channel), self._world.channels.get(channel.parent_id or 0, channel)
        member = guild.members.get(user_id) if guild is not None else None
        if guild is None or member is None:
            return 0
        granted = self.in_guild(user_id, guild)
        if granted != constants.ALL_PERMISSIONS:
            granted = _overwritten(granted, guild, member, place)
        if user_id == self._world.bot.id and place.name in self._knobs.permission_masks:
            granted &= self._knobs.permission_masks[place.name]
        return _implied(granted, user_id, channel)

    def of_application(self, channel: Channel) -> int:
        """What an interaction reports as `app_permissions`; where the bot is a guest, that is next to nothing."""
        if channel.kind == ChannelKind.DM:
            return IN_OWN_DM
        if channel.kind == ChannelKind.GROUP_DM or not self._world.has_bot(channel.guild_id):
            return AS_GUEST
        return self.in_channel(self._world.bot.id, channel)


def _overwritten(granted: int, guild: Guild, member: Member, place: Channel) -> int:
    """Apply a channel's overwrites: for everybody, for the member's roles together, for the member."""
    everybody = [o for o in place.overwrites if o.id == guild.id]
    roles = [o for o in place.overwrites if not o.member and o.id in member.role_ids]
    own = [o for o in place.overwrites if o.member and o.id == member.user_id]
    for stage in (everybody, roles, own):
        for overwrite in stage:
            granted &= ~overwrite.deny
        for overwrite in stage:
            granted |= overwrite.allow
    return granted


def _implied(granted: int, user_id: int, channel: Channel) -> int:
    """Take what means nothing without a right that is missing: nothing unseen, no files where one may not speak."""
    inside = user_id in channel.member_ids or granted & constants.MANAGE_THREADS
    if not granted & constants.VIEW_CHANNEL or (channel.kind == ChannelKind.PRIVATE_THREAD and not inside):
        return 0
    speaks = channel.is_thread or granted & constants.SEND_MESSAGES
    return granted if speaks else granted & ~NOTHING_WITHOUT_SENDING
