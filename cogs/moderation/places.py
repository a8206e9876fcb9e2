"""`/moderate channels`: where pictures may be asked for. A channel's rule holds in its threads too."""

from discord import app_commands

from bot.delivery.order_view import channels_view
from bot.delivery.private import show
from bot.domain.policy import ChannelRule
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import tenant_of
from bot.gateway.rights import Right, needs
from cogs import changing
from cogs.moderation.group import channels
from cogs.options import Channel


@needs(Right.MANAGE_SERVER)
@channels.command(name="allow")
@app_commands.describe(channel="Once a channel is allowed, pictures are made only in those that are")
async def allow(interaction: RestyleInteraction, channel: Channel) -> None:
    """Let pictures be asked for in a channel and its threads."""
    await changing.put(interaction, ChannelRule(channel_id=channel.id, allowed=True))


@needs(Right.MANAGE_SERVER)
@channels.command(name="deny")
@app_commands.describe(channel="Its threads are denied with it")
async def deny(interaction: RestyleInteraction, channel: Channel) -> None:
    """Let no pictures be asked for in a channel and its threads."""
    await changing.put(interaction, ChannelRule(channel_id=channel.id, allowed=False))


@needs(Right.MANAGE_SERVER)
@channels.command(name="list")
async def list_channels(interaction: RestyleInteraction) -> None:
    """Show the channels for which something is set, and take it away again."""
    policy = await interaction.client.use_cases.moderation.policy(tenant_of(interaction))
    await show(interaction, channels_view(policy))
