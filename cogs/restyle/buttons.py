"""The buttons on cards and results. Anybody may vary a picture, in their own name; its owner alone stops or deletes."""

from discord.ext import commands

from bot.delivery.answer import InteractionReply
from bot.delivery.carried import carried_by
from bot.delivery.controls import Action, Control
from bot.delivery.place import choose_place
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
        reply, carried = InteractionReply(interaction), carried_by(interaction, place)
        await self._restyle.vary(control.job, variation, requester, place, reply, carried=carried)

    async def confirm(self, interaction: RestyleInteraction, control: Control) -> None:
        """Say yes to what a picture costs; its card follows by itself."""
        await self._decisions.confirm(control.key, _person(interaction))
        await interaction.response.defer()

    async def cancel(self, interaction: RestyleInteraction, control: Control) -> None:
        """Stop a job; its card follows by itself, because an update from here would take the picture off it."""
        await self._decisions.cancel(control.key, _person(interaction))
        await interaction.response.defer()

    async def delete(self, interaction: RestyleInteraction, control: Control) -> None:
        """Delete a result."""
        await interaction.response.defer()
        await self._decisions.delete(control.key, _person(interaction))


def _person(interaction: RestyleInteraction) -> Person:
    return Person(
        guild_id=tenant_of(interaction),
        user_id=interaction.user.id,
        manages_messages=interaction.permissions.manage_messages,
    )
