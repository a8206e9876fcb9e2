"""Apps > "Restyle this image" on messages and "Restyle avatar" on people: a form, and what handing it in does."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.delivery.answer import InteractionReply
from bot.delivery.controls import Action, Control
from bot.delivery.finding import avatar_of, pictures_of
from bot.delivery.given_form import given_form
from bot.delivery.place import choose_place
from bot.domain.request import Upload
from bot.gateway.client import RestyleClient, RestyleInteraction
from bot.gateway.people import tenant_of
from bot.gateway.reach import anywhere
from bot.gateway.rights import Right, needs
from cogs.restyle.options import given_number, requester_from, wish_from


class RestyleMenus(commands.Cog):
    """Asking for a picture of what is there already."""

    def __init__(self, client: RestyleClient) -> None:
        self._restyle = client.use_cases.restyle
        self._drafts = client.use_cases.drafts
        on_message = app_commands.ContextMenu(name="Restyle this image", callback=self.message)
        on_person = app_commands.ContextMenu(name="Restyle avatar", callback=self.avatar)
        for menu in (on_message, on_person):
            client.tree.add_command(anywhere(needs(Right.ANYBODY)(menu)))
        client.on_press(Action.GIVEN, self.hand_in, Right.ANYBODY)

    async def message(self, interaction: RestyleInteraction, message: discord.Message) -> None:
        """Ask how a picture of this message should look."""
        await self._ask(interaction, *pictures_of(message))

    async def avatar(self, interaction: RestyleInteraction, person: discord.User | discord.Member) -> None:
        """Ask how somebody's avatar should look."""
        await self._ask(interaction, avatar_of(person))

    async def hand_in(self, interaction: RestyleInteraction, control: Control) -> None:
        """Make the picture that was picked."""
        number, wish = given_number(interaction), wish_from(interaction, seed=self._restyle.new_seed())
        requester, place = requester_from(interaction), choose_place(interaction)
        upload = await self._drafts.chosen(control.key, tenant_of(interaction), interaction.user.id, number)
        await self._restyle.submit(wish, upload, requester, place, InteractionReply(interaction))

    async def _ask(self, interaction: RestyleInteraction, *uploads: Upload) -> None:
        choose_place(interaction)
        draft = await self._drafts.begin(tenant_of(interaction), interaction.user.id, uploads)
        await interaction.response.send_modal(given_form(draft))
