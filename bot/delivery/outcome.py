"""Telling somebody how their request ended where its card cannot: in private, once, by whichever way is open."""

import discord

from bot.delivery.card import outcome_lines
from bot.delivery.card_message import answer_of
from bot.delivery.errors import discord_errors
from bot.delivery.posting import open_direct
from bot.domain.errors import DeliveryFailed
from bot.domain.job import Job
from bot.ports import Clock

_NOBODY = discord.AllowedMentions.none()


async def tell_outcome(client: discord.Client, clock: Clock, job: Job) -> None:
    """Where they asked, for their eyes only, while that can be; in their direct messages otherwise."""
    text = "\n".join(outcome_lines(job))
    if (answer := answer_of(client, clock, job)) is not None:
        try:
            async with discord_errors():
                await answer.send(text, ephemeral=True, wait=True, allowed_mentions=_NOBODY)
        except DeliveryFailed as error:
            if error.retryable:
                raise
        else:
            return
    channel = client.get_partial_messageable(await open_direct(client, job.user_id))
    async with discord_errors():
        # A nonce of its own: the same key is that of the result.
        await channel.send(text, nonce=f"{job.key}.e", allowed_mentions=_NOBODY)
