"""The commands that ask for a picture: `/restyle`, `/imagine` and `/fill`."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.delivery.answer import InteractionReply
from bot.delivery.place import choose_place
from bot.domain.request import Magic, Region, Size, Speed, Task, Wish
from bot.domain.styles import suggested_strength
from bot.gateway.client import RestyleInteraction
from bot.gateway.reach import anywhere
from bot.gateway.rights import Right, needs
from bot.services.restyle import Restyle
from cogs.restyle.options import (
    COMMON_TEXTS,
    MAGIC_TEXT,
    MAGICS,
    REGIONS,
    SIZE_TEXT,
    SIZES,
    SIZES_FROM_NOTHING,
    SPEEDS,
    STRENGTH_TEXT,
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

    @needs(Right.ANYBODY)
    @anywhere
    @app_commands.command(name="restyle")
    @app_commands.autocomplete(style=complete_style)
    @app_commands.choices(speed=SPEEDS, magic=MAGICS, size=SIZES)
    @app_commands.describe(
        image="The picture to redraw: JPEG, PNG, WebP, GIF or AVIF",
        prompt='How it should look; words in "double quotes" are lettered on it',
        strength=STRENGTH_TEXT,
        magic=MAGIC_TEXT,
        size=SIZE_TEXT,
        **COMMON_TEXTS,
    )
    async def restyle(
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
            seed=self._seed(seed),
        )
        await self._submit(interaction, wish, image)

    @needs(Right.ANYBODY)
    @anywhere
    @app_commands.command(name="imagine")
    @app_commands.autocomplete(style=complete_style)
    @app_commands.choices(speed=SPEEDS, magic=MAGICS, size=SIZES_FROM_NOTHING)
    @app_commands.describe(
        prompt='What to draw; words in "double quotes" are lettered',
        magic=MAGIC_TEXT,
        size=SIZE_TEXT,
        **COMMON_TEXTS,
    )
    async def imagine(
        self,
        interaction: RestyleInteraction,
        prompt: str,
        style: str | None = None,
        speed: str = Speed.BALANCED,
        magic: str = Magic.NONE,
        count: Count = 1,
        size: str = Size.AUTO,
        seed: Seed | None = None,
    ) -> None:
        """Make a picture from words alone."""
        wish = Wish(
            task=Task.IMAGINE,
            prompt=prompt,
            style=style,
            speed=Speed(speed),
            magic=Magic(magic),
            count=count,
            size=Size(size),
            seed=self._seed(seed),
        )
        await self._submit(interaction, wish)

    @needs(Right.ANYBODY)
    @anywhere
    @app_commands.command(name="fill")
    @app_commands.autocomplete(style=complete_style)
    @app_commands.choices(speed=SPEEDS, region=REGIONS)
    @app_commands.describe(
        image="The picture to change a part of: JPEG, PNG, WebP, GIF or AVIF",
        prompt='How that part should look; words in "double quotes" are lettered in it',
        mask="Which part: a picture of the same size, white where it changes, black where it stays",
        region="Which part, by its name; instead of a mask",
        strength=STRENGTH_TEXT,
        **COMMON_TEXTS,
    )
    async def fill(
        self,
        interaction: RestyleInteraction,
        image: discord.Attachment,
        prompt: str,
        mask: discord.Attachment | None = None,
        region: str | None = None,
        style: str | None = None,
        strength: Strength | None = None,
        speed: str = Speed.BALANCED,
        count: Count = 1,
        seed: Seed | None = None,
    ) -> None:
        """Change one part of a picture and keep the rest."""
        wish = Wish(
            task=Task.FILL,
            region=Region(region) if region else None,
            prompt=prompt,
            style=style,
            strength=suggested_strength(style) if strength is None else strength,
            speed=Speed(speed),
            count=count,
            seed=self._seed(seed),
        )
        await self._submit(interaction, wish, image, mask)

    async def _submit(
        self,
        interaction: RestyleInteraction,
        wish: Wish,
        image: discord.Attachment | None = None,
        mask: discord.Attachment | None = None,
    ) -> None:
        reply, requester, place = InteractionReply(interaction), requester_from(interaction), choose_place(interaction)
        upload = upload_from(image) if image else None
        await self._restyle.submit(wish, upload, requester, place, reply, mask=upload_from(mask) if mask else None)

    def _seed(self, given: int | None) -> int:
        return self._restyle.new_seed() if given is None else given
