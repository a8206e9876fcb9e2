"""What a newcomer is told and shown: what this bot is, what it costs, what it has made, and a picture of each style."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.money import Money
from bot.domain.request import Wish
from bot.ports import Gallery, Ports

_LOOKED_BACK = timedelta(days=365)
"""As long as sums are kept for certain."""
_TYPICAL = Wish(prompt="watercolor")
"""What most people ask for: one picture, at balanced speed."""
_PATIENCE = 600.0
"""Seconds: less than the quarter of an hour in which an answer can still be changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where to read more; None where whoever runs the bot names no place."""

    source: str | None = None
    support: str | None = None
    privacy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The bot in figures, as one tenant sees it."""

    version: str
    engine: str
    price: Money | None
    """What a picture costs, about; None where it costs nothing."""
    pictures: int
    """Made for this tenant in the last twelve months."""
    links: Links


class Guide:
    """The use cases behind `/about` and `/help`."""

    def __init__(self, ports: Ports, *, gallery: Gallery, version: str, links: Links) -> None:
        self._database = ports.database
        self._engine = ports.engine
        self._clock = ports.clock
        self._gallery = gallery
        self._version = version
        self._links = links

    async def about(self, guild_id: int) -> About:
        """What there is to say in a server, or in somebody's direct messages."""
        since = self._clock.now() - _LOOKED_BACK
        quote = self._engine.examine(_TYPICAL).quote
        return About(
            version=self._version,
            engine=self._engine.name,
            price=quote.about if quote else None,
            pictures=await self._database.run(lambda tx: tx.records(guild_id).made(since)),
            links=self._links,
        )

    async def styles(self) -> Mapping[str, bytes]:
        """A picture of every style, by its key; nothing if they cannot be had while an answer can be changed."""
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self._gallery.pictures()
        except TimeoutError:
            return {}
