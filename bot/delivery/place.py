"""Where a result will go, decided from what the interaction says about our rights before anything is reserved."""

import discord

from bot.domain.errors import MissingPermission, Refused
from bot.domain.request import Place, PlaceKind

_NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
_NEEDED = ("view_channel", "read_message_history", "attach_files")
_THREADS = ("create_public_threads", "send_messages_in_threads")


def choose_place(interaction: discord.Interaction) -> Place:
    """A new thread, this thread, or here; raises MissingPermission naming what a moderator must grant."""
    channel = interaction.channel
    if channel is None or interaction.guild_id is None or not interaction.is_guild_integration():
        raise Refused("I can only work in servers that I have been added to.")
    rights = interaction.app_permissions
    in_thread = isinstance(channel, discord.Thread)
    speak = "send_messages_in_threads" if in_thread else "send_messages"
    missing = [_NAMES[name] for name in (*_NEEDED, speak) if not getattr(rights, name)]
    if missing:
        raise MissingPermission(*missing)
    if in_thread:
        kind = PlaceKind.THREAD
    elif channel.type is discord.ChannelType.text and all(getattr(rights, name) for name in _THREADS):
        kind = PlaceKind.NEW_THREAD
    else:
        kind = PlaceKind.HERE
    return Place(channel_id=channel.id, kind=kind)
