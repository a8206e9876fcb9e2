"""Changing a policy from a command: one call, and an answer that shows what changed and can take it back."""

from bot.delivery.change_view import change_view
from bot.delivery.private import show
from bot.domain.policy import Clause
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import moderator_from


async def put(interaction: RestyleInteraction, clause: Clause) -> None:
    """Set a clause."""
    change = await interaction.client.use_cases.moderation.put(moderator_from(interaction), clause)
    await show(interaction, change_view(change))


async def remove(interaction: RestyleInteraction, kind: type[Clause], name: str = "") -> None:
    """Take a clause away."""
    change = await interaction.client.use_cases.moderation.remove(moderator_from(interaction), kind, name)
    await show(interaction, change_view(change))
