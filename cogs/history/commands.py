"""Looking back: one's own jobs page by page, and the family of a picture."""

from discord import app_commands
from discord.ext import commands

from bot.delivery.controls import Action, Control
from bot.delivery.history_view import family_view, history_view
from bot.delivery.private import show
from bot.gateway.client import RestyleClient, RestyleInteraction
from bot.gateway.people import tenant_of
from bot.gateway.rights import Right, needs


class HistoryCommands(commands.Cog):
    """Looking back."""

    def __init__(self, client: RestyleClient) -> None:
        self._history = client.use_cases.history
        client.on_press(Action.HISTORY, self.turn, Right.ANYBODY)
        client.on_press(Action.FAMILY, self.family, Right.ANYBODY)

    @needs(Right.ANYBODY)
    @app_commands.command(name="history")
    @app_commands.guild_only()
    async def history(self, interaction: RestyleInteraction) -> None:
        """Your own pictures in this server, newest first."""
        await show(interaction, history_view(await self._history.page(tenant_of(interaction), interaction.user.id)))

    async def turn(self, interaction: RestyleInteraction, control: Control) -> None:
        """Show another page; whose page it was, whoever presses sees their own."""
        page = await self._history.page(tenant_of(interaction), interaction.user.id, control.key or None)
        await show(interaction, history_view(page))

    async def family(self, interaction: RestyleInteraction, control: Control) -> None:
        """Show which picture came from which."""
        tree = await self._history.family(control.job, tenant_of(interaction))
        await show(interaction, family_view(tree, control.job))
