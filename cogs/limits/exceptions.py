"""`/limits grant`, `reset` and `exempt`: what single people have beside the limits of everybody."""

import discord
from discord import app_commands

from bot.delivery.change_view import change_view
from bot.delivery.private import show
from bot.domain.limits import Exemption, Measure
from bot.domain.typed import amount_typed, duration_typed, member_or_role
from bot.domain.windows import Span
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import moderator_from
from bot.gateway.rights import Right, needs
from cogs import changing
from cogs.limits.group import limits
from cogs.limits.options import COUNTED, SUBJECT_TEXTS, WINDOWS, complete_amount, id_of
from cogs.options import DURATION_TEXT, Person


@needs(Right.MANAGE_SERVER)
@limits.command(name="grant")
@app_commands.describe(
    amount="How much more, for example 20 or 2.50",
    duration=DURATION_TEXT,
    user=SUBJECT_TEXTS["user"],
    role=SUBJECT_TEXTS["role"],
    measure="What: pictures, unless you say so",
    window="Added to the limit for which time: a day, unless you say so",
)
@app_commands.choices(measure=COUNTED, window=WINDOWS)
@app_commands.autocomplete(amount=complete_amount)
async def grant(
    interaction: RestyleInteraction,
    amount: app_commands.Range[str, 1, 30],
    duration: str,
    user: Person | None = None,
    role: discord.Role | None = None,
    measure: str = Measure.PICTURES,
    window: str = Span.DAY,
) -> None:
    """Give a member or a role something extra for a while, on top of their limit."""
    what, subject = Measure(measure), member_or_role(user=id_of(user), role=id_of(role))
    change = await interaction.client.use_cases.allowances.grant(
        moderator_from(interaction),
        subject,
        measure=what,
        span=Span(window),
        amount=amount_typed(what, amount),
        lasting=duration_typed(duration),
    )
    await show(interaction, change_view(change))


@needs(Right.MANAGE_SERVER)
@limits.command(name="reset")
@app_commands.describe(user="Whose counters begin anew")
async def reset(interaction: RestyleInteraction, user: Person) -> None:
    """Have what a member used so far count no more."""
    change = await interaction.client.use_cases.allowances.reset(moderator_from(interaction), user.id)
    await show(interaction, change_view(change))


@needs(Right.MANAGE_SERVER)
@limits.command(name="exempt")
@app_commands.describe(
    user="This member", role="Each member who has this role", exempt="False: their limits hold for them again"
)
async def exempt(
    interaction: RestyleInteraction,
    user: Person | None = None,
    role: discord.Role | None = None,
    exempt: bool = True,
) -> None:
    """Let nothing that counts for each member count for a member or a role."""
    exemption = Exemption(subject=member_or_role(user=id_of(user), role=id_of(role)))
    if exempt:
        await changing.put(interaction, exemption)
    else:
        await changing.remove(interaction, Exemption, exemption.name)
