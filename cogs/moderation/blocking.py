"""`/moderate block`, `unblock` and `blocked`: who may not ask for pictures, why, and until when."""

from discord import app_commands

from bot.delivery.change_view import change_view
from bot.delivery.order_view import blocks_view
from bot.delivery.private import show
from bot.domain.policy import Block
from bot.domain.typed import duration_typed
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import moderator_from, tenant_of
from bot.gateway.rights import Right, needs
from cogs import changing
from cogs.moderation.group import moderate
from cogs.options import DURATION_TEXT, Person, Reason


@needs(Right.MANAGE_SERVER)
@moderate.command(name="block")
@app_commands.describe(user="Who", reason="What they are told", duration=f"{DURATION_TEXT}; empty: until unblocked")
async def block(interaction: RestyleInteraction, user: Person, reason: Reason, duration: str | None = None) -> None:
    """Take no more requests of a member."""
    moderation, lasting = interaction.client.use_cases.moderation, duration_typed(duration) if duration else None
    change = await moderation.block(moderator_from(interaction), user.id, reason, lasting)
    await show(interaction, change_view(change))


@needs(Right.MANAGE_SERVER)
@moderate.command(name="unblock")
@app_commands.describe(user="Who")
async def unblock(interaction: RestyleInteraction, user: Person) -> None:
    """Let a member ask for pictures again."""
    await changing.remove(interaction, Block, str(user.id))


@needs(Right.MANAGE_SERVER)
@moderate.command(name="blocked")
async def blocked(interaction: RestyleInteraction) -> None:
    """Show who is blocked, why, and until when."""
    await show(interaction, blocks_view(await interaction.client.use_cases.moderation.policy(tenant_of(interaction))))
