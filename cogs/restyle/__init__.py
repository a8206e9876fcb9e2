"""`/restyle` and the buttons below its pictures."""

from bot.gateway.client import RestyleClient
from cogs.restyle.again import AgainCommand
from cogs.restyle.buttons import RestyleButtons
from cogs.restyle.commands import RestyleCommands
from cogs.restyle.menus import RestyleMenus
from cogs.restyle.more import MoreButtons
from cogs.restyle.trying import RestyleTrying


async def setup(client: RestyleClient) -> None:
    """Called by discord.py when the extension is loaded."""
    await client.add_cog(RestyleCommands(client.use_cases.restyle))
    await client.add_cog(AgainCommand(client))
    await client.add_cog(RestyleButtons(client))
    await client.add_cog(MoreButtons(client))
    await client.add_cog(RestyleMenus(client))
    await client.add_cog(RestyleTrying(client))
