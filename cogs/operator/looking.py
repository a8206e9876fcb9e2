"""`/operator status`: how everything stands."""

from bot.delivery.operator_view import status_view
from bot.delivery.private import show
from bot.gateway.client import RestyleInteraction
from bot.gateway.rights import Right, needs
from cogs.operator.group import operator


@needs(Right.OPERATOR)
@operator.command(name="status")
async def status(interaction: RestyleInteraction) -> None:
    """How everything stands: work, processes, caps."""
    await show(interaction, status_view(await interaction.client.use_cases.operating.status()))
