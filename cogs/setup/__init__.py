"""`/setup`: a panel that walks a new moderator through the settings that matter."""

from bot.delivery.controls import Action
from bot.gateway.client import RestyleClient
from bot.gateway.rights import Right
from cogs.setup import panel


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    await client.add_cog(panel.SetupPanel())
    client.on_press(Action.SETUP, panel.choose, Right.MANAGE_SERVER)
