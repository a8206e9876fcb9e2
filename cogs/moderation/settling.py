"""`/moderate timezone`, `privacy` and `audit-channel`: what is set once."""

from discord import app_commands

from bot.delivery.audit_channel import introduce
from bot.delivery.order_view import privacy_view
from bot.delivery.private import show
from bot.domain.policy import AuditChannel, Retention
from bot.domain.typed import zone_typed
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import moderator_from, tenant_of
from bot.gateway.rights import Right, needs
from cogs import changing
from cogs.moderation.group import moderate
from cogs.moderation.options import PostingChannel, complete_zone

Days = app_commands.Range[int, 0, 3650]


@needs(Right.MANAGE_SERVER)
@moderate.command(name="timezone")
@app_commands.describe(zone="Where days, weeks and months of limits end")
@app_commands.autocomplete(zone=complete_zone)
async def timezone(interaction: RestyleInteraction, zone: str) -> None:
    """Set the time zone of this server."""
    await changing.put(interaction, zone_typed(zone))


@needs(Right.MANAGE_SERVER)
@moderate.command(name="privacy")
@app_commands.describe(days="How long to remember a finished picture; 0: until somebody asks for it to be erased")
async def privacy(interaction: RestyleInteraction, days: Days | None = None) -> None:
    """Show what is kept of people here, and set for how long."""
    if days is None:
        policy = await interaction.client.use_cases.moderation.policy(tenant_of(interaction))
        await show(interaction, privacy_view(policy))
    elif days == 0:
        await changing.remove(interaction, Retention)
    else:
        await changing.put(interaction, Retention(days=days))


@needs(Right.MANAGE_SERVER)
@moderate.command(name="audit-channel")
@app_commands.describe(channel="Where to post every change and every report; empty: nowhere any more")
async def audit_channel(
    interaction: RestyleInteraction,
    channel: PostingChannel | None = None,
) -> None:
    """Say where moderators read what was changed and reported."""
    if channel is None:
        await changing.remove(interaction, AuditChannel)
    else:
        await interaction.response.defer(ephemeral=True)
        await introduce(interaction.client, channel.id)
        await changing.put(interaction, AuditChannel(channel_id=channel.id, locale=moderator_from(interaction).locale))
