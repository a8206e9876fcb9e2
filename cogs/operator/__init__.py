"""`/operator`: what whoever runs the bot decides, in their own server and nowhere else."""

import discord

from bot.gateway.client import RestyleClient
from cogs.operator import deciding, looking
from cogs.operator.group import operator

COMMANDS = (deciding, looking)
"""Files whose commands hang themselves on the group when they are imported."""


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    if client.home is not None:
        client.tree.add_command(operator, guild=discord.Object(client.home))
