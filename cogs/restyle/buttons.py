"""The buttons on cards and results. Anybody may vary a picture, in their own name; its owner alone stops or deletes."""

from discord.ext import commands

from bot.delivery.answer import InteractionReply
from bot.delivery.brought import brought_by
from bot.delivery.controls import Action, Control
from bot.delivery.on_the_spot import OnTheSpot
from bot.delivery.place import choose_place, is_guest
from bot.domain.job import Origin
from bot.domain.variation import Variation
from bot.gateway.client import RestyleClient, RestyleInteraction
from bot.gateway.people import tenant_of
from bot.gateway.rights import Right
from bot.services.decisions import Person
from cogs.restyle.options import requester_from

_ORIGINS = {
    Action.REROLL: Origin.REROLL,
    Action.SUBTLER: Origin.SUBTLER,
    Action.STRONGER: Origin.STRONGER,
    Action.QUALITY: Origin.QUALITY,
    Action.SWEEP: Origin.SWEEP,
    Action.RETRY: Origin.RETRY,
}


class RestyleButtons(commands.Cog):
    """What the buttons do."""

    def __init__(self, client: RestyleClient) -> None:
        self._restyle = client.use_cases.restyle
        self._decisions = client.use_cases.decisions
        for action in _ORIGINS:
            client.on_press(action, self.vary, Right.ANYBODY)
        client.on_press(Action.CONFIRM, self.confirm, Right.ANYBODY)
        client.on_press(Action.CANCEL, self.cancel, Right.ANYBODY)
        client.on_press(Action.DELETE, self.delete, Right.ANYBODY)

    async def vary(self, interaction: RestyleInteraction, control: Control) -> None:
        """Make another picture of the family."""
        variation = Variation(origin=_ORIGINS[control.action], picture=control.picture)
        requester, place = requester_from(interaction), choose_place(interaction)
        reply, brought = InteractionReply(interaction), brought_by(interaction, control.job)
        await self._restyle.vary(control.job, variation, requester, place, reply, brought=brought)

    async def confirm(self, interaction: RestyleInteraction, control: Control) -> None:
        """Say yes to what a picture costs; its card follows by itself."""
        await self._decisions.confirm(control.key, _person(interaction, control))
        await interaction.response.defer()

    async def cancel(self, interaction: RestyleInteraction, control: Control) -> None:
        """Stop a job; its card follows by itself, because an update from here would take the picture off it."""
        await self._decisions.cancel(control.key, _person(interaction, control))
        await interaction.response.defer()

    async def delete(self, interaction: RestyleInteraction, control: Control) -> None:
        """Delete a result, or one that was posted again."""
        await interaction.response.defer()
        removal = OnTheSpot(interaction) if is_guest(interaction) else None
        await self._decisions.delete(control.key, _person(interaction, control), removal)


def _person(interaction: RestyleInteraction, control: Control) -> Person:
    return Person(
        guild_id=tenant_of(interaction),
        user_id=interaction.user.id,
        # Moderators of a server where we are a guest have Discord's own means.
        manages_messages=interaction.is_guild_integration() and interaction.permissions.manage_messages,
        brought=brought_by(interaction, control.job),
    )
