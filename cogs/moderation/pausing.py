"""`/moderate pause` and `resume`: new work is refused, what was begun runs to its end."""

from discord import app_commands

from bot.domain.policy import Pause
from bot.gateway.client import RestyleInteraction
from bot.gateway.rights import Right, needs
from cogs import changing
from cogs.moderation.group import moderate
from cogs.options import Reason


@needs(Right.MANAGE_SERVER)
@moderate.command(name="pause")
@app_commands.describe(reason="What people are told who ask for a picture")
async def pause(interaction: RestyleInteraction, reason: Reason) -> None:
    """Take no new pictures in this server; those begun are finished."""
    await changing.put(interaction, Pause(reason=reason))


@needs(Right.MANAGE_SERVER)
@moderate.command(name="resume")
async def resume(interaction: RestyleInteraction) -> None:
    """Take new pictures again."""
    await changing.remove(interaction, Pause)
