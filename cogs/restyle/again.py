"""`/again`: the last picture once more, with what somebody changes of it."""

from discord import app_commands
from discord.ext import commands

from bot.delivery.answer import InteractionReply
from bot.delivery.place import choose_place
from bot.domain.request import Speed
from bot.domain.variation import Changes, again
from bot.gateway.client import RestyleClient, RestyleInteraction
from bot.gateway.people import tenant_of
from bot.gateway.reach import anywhere
from bot.gateway.rights import Right, needs
from cogs.restyle.options import COMMON_TEXTS, SPEEDS, Count, Seed, Strength, complete_style, requester_from


class AgainCommand(commands.Cog):
    """Asking once more by command."""

    def __init__(self, client: RestyleClient) -> None:
        self._restyle = client.use_cases.restyle
        self._history = client.use_cases.history

    @needs(Right.ANYBODY)
    @anywhere
    @app_commands.command(name="again")
    @app_commands.autocomplete(style=complete_style)
    @app_commands.choices(speed=SPEEDS)
    @app_commands.describe(
        prompt="Other words; everything you leave out stays as it was",
        strength="0 keeps the picture, 1 follows the prompt most",
        **COMMON_TEXTS,
    )
    async def again(
        self,
        interaction: RestyleInteraction,
        prompt: str | None = None,
        style: str | None = None,
        strength: Strength | None = None,
        speed: str | None = None,
        count: Count | None = None,
        seed: Seed | None = None,
    ) -> None:
        """Make your last picture once more, with what you change."""
        changes = Changes(
            prompt=prompt,
            style=style,
            strength=strength,
            speed=Speed(speed) if speed else None,
            count=count,
            seed=seed,
        )
        requester, place = requester_from(interaction), choose_place(interaction)
        last = await self._history.last(tenant_of(interaction), interaction.user.id)
        await self._restyle.vary(last.key, again(changes), requester, place, InteractionReply(interaction))
