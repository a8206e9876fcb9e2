"""`/history`, `/show`, `/again`, and the family of a picture."""

from bot.gateway.client import RestyleClient
from cogs.history.commands import HistoryCommands


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    await client.add_cog(HistoryCommands(client))
