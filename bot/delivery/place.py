"""Where a result will go, decided from what the interaction says about our rights before anything is reserved."""

from typing import Any

import discord

from bot.domain.errors import MissingPermission, Refused
from bot.domain.request import Place, PlaceKind
from bot.domain.text import said, t

_NAMES = {
    "view_channel": t("View Channel"),
    "send_messages": t("Send Messages"),
    "send_messages_in_threads": t("Send Messages in Threads"),
    "attach_files": t("Attach Files"),
    "read_message_history": t("Read Message History"),
}
_NEEDED = ("view_channel", "read_message_history", "attach_files")
_THREADS = ("create_public_threads", "send_messages_in_threads")


def is_guest(interaction: discord.Interaction[Any]) -> bool:
    """True where only the person brought us: a server that we are no member of, or a conversation among people."""
    return not interaction.is_guild_integration() and not interaction.context.dm_channel


def choose_place(interaction: discord.Interaction) -> Place:
    """A new thread, this thread, or here; raises MissingPermission naming what a moderator must grant.

    In our own direct messages and where we are a guest, what is said about our rights says less than is true.
    """
    channel = interaction.channel
    if channel is None or interaction.channel_id is None:
        raise Refused(t("I cannot see where you are asking. Try it in a channel of a server, or in a message to me."))
    if not interaction.is_guild_integration():
        kind = PlaceKind.GUEST if is_guest(interaction) else PlaceKind.HERE
        return Place(channel_id=interaction.channel_id, kind=kind)
    rights = interaction.app_permissions
    if isinstance(channel, discord.Thread):
        return _in_thread(channel, rights)
    _require(rights, "send_messages")
    opens = channel.type is discord.ChannelType.text and all(getattr(rights, name) for name in _THREADS)
    return Place(channel_id=channel.id, kind=PlaceKind.NEW_THREAD if opens else PlaceKind.HERE)


def _in_thread(thread: discord.Thread, rights: discord.Permissions) -> Place:
    """This thread, or if it is closed to us the channel above; a private one has none, because others read there."""
    above = None if thread.type is discord.ChannelType.private_thread else thread.parent_id
    if not thread.locked or rights.manage_threads:
        _require(rights, "send_messages_in_threads")
        return Place(channel_id=thread.id, kind=PlaceKind.THREAD, parent_id=above)
    if above is None:
        raise MissingPermission(t("Manage Threads"))
    _require(rights, "send_messages")
    return Place(channel_id=above, kind=PlaceKind.HERE)


def _require(rights: discord.Permissions, speak: str) -> None:
    missing = [said(_NAMES[name]) for name in (*_NEEDED, speak) if not getattr(rights, name)]
    if missing:
        raise MissingPermission(*missing)
