"""What Discord's refusals mean to us: the border where its errors become ours. Only codes count, never texts."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.domain.errors import DeliveryFailed, DiscordBusy, Vanished

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE = 10003, 10004, 10008
THREAD_EXISTS = 160004
_GONE = {UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE}
_LATER = {20016, 20028, 20029, 130000}
"""Slow mode, the write limits of a channel and a server, and an overloaded service: the same call may pass later."""
TOO_LARGE = "The picture is too large for this server."
_TEXTS = {
    40005: TOO_LARGE,
    50001: "I cannot see the channel any more.",
    50013: "I am not allowed to post pictures there.",
    50045: TOO_LARGE,
    160005: "The thread is locked.",
    200000: "This server's AutoMod blocked the message.",
}


@asynccontextmanager
async def discord_errors(seconds: float = 60.0) -> AsyncGenerator[None]:
    """Translate whatever a call to Discord raises; give up after `seconds`, which the library never does."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except discord.DiscordServerError as error:
        raise DiscordBusy from error
    except discord.HTTPException as error:
        raise _translated(error) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise DiscordBusy from error


def _translated(error: discord.HTTPException) -> DeliveryFailed:
    if error.code in _GONE:
        return Vanished()
    if error.status == 429 or error.code in _LATER:
        return DiscordBusy()
    return DeliveryFailed(_TEXTS.get(error.code))
