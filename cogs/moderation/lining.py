"""`/moderate queue`: who waits for a picture, and calling it off."""

from bot.delivery.controls import Control
from bot.delivery.order_view import line_view
from bot.delivery.private import show
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import tenant_of
from bot.gateway.rights import Right, needs
from bot.services.decisions import Person
from cogs.moderation.group import moderate


@needs(Right.MANAGE_SERVER)
@moderate.command(name="queue")
async def queue(interaction: RestyleInteraction) -> None:
    """Show who waits for a picture, and cancel any."""
    await show(interaction, line_view(await interaction.client.use_cases.moderation.line(tenant_of(interaction))))


async def call_off(interaction: RestyleInteraction, control: Control) -> None:
    """Stop somebody's job and show who still waits."""
    use_cases, guild_id = interaction.client.use_cases, tenant_of(interaction)
    # Whoever may manage the server may manage its messages, which is what stopping somebody else's job asks for.
    person = Person(guild_id=guild_id, user_id=interaction.user.id, manages_messages=True)
    await use_cases.decisions.cancel(control.key, person)
    await show(interaction, line_view(await use_cases.moderation.line(guild_id)))
