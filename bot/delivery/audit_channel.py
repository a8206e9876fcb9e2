"""The channel in which moderators read what was changed: whether it can be one, found out by posting there."""

import discord

from bot.delivery.errors import discord_errors
from bot.delivery.listing import notice
from bot.domain.errors import DeliveryFailed, Refused
from bot.domain.text import t

_SECONDS = 20.0


async def introduce(client: discord.Client, channel_id: int) -> None:
    """Post there what the channel is from now on; raises Refused if that is not possible.

    An interaction tells our rights only where it was made, and those of whoever made it elsewhere.
    """
    told = t("From now on I post here what moderators change, and what people report.")
    try:
        async with discord_errors(_SECONDS):
            channel = client.get_partial_messageable(channel_id)
            await channel.send(view=notice(told), allowed_mentions=discord.AllowedMentions.none())
    except DeliveryFailed as error:
        if error.retryable:
            raise
        raise Refused(
            t(
                "I cannot post in {channel}. Give me View Channel and Send Messages there, or choose another channel.",
                channel=f"<#{channel_id}>",
            )
        ) from error
