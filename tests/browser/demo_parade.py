"""Every component of messages and modals at once, for the page's tests: one card and one form."""

from io import BytesIO

import discord
from discord import app_commands, ui
from PIL import Image

Interaction = discord.Interaction


def picture(name: str, colour: str) -> discord.File:
    out = BytesIO()
    Image.new("RGB", (480, 320), colour).save(out, "PNG")
    out.seek(0)
    return discord.File(out, name)


class Picks(ui.ActionRow["Parade"]):
    """The person select, filled in beforehand."""

    @ui.select(cls=ui.UserSelect, placeholder="Who", min_values=0, max_values=3)
    async def people(self, interaction: Interaction, select: ui.UserSelect["Parade"]) -> None:
        names = ", ".join(sorted(user.name for user in select.values)) or "nobody"
        await interaction.response.send_message(f"Picked {names}.", ephemeral=True)


class RolePick(ui.ActionRow["Parade"]):
    """The role select."""

    @ui.select(cls=ui.RoleSelect, placeholder="Which role")
    async def role(self, interaction: Interaction, select: ui.RoleSelect["Parade"]) -> None:
        await interaction.response.send_message(f"Picked role {select.values[0].name}.", ephemeral=True)


class MentionablePick(ui.ActionRow["Parade"]):
    """People and roles in one list."""

    @ui.select(cls=ui.MentionableSelect, placeholder="Who or which role")
    async def mentionable(self, interaction: Interaction, select: ui.MentionableSelect["Parade"]) -> None:
        kind = type(select.values[0]).__name__
        await interaction.response.send_message(f"Picked {kind} {select.values[0]}.", ephemeral=True)


class ChannelPick(ui.ActionRow["Parade"]):
    """Text channels alone."""

    @ui.select(cls=ui.ChannelSelect, placeholder="Where", channel_types=[discord.ChannelType.text])
    async def channel(self, interaction: Interaction, select: ui.ChannelSelect["Parade"]) -> None:
        await interaction.response.send_message(f"Picked channel {select.values[0].name}.", ephemeral=True)


class Open(ui.Button["Parade"]):
    """Opens the form."""

    def __init__(self) -> None:
        super().__init__(label="Fill in", style=discord.ButtonStyle.primary)

    async def callback(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(Everything())


class Parade(ui.LayoutView):
    """Sections, pictures, files, separators and selects."""

    def __init__(self, chosen: discord.abc.Snowflake) -> None:
        super().__init__(timeout=None)
        box = ui.Container["Parade"](accent_colour=discord.Colour(0xE67E22))
        box.add_item(ui.Section("### A section", "Two texts and a button beside them.", accessory=Open()))
        box.add_item(
            ui.Section("A section with a picture.", accessory=ui.Thumbnail("attachment://one.png", description="One"))
        )
        box.add_item(ui.Separator(spacing=discord.SeparatorSpacing.large))
        gallery = ui.MediaGallery["Parade"]()
        gallery.add_item(media="attachment://one.png", description="One")
        gallery.add_item(media="attachment://two.png", description="Two", spoiler=True)
        box.add_item(gallery)
        box.add_item(ui.File("attachment://usage.csv"))
        box.add_item(ui.Separator(visible=False))
        people = Picks()
        kind = discord.SelectDefaultValueType.user
        people.people.default_values = [discord.SelectDefaultValue(id=chosen.id, type=kind)]
        for row in (people, RolePick(), MentionablePick(), ChannelPick()):
            box.add_item(row)
        self.add_item(box)
        self.add_item(ui.TextDisplay("Text outside of the container."))


class Everything(ui.Modal):
    """Every input a form may hold would be eight; a form holds five."""

    def __init__(self) -> None:
        super().__init__(title="Everything at once")
        kinds = [discord.CheckboxGroupOption(label=name, value=name.lower()) for name in ("Ink", "Oil", "Chalk")]
        self.add_item(ui.TextDisplay("Say **who**, where and what."))
        self.who = ui.UserSelect["Everything"](placeholder="Who", max_values=2)
        self.where = ui.ChannelSelect["Everything"](required=False, channel_types=[discord.ChannelType.text])
        self.kinds = ui.CheckboxGroup["Everything"](options=kinds, min_values=1, max_values=2)
        self.file = ui.FileUpload["Everything"](required=False, max_values=2)
        labels = {"Person": self.who, "Channel": self.where, "Means": self.kinds, "Pictures": self.file}
        for text, component in labels.items():
            about = "One or two of them." if text == "Means" else None
            self.add_item(ui.Label(text=text, description=about, component=component))

    async def on_submit(self, interaction: Interaction) -> None:
        parts = [
            ",".join(sorted(user.name for user in self.who.values)),
            ",".join(channel.name for channel in self.where.values) or "-",
            ",".join(self.kinds.values),
            ",".join(file.filename for file in self.file.values) or "-",
        ]
        await interaction.response.send_message(f"Form: {' '.join(parts)}", ephemeral=True)


@app_commands.command(description="Every component there is")
async def parade(interaction: Interaction) -> None:
    files = [picture("one.png", "#e67e22"), picture("two.png", "#3ba55d")]
    files.append(discord.File(BytesIO(b"day,jobs\nMonday,3\n"), "usage.csv"))
    await interaction.response.send_message(view=Parade(interaction.user), files=files)
