"""The button Undo, wherever a change is shown."""

from bot.delivery.change_view import change_view
from bot.delivery.controls import Control
from bot.delivery.private import show
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import moderator_from


async def undo(interaction: RestyleInteraction, control: Control) -> None:
    """Bring back what was there before a change."""
    change = await interaction.client.use_cases.moderation.undo(moderator_from(interaction), int(control.key))
    await show(interaction, change_view(change))
