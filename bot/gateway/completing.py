"""What is offered while somebody types. A failure there is answered and told like any other.

The library would only log it, and leave whoever types without an answer.
"""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, cast

import discord
from discord import app_commands

from bot.gateway.tree import answer_error

P = ParamSpec("P")
Choices = list[app_commands.Choice[str]]


def completes(offer: Callable[P, Awaitable[Choices]]) -> Callable[P, Coroutine[Any, Any, Choices]]:
    """Declare a function, or a cog's method, that offers choices."""

    @wraps(offer)
    async def offered(*args: P.args, **kwargs: P.kwargs) -> Choices:
        try:
            return await offer(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 (the border: whatever it raises is answered and logged there)
            await answer_error(cast("discord.Interaction[Any]", args[-2]), error)
            return []

    return offered
