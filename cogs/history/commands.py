"""Looking back: one's own jobs page by page, a result posted again, and families."""

from discord import app_commands
from discord.ext import commands

from bot.delivery.brought import brought_by
from bot.delivery.controls import Action, Control
from bot.delivery.history_view import family_view, history_view, told_briefly
from bot.delivery.place import choose_place
from bot.delivery.private import show
from bot.delivery.reposting import repost
from bot.gateway.client import RestyleClient, RestyleInteraction
from bot.gateway.completing import completes
from bot.gateway.people import tenant_of
from bot.gateway.reach import anywhere
from bot.gateway.rights import Right, needs


class HistoryCommands(commands.Cog):
    """Looking back."""

    def __init__(self, client: RestyleClient) -> None:
        self._history = client.use_cases.history
        self._pictures = client.use_cases.pictures
        client.on_press(Action.HISTORY, self.turn, Right.ANYBODY)
        client.on_press(Action.FAMILY, self.family, Right.ANYBODY)

    @needs(Right.ANYBODY)
    @anywhere
    @app_commands.command(name="history")
    async def history(self, interaction: RestyleInteraction) -> None:
        """Your own pictures here, newest first."""
        await show(interaction, history_view(await self._history.page(tenant_of(interaction), interaction.user.id)))

    @needs(Right.ANYBODY)
    @anywhere
    @app_commands.command(name="show")
    @app_commands.describe(job="Which picture: one of your last, or the key of anybody's")
    async def show(self, interaction: RestyleInteraction, job: str) -> None:
        """Post a picture again, with all its buttons."""
        choose_place(interaction)
        found = await self._pictures.readable(job.strip(), tenant_of(interaction))
        await interaction.response.defer(thinking=True)
        await repost(interaction, found, await self._pictures.files(found))

    @show.autocomplete("job")
    @completes
    async def complete_job(self, interaction: RestyleInteraction, typed: str) -> list[app_commands.Choice[str]]:
        """One's own last pictures whose words have what was typed in them."""
        jobs = await self._history.recent(tenant_of(interaction), interaction.user.id)
        told = {each.key: told_briefly(each) for each in jobs}
        return [
            app_commands.Choice(name=words, value=key)
            for key, words in told.items()
            if typed.casefold() in words.casefold()
        ]

    async def turn(self, interaction: RestyleInteraction, control: Control) -> None:
        """Show another page; whose page it was, whoever presses sees their own."""
        page = await self._history.page(tenant_of(interaction), interaction.user.id, control.key or None)
        await show(interaction, history_view(page))

    async def family(self, interaction: RestyleInteraction, control: Control) -> None:
        """Show which picture came from which."""
        brought = brought_by(interaction, control.job)
        tree = await self._history.family(control.job, tenant_of(interaction), brought)
        await show(interaction, family_view(tree, control.job))
