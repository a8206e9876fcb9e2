"""The panel of `/setup`: each select acts at once, and the panel then shows what is in force."""

from collections.abc import Awaitable, Callable, Sequence

from discord import app_commands
from discord.ext import commands

from bot.delivery.controls import Control
from bot.delivery.private import show
from bot.delivery.setup_view import NO_MORE, Place, Setting, read_place, setup_view
from bot.domain.errors import Gone
from bot.domain.limits import Rule, Subject, SubjectKind
from bot.domain.policy import AuditChannel, Policy, TimeZone
from bot.domain.text import t
from bot.gateway.client import RestyleInteraction
from bot.gateway.inputs import chosen
from bot.gateway.people import moderator_from, tenant_of
from bot.gateway.rights import Right, needs
from bot.services.moderation import Moderator
from bot.services.setup import Setup, daily

EVERYONE = Subject(kind=SubjectKind.EVERYONE)


class SetupPanel(commands.Cog):
    """The command."""

    @needs(Right.MANAGE_SERVER)
    @app_commands.command(name="setup")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def show_panel(self, interaction: RestyleInteraction) -> None:
        """Set me up for this server, in five steps."""
        policy = await interaction.client.use_cases.setup.policy(tenant_of(interaction))
        await show(interaction, setup_view(policy))


async def choose(interaction: RestyleInteraction, control: Control) -> None:
    """Something was chosen in a select of the panel."""
    place = read_place(control.key)
    if place is None:
        raise Gone(t("This panel belongs to another version of me. Open a new one with `/setup`."))
    values = chosen(interaction)
    change = _CHANGES[place.setting]
    policy = await change(interaction.client.use_cases.setup, moderator_from(interaction), place, values)
    role_id = int(values[0]) if values and place.setting is Setting.ROLE else place.role_id
    await show(interaction, setup_view(policy, role_id))


async def _daily(setup: Setup, moderator: Moderator, _place: Place, values: Sequence[str]) -> Policy:
    return await setup.put(moderator, daily(EVERYONE, int(values[0])))


async def _role(setup: Setup, moderator: Moderator, _place: Place, _values: Sequence[str]) -> Policy:
    """Nothing yet: how many it may have is chosen next."""
    return await setup.policy(moderator.guild_id)


async def _more(setup: Setup, moderator: Moderator, place: Place, values: Sequence[str]) -> Policy:
    subject = Subject(kind=SubjectKind.ROLE, id=place.role_id or 0)
    if values[0] == NO_MORE:
        return await setup.remove(moderator, Rule, daily(subject, 0).name)
    return await setup.put(moderator, daily(subject, int(values[0])))


async def _channels(setup: Setup, moderator: Moderator, _place: Place, values: Sequence[str]) -> Policy:
    return await setup.allow_only(moderator, [int(value) for value in values])


async def _audit(setup: Setup, moderator: Moderator, _place: Place, values: Sequence[str]) -> Policy:
    if not values:
        return await setup.remove(moderator, AuditChannel)
    return await setup.put(moderator, AuditChannel(channel_id=int(values[0]), locale=moderator.locale))


async def _zone(setup: Setup, moderator: Moderator, _place: Place, values: Sequence[str]) -> Policy:
    return await setup.put(moderator, TimeZone(zone=values[0]))


_CHANGES: dict[Setting, Callable[[Setup, Moderator, Place, Sequence[str]], Awaitable[Policy]]] = {
    Setting.DAILY: _daily,
    Setting.ROLE: _role,
    Setting.MORE: _more,
    Setting.CHANNELS: _channels,
    Setting.AUDIT: _audit,
    Setting.ZONE: _zone,
}
