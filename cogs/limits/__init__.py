"""`/limits`: what holds for whom, for everybody to see and for moderators to change."""

from bot.gateway.client import RestyleClient
from cogs.limits.group import limits


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    client.tree.add_command(limits)
