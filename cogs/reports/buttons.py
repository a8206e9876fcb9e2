"""The button Report and its form, and the buttons on the card that moderators get."""

import discord

from bot.delivery.controls import Action, Control
from bot.delivery.report_view import REASON, case_view, report_form
from bot.domain.moderation import Verdict
from bot.gateway.client import RestyleInteraction
from bot.gateway.inputs import filled
from bot.gateway.people import moderator_from, tenant_of

VERDICTS = {
    Action.TAKE_DOWN: Verdict.DELETED,
    Action.BLOCK: Verdict.BLOCKED,
    Action.DISMISS: Verdict.DISMISSED,
}
_NOBODY = discord.AllowedMentions.none()


async def ask_why(interaction: RestyleInteraction, control: Control) -> None:
    """Ask what is wrong with a picture."""
    await interaction.response.send_modal(report_form(control.key))


async def report(interaction: RestyleInteraction, control: Control) -> None:
    """Report it, and tell whoever did that it was heard."""
    reason = filled(interaction).get(REASON, "")
    reports = interaction.client.use_cases.reports
    thanks = await reports.file(control.key, tenant_of(interaction), interaction.user.id, reason)
    await interaction.response.send_message(thanks, ephemeral=True, allowed_mentions=_NOBODY)


async def decide(interaction: RestyleInteraction, control: Control) -> None:
    """Close a report; its card says what was decided."""
    reports = interaction.client.use_cases.reports
    case = await reports.decide(control.key, moderator_from(interaction), VERDICTS[control.action])
    await interaction.response.edit_message(view=case_view(case), allowed_mentions=_NOBODY)
