"""Who acts, read from an interaction: for limits, for rights, and for the tenant they act in."""

from typing import Any

import discord

from bot.domain.request import Asker
from bot.services.moderation import Moderator


def tenant_of(interaction: discord.Interaction[Any]) -> int:
    """The server; direct messages are tenants of their own, the negated user id."""
    return interaction.guild_id or -interaction.user.id


def asker_from(interaction: discord.Interaction[Any], person: discord.Member | discord.User | None = None) -> Asker:
    """Who asks, with their roles, and where; or somebody else as if they asked there."""
    who = interaction.user if person is None else person
    channel = interaction.channel
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    where = (interaction.channel_id, parent)
    return Asker(
        guild_id=tenant_of(interaction),
        user_id=who.id,
        role_ids=frozenset(_role_ids(who)),
        channel_ids=frozenset(each for each in where if each is not None),
    )


def _role_ids(user: discord.User | discord.Member) -> list[int]:
    if not isinstance(user, discord.Member):
        return []
    # Of servers that are not cached, and without intents none is, `roles` knows nothing; the ids came with the call.
    return list(user._roles)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


def moderator_from(interaction: discord.Interaction[Any]) -> Moderator:
    """Who decides for this server; that they may is checked before."""
    return Moderator(guild_id=tenant_of(interaction), user_id=interaction.user.id)
