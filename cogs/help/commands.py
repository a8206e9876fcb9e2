"""How to begin, and what this bot is. Answered at once with words; pictures follow when they are there."""

from discord import app_commands
from discord.ext import commands

from bot.delivery.about_view import about_view
from bot.delivery.help_view import help_files, help_view
from bot.delivery.private import complete, show
from bot.gateway.client import RestyleClient, RestyleInteraction
from bot.gateway.offers import offers_for
from bot.gateway.people import tenant_of
from bot.gateway.reach import anywhere
from bot.gateway.rights import Right, needs


class HelpCommands(commands.Cog):
    """What a newcomer asks first."""

    def __init__(self, client: RestyleClient) -> None:
        self._guide = client.use_cases.guide
        self._mentions = client.mentions

    @needs(Right.ANYBODY)
    @anywhere
    @app_commands.command(name="help")
    async def help(self, interaction: RestyleInteraction) -> None:
        """How to begin, what you can use here, and a picture of each style."""
        offers = offers_for(interaction)
        # Pictures take longer than an answer may: to be drawn at the first call, to be uploaded at each.
        await show(interaction, help_view(offers, coming=True))
        drawn = await self._guide.styles()
        await complete(interaction, help_view(offers, drawn), help_files(drawn))

    @needs(Right.ANYBODY)
    @anywhere
    @app_commands.command(name="about")
    async def about(self, interaction: RestyleInteraction) -> None:
        """What I am, who draws here and at what price, and what I keep of you."""
        await show(interaction, about_view(await self._guide.about(tenant_of(interaction)), self._mentions.of))
