"""What a call may touch: finds the channel or message of a path and asks for the rights it takes."""

from bot.playground import constants
from bot.playground.entities import Channel, Guild, Message
from bot.playground.errors import refuse
from bot.playground.rules.messages import would_mention
from bot.playground.rules.moderation import blocked_word
from bot.playground.values import Json, as_object
from bot.playground.wire.route import Call, Context


def channel_of(context: Context, call: Call, needed: int = 0) -> Channel:
    """The channel of the path, which the bot must see and where it must have the `needed` permissions."""
    channel = context.world.channels.get(call.id("channel"))
    if channel is None:
        raise refuse("unknown channel")
    require(context, channel, needed)
    return channel


def require(context: Context, channel: Channel, needed: int) -> None:
    """Refuse if the bot does not see the channel or lacks one of the `needed` permissions."""
    held = context.permissions.in_channel(context.world.bot.id, channel)
    if not held & constants.VIEW_CHANNEL:
        raise refuse("missing access")
    if held & needed != needed:
        raise refuse("missing permissions")


def joined_guild(context: Context, guild_id: int) -> Guild:
    """A guild the bot is a member of."""
    guild = context.world.guilds.get(guild_id)
    if guild is None:
        raise refuse("unknown guild")
    if not context.world.has_bot(guild_id):
        raise refuse("missing access")
    return guild


def sending(channel: Channel) -> int:
    """The permission that sending takes here."""
    return constants.SEND_IN_THREADS if channel.is_thread else constants.SEND_MESSAGES


def message_of(context: Context, call: Call, channel: Channel) -> Message:
    """The message of the path; ephemeral ones are unknown to channel routes."""
    message = context.world.messages.get(call.id("message"))
    if message is None or message.channel_id != channel.id or message.ephemeral:
        raise refuse("unknown message")
    return message


def guild_channel(channel: Channel) -> Channel:
    """A channel in which threads can be started."""
    if channel.guild_id is None or channel.is_thread:
        raise refuse("wrong kind of channel")
    return channel


def moderate(context: Context, channel: Channel, body: Json) -> None:
    """Refuse what the guild's automatic moderation stops."""
    if blocked_word(context.world.guild_of(channel), body) is not None:
        raise refuse("blocked word")


def note_mentions(context: Context, call: Call, body: object) -> None:
    """Record a violation if this message would let Discord look for mentions."""
    if would_mention(as_object(body)):
        context.violations.append(f"{call.method} {call.path}: allowed_mentions would parse mentions")
