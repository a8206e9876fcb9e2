"""`/moderate pause` and `resume`: new work is refused, what was begun runs to its end."""

from discord import app_commands

from bot.delivery.change_view import change_view
from bot.delivery.private import show
from bot.domain.policy import Pause
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import moderator_from
from bot.gateway.rights import Right, needs
from cogs.moderation.group import moderate

Reason = app_commands.Range[str, 1, 200]


@needs(Right.MANAGE_SERVER)
@moderate.command(name="pause")
@app_commands.describe(reason="What people are told who ask for a picture")
async def pause(interaction: RestyleInteraction, reason: Reason) -> None:
    """Take no new pictures in this server; those begun are finished."""
    change = await interaction.client.use_cases.moderation.put(moderator_from(interaction), Pause(reason=reason))
    await show(interaction, change_view(change))


@needs(Right.MANAGE_SERVER)
@moderate.command(name="resume")
async def resume(interaction: RestyleInteraction) -> None:
    """Take new pictures again."""
    change = await interaction.client.use_cases.moderation.remove(moderator_from(interaction), Pause)
    await show(interaction, change_view(change))
