"""`/limits`: what holds for whom, for everybody to see and for moderators to change."""

from bot.gateway.client import RestyleClient
from cogs.limits import exceptions, mine, rules
from cogs.limits.group import limits

COMMANDS = (mine, rules, exceptions)
"""Files whose commands hang themselves on the group when they are imported."""


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    client.tree.add_command(limits)
