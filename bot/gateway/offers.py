"""Which commands somebody can use where they ask: what is offered there, and what they have the right to by now."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import discord
from discord import app_commands

from bot.delivery.help_view import Offer, Offers
from bot.domain.errors import NotAllowed
from bot.domain.text import t
from bot.gateway.client import RestyleInteraction
from bot.gateway.rights import Right, right_of

Command = app_commands.Command[Any, ..., Any]
Root = Command | app_commands.Group


def offers_for(interaction: RestyleInteraction) -> Offers:
    """All of them, those of one right together."""
    client = interaction.client
    commands = [each for each in _commands(interaction) if _is_offered(each, interaction)]

    def those(right: Right) -> Iterable[Command]:
        return [each for each in commands if right_of(each) is right and _may(interaction, right)]

    def single(command: Command) -> Offer:
        return Offer(mentions=(client.mentions.of(command.qualified_name),), told=t(command.description))

    def together(some: Iterable[Command]) -> tuple[Offer, ...]:
        return tuple(_family(interaction, root, list(each)) for root, each in groupby(some, _root))

    return Offers(
        restyle=client.mentions.of("restyle"),
        imagine=client.mentions.of("imagine"),
        help=client.mentions.of("help"),
        anybody=tuple(single(each) for each in those(Right.ANYBODY)),
        moderators=together(those(Right.MANAGE_SERVER)),
        operators=together(those(Right.OPERATOR)),
    )


def _commands(interaction: RestyleInteraction) -> Sequence[Command]:
    tree, home = interaction.client.tree, interaction.client.home
    found = list(tree.walk_commands())
    if home is not None and interaction.guild_id == home:
        found += tree.walk_commands(guild=discord.Object(home))
    return [each for each in found if isinstance(each, app_commands.Command)]


def _family(interaction: RestyleInteraction, root: Root, commands: Sequence[Command]) -> Offer:
    """What has one name in common, told in one line."""
    mentions = tuple(interaction.client.mentions.of(each.qualified_name) for each in commands)
    return Offer(mentions=mentions, told=t(root.description))


def _is_offered(command: Command, interaction: RestyleInteraction) -> bool:
    """Whether Discord offers it in such a place, and by the way we came there."""
    root, tree = _root(command), interaction.client.tree
    contexts = tree.allowed_contexts.merge(root.allowed_contexts or app_commands.AppCommandContext())
    installs = tree.allowed_installs.merge(root.allowed_installs or app_commands.AppInstallationType())
    if not set(interaction.context.to_array()) & set(contexts.to_array()):
        return False
    ours, theirs = interaction.is_guild_integration(), interaction.is_user_integration()
    return interaction.guild_id is None or (ours and installs.guild) or (theirs and installs.user)


def _root(command: Command) -> Root:
    return command.root_parent or command


def _may(interaction: RestyleInteraction, right: Right) -> bool:
    try:
        interaction.client.require(right, interaction)
    except NotAllowed:
        return False
    return True
