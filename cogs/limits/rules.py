"""`/limits show`, `set` and `remove`: the limits of a server."""

import discord
from discord import app_commands

from bot.delivery.limits_view import limits_view, rules_view
from bot.delivery.private import show
from bot.domain.limits import Measure, Rule
from bot.domain.typed import rule_typed, subject_named
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import asker_from, tenant_of
from bot.gateway.rights import Right, needs
from cogs import changing
from cogs.limits.group import limits
from cogs.limits.options import MEASURES, SUBJECT_TEXTS, WINDOWS, complete_amount, id_of, span_of
from cogs.options import Channel, Person


@needs(Right.MANAGE_SERVER)
@limits.command(name="show")
@app_commands.describe(user="Empty: all limits of the server; or what holds for this member, and how much is used")
async def show_limits(interaction: RestyleInteraction, user: Person | None = None) -> None:
    """See the limits of this server, or what holds for one member."""
    use_cases = interaction.client.use_cases
    if user is None:
        await show(interaction, rules_view(await use_cases.moderation.policy(tenant_of(interaction))))
    else:
        asker = asker_from(interaction, user)
        await show(interaction, limits_view(await use_cases.allowances.overview(asker), asker, theirs=True))


@needs(Right.MANAGE_SERVER)
@limits.command(name="set")
@app_commands.describe(
    measure="What is limited",
    amount="How much, for example 20, 2.50, 5m or balanced; 0 forbids it",
    window="For pictures and money: counted over what time",
    **SUBJECT_TEXTS,
)
@app_commands.choices(measure=MEASURES, window=WINDOWS)
@app_commands.autocomplete(amount=complete_amount)
async def set_limit(
    interaction: RestyleInteraction,
    measure: str,
    amount: app_commands.Range[str, 1, 30],
    window: str | None = None,
    user: Person | None = None,
    role: discord.Role | None = None,
    channel: Channel | None = None,
    whole_server: bool = False,
) -> None:
    """Set a limit: for each member, or for one of user, role, channel and the whole server."""
    subject = subject_named(user=id_of(user), role=id_of(role), channel=id_of(channel), whole_server=whole_server)
    await changing.put(interaction, rule_typed(subject, Measure(measure), amount, span_of(window)))


@needs(Right.MANAGE_SERVER)
@limits.command(name="remove")
@app_commands.describe(measure="What is limited", window="For pictures and money: over what time", **SUBJECT_TEXTS)
@app_commands.choices(measure=MEASURES, window=WINDOWS)
async def remove_limit(
    interaction: RestyleInteraction,
    measure: str,
    window: str | None = None,
    user: Person | None = None,
    role: discord.Role | None = None,
    channel: Channel | None = None,
    whole_server: bool = False,
) -> None:
    """Remove a limit; what holds by default comes back."""
    subject = subject_named(user=id_of(user), role=id_of(role), channel=id_of(channel), whole_server=whole_server)
    gone = Rule(subject=subject, measure=Measure(measure), span=span_of(window), amount=0)
    await changing.remove(interaction, Rule, gone.name)
