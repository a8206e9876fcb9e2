"""Who acts, read from an interaction: for limits, for rights, and for the tenant they act in."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import discord

from bot.domain.request import Asker
from bot.services.moderation import Moderator


def tenant_of(interaction: discord.Interaction[Any]) -> int:
    """The server that we are a member of; direct messages are tenants of their own, the negated user id.

    So is whatever somebody asks where they alone brought us: that server has decided nothing about us.
    """
    ours = interaction.guild_id if interaction.is_guild_integration() else None
    return ours or -interaction.user.id


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
    locale = str(interaction.guild_locale or "")
    return Moderator(guild_id=tenant_of(interaction), user_id=interaction.user.id, locale=locale)


async def names_of(interaction: discord.Interaction[Any], user_ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """What members are called in this server, the name they show first; those who cannot be found are left out."""
    found = await asyncio.gather(*(_names(interaction, each) for each in user_ids))
    return {user_id: names for user_id, names in zip(user_ids, found, strict=True) if names}


async def _names(interaction: discord.Interaction[Any], user_id: int) -> tuple[str, ...]:
    if not user_id or interaction.guild_id is None:
        return ()
    try:
        member = await interaction.client.http.get_member(interaction.guild_id, user_id)
    except (discord.DiscordException, aiohttp.ClientError, OSError):
        return ()
    user = member["user"]
    return tuple(name for name in (member.get("nick"), user.get("global_name"), user["username"]) if name)
