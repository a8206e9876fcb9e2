"""`/forget-me`: anybody may have deleted what is known of them."""

from bot.gateway.client import RestyleClient
from cogs.privacy.commands import PrivacyCommands


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    await client.add_cog(PrivacyCommands(client))
