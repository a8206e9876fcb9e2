"""More of the page's test bot: subcommands in two languages, a private report, a command that goes everywhere."""

from io import BytesIO

import discord
from discord import app_commands
from PIL import Image

STYLES = ("Poster", "Watercolor", "Woodcut")
Interaction = discord.Interaction


class German(app_commands.Translator):
    """A few words."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        return WORDS.get(string.message) if locale is discord.Locale.german else None


WORDS = {
    "limits": "grenzen",
    "set": "setzen",
    "for": "fuer",
    "who": "wer",
    "role": "rolle",
    "where": "wo",
    "style": "stil",
    "strict": "streng",
    "Set how much somebody may do": "Lege fest, wie viel jemand darf",
    "Greet": "Grüßen",
    "Poster": "Plakat",
}
limits = app_commands.Group(name="limits", description="Limits of this server")
for_group = app_commands.Group(name="for", description="For somebody", parent=limits)


@for_group.command(name="set", description="Set how much somebody may do")
async def set_limit(
    interaction: Interaction,
    who: discord.Member | discord.Role,
    where: app_commands.AppCommandChannel,
    share: app_commands.Range[float, 0, 1],
    role: discord.Role | None = None,
    strict: bool | None = None,
    style: str | None = None,
) -> None:
    said = [who.name, where.name, f"{share:g}", role.name if role else "-", str(strict), style or "-"]
    await interaction.response.send_message(f"{' '.join(said)} ({interaction.locale.value})")


@set_limit.autocomplete("style")
async def style_for(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Tells what it was told of the other options, then the styles."""
    given = ",".join(sorted(f"{name}={value}" for name, value in interaction.namespace if name in ("share", "strict")))
    names = [name for name in (*STYLES, given) if typed.lower() in name.lower()]
    return [app_commands.Choice(name=app_commands.locale_str(name), value=name.lower()) for name in names if name]


@app_commands.command(name="hello-everywhere", description="Tells where it is used")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def everywhere(interaction: Interaction) -> None:
    here = interaction.context
    place = "server" if here.guild else "direct message" if here.dm_channel else "group"
    mine = " by its person's install" if interaction.is_user_integration() else ""
    await interaction.response.send_message(f"Used in a {place}{mine}.")


@app_commands.command(description="A private report with a chart and a table")
async def report(interaction: Interaction) -> None:
    await interaction.response.defer(ephemeral=True)
    chart, table = BytesIO(), BytesIO(b"day,jobs\nMonday,3\n")
    Image.new("RGB", (640, 240), "#6a5df0").save(chart, "PNG")
    chart.seek(0)
    files = [discord.File(chart, "chart.png"), discord.File(table, "usage.csv")]
    await interaction.followup.send("Usage of this week.", files=files)
    await interaction.edit_original_response(content="Usage of this week: 3 jobs.")
