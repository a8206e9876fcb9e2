"""The `/restyle` command."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.delivery.answer import InteractionReply
from bot.delivery.place import choose_place
from bot.domain.request import Magic, Size, Speed, Wish
from bot.domain.styles import suggested_strength
from bot.gateway.client import RestyleInteraction
from bot.services.restyle import Restyle
from cogs.restyle.options import (
    MAGICS,
    SIZES,
    SPEEDS,
    Count,
    Seed,
    Strength,
    complete_style,
    requester_from,
    upload_from,
)


class RestyleCommands(commands.Cog):
    """Asking for a picture by command."""

    def __init__(self, restyle: Restyle) -> None:
        self._restyle = restyle

    @app_commands.command(name="restyle")
    @app_commands.guild_only()
    @app_commands.autocomplete(style=complete_style)
    @app_commands.choices(speed=SPEEDS, magic=MAGICS, size=SIZES)
    @app_commands.describe(
        image="The picture to redraw: JPEG, PNG, WebP, GIF or AVIF",
        prompt='How it should look; words in "double quotes" are lettered on it',
        style="A ready-made style, added in front of your prompt",
        strength="0 keeps the picture, 1 follows the prompt most (0.8 if you leave it out)",
        speed="Turbo is quickest, Quality takes longest",
        magic="How far the prompt may be enriched",
        count="How many variants",
        size="The shape of the result",
        seed="The same seed makes the same picture again",
    )
    async def restyle(  # noqa: PLR0917 (the parameters are the command's options)
        self,
        interaction: RestyleInteraction,
        image: discord.Attachment,
        prompt: str,
        style: str | None = None,
        strength: Strength | None = None,
        speed: str = Speed.BALANCED,
        magic: str = Magic.NONE,
        count: Count = 1,
        size: str = Size.AUTO,
        seed: Seed | None = None,
    ) -> None:
        """Redraw a picture the way you say."""
        wish = Wish(
            prompt=prompt,
            style=style,
            strength=suggested_strength(style) if strength is None else strength,
            speed=Speed(speed),
            magic=Magic(magic),
            count=count,
            size=Size(size),
            seed=self._restyle.new_seed() if seed is None else seed,
        )
        place = choose_place(interaction)
        await self._restyle.submit(
            wish, upload_from(image), requester_from(interaction), place, InteractionReply(interaction)
        )
