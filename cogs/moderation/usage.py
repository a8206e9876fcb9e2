"""`/moderate usage`: what was made in this server of late, as a picture and as a table."""

from bot.delivery.usage_view import usage_files, usage_view
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import names_of, tenant_of
from bot.gateway.rights import Right, needs
from bot.services.usage import SHOWN
from cogs.moderation.group import moderate


@needs(Right.MANAGE_SERVER)
@moderate.command(name="usage")
async def usage(interaction: RestyleInteraction) -> None:
    """Show what was made here in the last 30 days, by whom, and what it cost."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    service = interaction.client.use_cases.usage
    made = await service.of(tenant_of(interaction))
    names = await names_of(interaction, [each.of for each in made.people[:SHOWN]])
    chart = await service.chart(made, names)
    view = usage_view(made, drawn=chart is not None)
    await interaction.edit_original_response(view=view, attachments=usage_files(made, chart))
