"""Trying a style that somebody saw in `/help`: a button opens a form, which takes a picture of their own."""

from discord.ext import commands

from bot.delivery.answer import InteractionReply
from bot.delivery.controls import Action, Control
from bot.delivery.place import choose_place
from bot.delivery.try_form import IMAGE, try_form
from bot.gateway.client import RestyleClient, RestyleInteraction
from bot.gateway.inputs import uploaded
from bot.gateway.rights import Right
from cogs.restyle.options import requester_from, wish_from


class RestyleTrying(commands.Cog):
    """From looking to a first picture."""

    def __init__(self, client: RestyleClient) -> None:
        self._restyle = client.use_cases.restyle
        client.on_press(Action.TRY, self.ask, Right.ANYBODY)
        client.on_press(Action.TRIED, self.hand_in, Right.ANYBODY)

    async def ask(self, interaction: RestyleInteraction, control: Control) -> None:
        """Ask for the picture, where one could be posted."""
        choose_place(interaction)
        await interaction.response.send_modal(try_form(control.key))

    async def hand_in(self, interaction: RestyleInteraction, _control: Control) -> None:
        """Make it."""
        wish, upload = wish_from(interaction, seed=self._restyle.new_seed()), uploaded(interaction, IMAGE)
        requester, place = requester_from(interaction), choose_place(interaction)
        await self._restyle.submit(wish, upload, requester, place, InteractionReply(interaction))
