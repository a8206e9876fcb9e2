"""Which commands somebody can use where they ask: what is offered there, and what they have the right to by now."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import discord
from discord import app_commands

from bot.delivery.help_view import Offer, Offers
from bot.domain.errors import NotAllowed
from bot.domain.text import recalled
from bot.gateway.client import RestyleInteraction
from bot.gateway.mentions import Mentions
from bot.gateway.rights import Right, right_of

Command = app_commands.Command[Any, ..., Any]
Root = Command | app_commands.Group


def offers_for(interaction: RestyleInteraction) -> Offers:
    """Those that somebody can use."""
    commands = [each for each in _commands(interaction) if _is_offered(each, interaction) and _may(each, interaction)]
    return offers_of(commands, interaction.client.mentions)


def offers_of(commands: Sequence[Command], mentions: Mentions) -> Offers:
    """Commands as they are told of: by the right they need, and for moderators those of one name together."""

    def those(right: Right) -> list[Command]:
        return [each for each in commands if right_of(each) is right]

    def together(right: Right) -> tuple[Offer, ...]:
        families = [_offer(root.description, list(some), mentions) for root, some in groupby(those(right), _root)]
        return tuple(sorted(families, key=lambda each: len(each.mentions)))

    return Offers(
        restyle=mentions.of("restyle"),
        imagine=mentions.of("imagine"),
        help=mentions.of("help"),
        anybody=tuple(_offer(each.description, [each], mentions) for each in those(Right.ANYBODY)),
        moderators=together(Right.MANAGE_SERVER),
        operators=together(Right.OPERATOR),
    )


def _offer(told: str, commands: Sequence[Command], mentions: Mentions) -> Offer:
    return Offer(mentions=tuple(mentions.of(each.qualified_name) for each in commands), told=recalled(told))


def _commands(interaction: RestyleInteraction) -> Sequence[Command]:
    tree, home = interaction.client.tree, interaction.client.home
    found = list(tree.walk_commands())
    if home is not None and interaction.guild_id == home:
        found += tree.walk_commands(guild=discord.Object(home))
    return [each for each in found if isinstance(each, app_commands.Command)]


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


def _may(command: Command, interaction: RestyleInteraction) -> bool:
    try:
        interaction.client.require(right_of(command), interaction)
    except NotAllowed:
        return False
    return True
