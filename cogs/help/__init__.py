"""`/help` and `/about`: what a newcomer asks first."""

from bot.gateway.client import RestyleClient
from cogs.help.commands import HelpCommands


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    await client.add_cog(HelpCommands(client))
