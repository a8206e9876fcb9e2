"""The panel behind More, and what of it only looks: comparing, files, the command to copy, forms to fill in."""

from discord.ext import commands

from bot.delivery.answer import InteractionReply
from bot.delivery.brought import brought_by
from bot.delivery.command_line import copyable
from bot.delivery.controls import Action, Control
from bot.delivery.edit_form import edit_form
from bot.delivery.more import full_view, more_view
from bot.delivery.place import choose_place, is_guest
from bot.delivery.private import hold, say, show, show_picture
from bot.domain.job import Job, Origin
from bot.domain.variation import Variation, only
from bot.gateway.client import RestyleClient, RestyleInteraction
from bot.gateway.people import tenant_of
from bot.gateway.rights import Right
from cogs.restyle.options import changes_from, requester_from

_FORMS = {Action.EDIT: Action.EDITED, Action.SOURCE: Action.SOURCED}
_ORIGINS = {Action.EDITED: Origin.EDIT, Action.SOURCED: Origin.SOURCE}


class MoreButtons(commands.Cog):
    """What the buttons behind More do."""

    def __init__(self, client: RestyleClient) -> None:
        self._restyle = client.use_cases.restyle
        self._pictures = client.use_cases.pictures
        for action in (Action.MORE, Action.PICK):
            client.on_press(action, self.more, Right.ANYBODY)
        for opening, handing_in in _FORMS.items():
            client.on_press(opening, self.open_form, Right.ANYBODY)
            client.on_press(handing_in, self.hand_in, Right.ANYBODY)
        client.on_press(Action.COMPARE, self.compare, Right.ANYBODY)
        client.on_press(Action.SETTINGS, self.settings, Right.ANYBODY)
        client.on_press(Action.FULL, self.full, Right.ANYBODY)

    async def more(self, interaction: RestyleInteraction, control: Control) -> None:
        """Show what can be done with a result, or with the picture that was picked."""
        tenant, brought = tenant_of(interaction), brought_by(interaction, control.job)
        job = await self._pictures.job(control.job, tenant, brought)
        guest = brought if is_guest(interaction) else None
        await show(interaction, more_view(job, control.picture, reports=tenant > 0, guest=guest))

    async def open_form(self, interaction: RestyleInteraction, control: Control) -> None:
        """Ask for other words."""
        job = await self._job(interaction, control)
        await interaction.response.send_modal(edit_form(job, control.picture, _FORMS[control.action]))

    async def hand_in(self, interaction: RestyleInteraction, control: Control) -> None:
        """Make the picture in those words."""
        variation = Variation(
            origin=_ORIGINS[control.action], picture=control.picture, changes=changes_from(interaction)
        )
        requester, place = requester_from(interaction), choose_place(interaction)
        reply, brought = InteractionReply(interaction), brought_by(interaction, control.job)
        await self._restyle.vary(control.job, variation, requester, place, reply, brought=brought)

    async def compare(self, interaction: RestyleInteraction, control: Control) -> None:
        """Show half of what it was made from beside half of what it became."""
        await hold(interaction)
        brought = brought_by(interaction, control.job)
        picture = await self._pictures.compare(control.job, tenant_of(interaction), control.picture, brought)
        await show_picture(interaction, picture, "compared")

    async def settings(self, interaction: RestyleInteraction, control: Control) -> None:
        """Show the command that makes it again."""
        job = await self._job(interaction, control)
        await say(interaction, copyable(job.wish if control.picture is None else only(job.wish, control.picture)))

    async def full(self, interaction: RestyleInteraction, control: Control) -> None:
        """Show links to the files."""
        await hold(interaction)
        brought = brought_by(interaction, control.job)
        job, urls = await self._pictures.links(control.job, tenant_of(interaction), control.picture, brought)
        await show(interaction, full_view(job, urls))

    async def _job(self, interaction: RestyleInteraction, control: Control) -> Job:
        return await self._pictures.job(control.job, tenant_of(interaction), brought_by(interaction, control.job))
