"""The floor: what the client library costs by itself. A `/restyle` that takes the same options and only defers."""

import asyncio
import os
from typing import Any

import discord
from discord import app_commands

from bot.gateway.client import point_at


class Bare(discord.Client):
    """Nothing but the command."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.none(), max_messages=None)
        self.tree = app_commands.CommandTree[Any](self)

    async def setup_hook(self) -> None:
        await self.tree.sync()


client = Bare()


@client.tree.command(name="restyle", description="Defer.")
async def restyle(interaction: discord.Interaction, image: discord.Attachment, prompt: str) -> None:
    await interaction.response.defer()


if __name__ == "__main__":
    point_at(os.environ["DISCORD_API_URL"], os.environ["DISCORD_GATEWAY_URL"])
    asyncio.run(client.start(os.environ["DISCORD_TOKEN"]))
