"""`/forget-me` and the button that does it. Whoever calls is forgotten and nobody else: a button names no person."""

from discord import app_commands
from discord.ext import commands

from bot.delivery.controls import Action, Control
from bot.delivery.listing import notice
from bot.delivery.privacy_view import Reach, farewell, question_view, reach_of
from bot.delivery.private import show
from bot.domain.text import t
from bot.gateway.client import RestyleClient, RestyleInteraction
from bot.gateway.people import tenant_of
from bot.gateway.reach import anywhere
from bot.gateway.rights import Right, needs

HERE, EVERYWHERE = "here", "everywhere"
_PLACES = [
    app_commands.Choice(name="Here: this server, or our direct messages", value=HERE),
    app_commands.Choice(name="Everywhere I am", value=EVERYWHERE),
]


class PrivacyCommands(commands.Cog):
    """What somebody can do about what is known of them."""

    def __init__(self, client: RestyleClient) -> None:
        self._privacy = client.use_cases.privacy
        client.on_press(Action.FORGET, self.forget, Right.ANYBODY)

    @needs(Right.ANYBODY)
    @anywhere
    @app_commands.command(name="forget-me")
    @app_commands.describe(where="What is known of you here, or everywhere")
    @app_commands.choices(where=_PLACES)
    async def forget_me(self, interaction: RestyleInteraction, where: str = HERE) -> None:
        """Delete what I know of you; says first what that is."""
        holdings = await self._privacy.holdings(interaction.user.id, _scope(interaction, where))
        reach = Reach.EVERYWHERE if where == EVERYWHERE else reach_of(tenant_of(interaction))
        await show(interaction, question_view(holdings, reach, scope=where))

    async def forget(self, interaction: RestyleInteraction, control: Control) -> None:
        """Do it, and say what was done."""
        # Answered first, because it takes longer than an answer may.
        await show(interaction, notice(t("Forgetting …")))
        forgotten = await self._privacy.forget(interaction.user.id, _scope(interaction, control.key))
        await interaction.edit_original_response(view=notice(farewell(forgotten.requests, forgotten.left)))


def _scope(interaction: RestyleInteraction, where: str) -> int | None:
    return None if where == EVERYWHERE else tenant_of(interaction)
