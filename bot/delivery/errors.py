"""What Discord's refusals mean to us: the border where its errors become ours. Only codes count, never texts."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.domain.errors import DeliveryFailed, DiscordBusy, Vanished
from bot.domain.text import Text, t

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE = 10003, 10004, 10008
FORM_TOO_LARGE, FILE_TOO_LARGE, INVALID_FORM = 40005, 50045, 50035
THREAD_ARCHIVED, THREAD_EXISTS, THREAD_LOCKED, TOO_MANY_THREADS = 50083, 160004, 160005, 160006
BLOCKED_BY_AUTOMOD = 200000
TOO_MANY_EDITS = 30046
_GONE = {UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE}
_LATER = {20016, 20028, 20029, 130000}
"""Slow mode, the write limits of a channel and a server, and an overloaded service: the same call may pass later."""
TOO_LARGE = t("The picture is too large to be posted there.")
TOKEN_OVER = t("I am a guest there, and Discord lets me at a message of mine for a quarter of an hour only.")
_TEXTS: dict[int, Text] = {
    FORM_TOO_LARGE: TOO_LARGE,
    FILE_TOO_LARGE: TOO_LARGE,
    50001: t("I cannot see the channel any more."),
    50007: t("You take no direct messages from me."),
    50013: t("I am not allowed to post pictures there."),
    50027: TOKEN_OVER,
    THREAD_ARCHIVED: t("The thread is closed."),
    THREAD_LOCKED: t("The thread is locked."),
    TOO_MANY_THREADS: t("This server has as many open threads as Discord allows."),
    BLOCKED_BY_AUTOMOD: t("This server's AutoMod blocked the message."),
    TOO_MANY_EDITS: t("Discord lets me change that message no more: it is too old."),
}


def code_of(error: DeliveryFailed) -> int | None:
    """Discord's number for what went wrong; None where it did not say."""
    return error.__cause__.code if isinstance(error.__cause__, discord.HTTPException) else None


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
    # Comes as a 429, but does not pass: the library has waited and tried several times by then.
    if (error.status == 429 and error.code != TOO_MANY_EDITS) or error.code in _LATER:
        return DiscordBusy()
    if error.status == 413:
        return DeliveryFailed(TOO_LARGE)
    return DeliveryFailed(_TEXTS.get(error.code))
