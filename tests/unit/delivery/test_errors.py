"""What Discord's refusals mean to us: only numbers count, never texts."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import discord
import pytest

from bot.delivery.errors import discord_errors
from bot.domain.errors import DeliveryFailed, DiscordBusy, Vanished


def _refusal(
    status: int, code: int, kind: type[discord.HTTPException] = discord.HTTPException
) -> discord.HTTPException:
    response = cast("Any", SimpleNamespace(status=status, reason="any"))
    return kind(response, {"code": code, "message": "any text", "errors": {}})


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (_refusal(404, 10003, discord.NotFound), Vanished),
        (_refusal(404, 10004, discord.NotFound), Vanished),
        (_refusal(404, 10008, discord.NotFound), Vanished),
        (_refusal(403, 50001, discord.Forbidden), DeliveryFailed),
        (_refusal(403, 50013, discord.Forbidden), DeliveryFailed),
        (_refusal(413, 40005), DeliveryFailed),
        (_refusal(400, 50035), DeliveryFailed),
        (_refusal(400, 200000), DeliveryFailed),
        (_refusal(429, 0), DiscordBusy),
        (_refusal(400, 20016), DiscordBusy),
        (_refusal(400, 20028), DiscordBusy),
        (_refusal(500, 0, discord.DiscordServerError), DiscordBusy),
        (_refusal(503, 0, discord.DiscordServerError), DiscordBusy),
        (aiohttp.ServerDisconnectedError(), DiscordBusy),
        (ConnectionResetError(104, "reset"), DiscordBusy),
        (TimeoutError(), DiscordBusy),
    ],
    ids=repr,
)
async def test_every_refusal_has_one_meaning(error: Exception, meaning: type[DeliveryFailed]) -> None:
    """Gone, later, or never: and the foreign error stays reachable for whoever needs its code."""
    with pytest.raises(DeliveryFailed) as caught:
        async with discord_errors():
            raise error
    assert type(caught.value) is meaning
    assert caught.value.retryable is (meaning is DiscordBusy)
    assert caught.value.__cause__ is error
    assert "any text" not in caught.value.user_text


async def test_a_call_that_hangs_is_given_up() -> None:
    """The library waits for ever; we do not."""
    with pytest.raises(DiscordBusy):
        async with discord_errors(0.01):
            await asyncio.Event().wait()


async def test_a_bug_of_ours_is_not_discords() -> None:
    """What is not Discord's refusal keeps its own name."""
    with pytest.raises(KeyError):
        async with discord_errors():
            raise KeyError("bug")
