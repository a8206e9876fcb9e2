"""`/operator pause`, `resume`, `drain`, `caps`, `share` and `broadcast`: each is one call and says what came of it."""

from discord import app_commands

from bot.delivery.operator_view import broadcast_view, decided_view, drain_view, pause_view
from bot.delivery.private import show
from bot.domain.errors import BadRequest
from bot.domain.limits import Measure, SubjectKind
from bot.domain.money import Money
from bot.domain.text import t
from bot.gateway.client import RestyleInteraction
from bot.gateway.rights import Right, needs
from bot.services.operating import Share
from cogs.operator.group import operator

Reason = app_commands.Range[str, 1, 200]
Saying = app_commands.Range[str, 1, 1_500]
Amount = app_commands.Range[float, 0.0, 1_000_000.0]
Weight = app_commands.Range[float, 0.01, 100.0]
Cap = app_commands.Range[int, 1, 1_000]

WHOM = [
    app_commands.Choice(name="All servers together", value=SubjectKind.ALL.value),
    app_commands.Choice(name="Each server", value=SubjectKind.GUILD.value),
]
WHAT = [
    app_commands.Choice(name="Pictures a day", value=Measure.PICTURES.value),
    app_commands.Choice(name="Dollars a day", value=Measure.MONEY.value),
]


@needs(Right.OPERATOR)
@operator.command(name="pause")
@app_commands.describe(reason="What people are told who ask for a picture")
async def pause(interaction: RestyleInteraction, reason: Reason) -> None:
    """Take no new pictures in any server until you resume; those begun are finished."""
    change = await interaction.client.use_cases.operating.pause(interaction.user.id, reason)
    await show(interaction, pause_view(change))


@needs(Right.OPERATOR)
@operator.command(name="resume")
async def resume(interaction: RestyleInteraction) -> None:
    """Take new pictures again, after a pause or a drain."""
    change = await interaction.client.use_cases.operating.resume(interaction.user.id)
    await show(interaction, pause_view(change))


@needs(Right.OPERATOR)
@operator.command(name="drain")
@app_commands.describe(reason="What people are told who ask for a picture")
async def drain(interaction: RestyleInteraction, reason: Reason | None = None) -> None:
    """Like a pause, and I say here when nothing is left to do: before an update."""
    told = reason or t("I am being updated. Try again in a while.")
    channel_id, locale = interaction.channel_id or 0, interaction.locale.value
    left = await interaction.client.use_cases.operating.drain(interaction.user.id, told, channel_id, locale)
    await show(interaction, drain_view(left))


@needs(Right.OPERATOR)
@operator.command(name="caps")
@app_commands.choices(whom=WHOM, what=WHAT)
@app_commands.describe(
    whom="Whose pictures are counted",
    what="What is limited, for a day in UTC",
    amount="How much; leave it out to take the cap away",
)
async def caps(interaction: RestyleInteraction, whom: str, what: str, amount: Amount | None = None) -> None:
    """Limit what all servers together, or each of them, may have a day."""
    measure = Measure(what)
    operating = interaction.client.use_cases.operating
    change = await operating.cap(interaction.user.id, SubjectKind(whom), measure, _in_units(measure, amount))
    await show(interaction, decided_view(change))


@needs(Right.OPERATOR)
@operator.command(name="share")
@app_commands.describe(
    server="The server's id",
    weight="Its part of the whole; 1 is usual, 2 is twice as much",
    cap="How many of its pictures are made at once",
    member_cap="How many of one member's pictures are made at once",
)
async def share(
    interaction: RestyleInteraction,
    server: str,
    weight: Weight | None = None,
    cap: Cap | None = None,
    member_cap: Cap | None = None,
) -> None:
    """Change what a server gets of the whole."""
    given = Share(weight=weight, cap=cap, member_cap=member_cap)
    change = await interaction.client.use_cases.operating.share(interaction.user.id, _server_id(server), given)
    await show(interaction, decided_view(change))


@needs(Right.OPERATOR)
@operator.command(name="broadcast")
@app_commands.describe(text="What moderators read, as plain text")
async def broadcast(interaction: RestyleInteraction, text: Saying) -> None:
    """Say something in the audit channels of all servers."""
    told = await interaction.client.use_cases.operating.broadcast(interaction.user.id, text)
    await show(interaction, broadcast_view(told))


def _in_units(measure: Measure, amount: float | None) -> int | None:
    """The amount in the measure's own unit; raises BadRequest for a part of a picture."""
    if amount is None:
        return None
    if measure is Measure.MONEY:
        return Money.of(amount).micros
    if amount != int(amount):
        raise BadRequest(t("Pictures are counted in whole numbers. Write one."))
    return int(amount)


def _server_id(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 19):
        raise BadRequest(
            t("Write the id of a server as `server`: a number, which Discord copies for you in developer mode.")
        )
    return int(typed)
