"""`/moderate audit`, and the buttons that take changes back, take clauses away and turn pages, wherever they stand."""

from collections.abc import Callable, Mapping

import discord

from bot.delivery.change_view import IN_AUDIT, audit_page, change_view
from bot.delivery.controls import Control
from bot.delivery.limits_view import rules_view
from bot.delivery.listing import PER_PAGE
from bot.delivery.order_view import blocks_view, channels_view, words_view
from bot.delivery.private import show
from bot.delivery.references import read_reference
from bot.domain.policy import Policy
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import moderator_from, tenant_of
from bot.gateway.rights import Right, needs
from cogs import changing
from cogs.moderation.group import moderate

_LISTS: Mapping[str, Callable[[Policy, int], discord.ui.LayoutView]] = {
    "rules": rules_view,
    "blocks": blocks_view,
    "channels": channels_view,
    "words": words_view,
}


@needs(Right.MANAGE_SERVER)
@moderate.command(name="audit")
async def audit(interaction: RestyleInteraction) -> None:
    """Show who changed what, and take the last changes back."""
    await _show_audit(interaction)


async def undo(interaction: RestyleInteraction, control: Control) -> None:
    """Bring back what was there before a change."""
    number, _, place = control.key.partition(".")
    change = await interaction.client.use_cases.moderation.undo(moderator_from(interaction), int(number))
    if place == IN_AUDIT:
        await _show_audit(interaction)
    else:
        await show(interaction, change_view(change))


async def lift(interaction: RestyleInteraction, control: Control) -> None:
    """Take away what stands beside the button."""
    kind, name = read_reference(control.key)
    await changing.remove(interaction, kind, name)


async def turn(interaction: RestyleInteraction, control: Control) -> None:
    """Show another page of a list."""
    name, _, place = control.key.partition(".")
    if name in _LISTS:
        policy = await interaction.client.use_cases.moderation.policy(tenant_of(interaction))
        await show(interaction, _LISTS[name](policy, int(place)))
    else:
        await _show_audit(interaction, before=int(place) or None)


async def _show_audit(interaction: RestyleInteraction, before: int | None = None) -> None:
    moderation = interaction.client.use_cases.moderation
    changes = await moderation.changes(tenant_of(interaction), before=before, limit=PER_PAGE + 1)
    await show(interaction, audit_page(changes, first=before is None))
