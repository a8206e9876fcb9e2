"""`/limits me`: what holds for whoever asks."""

from bot.delivery.limits_view import limits_view
from bot.delivery.private import show
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import asker_from
from bot.gateway.rights import Right, needs
from cogs.limits.group import limits


@needs(Right.ANYBODY)
@limits.command(name="me")
async def me(interaction: RestyleInteraction) -> None:
    """See what you may have made here, how much of it is used, and when it begins anew."""
    asker = asker_from(interaction)
    await show(interaction, limits_view(await interaction.client.use_cases.allowances.overview(asker), asker))
