"""A bot for the page's tests: one command with every kind of option, one card with every kind of control."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Self

import discord
from discord import app_commands
from discord.ext import commands

from tests.browser.demo_commands import STYLES, German, everywhere, limits, report
from tests.browser.demo_parade import parade


class DemoBot(commands.Bot):
    """Discord's controls on parade."""

    def __init__(self) -> None:
        super().__init__(
            command_prefix="!",
            help_command=None,
            intents=discord.Intents.none(),
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.painted: list[dict[str, object]] = []
        """The options of every `/paint`, as they arrived."""

    async def setup_hook(self) -> None:
        for command in (paint, silence, whoami, measure, greet, limits, report, everywhere, parade):
            self.tree.add_command(command)
        await self.tree.set_translator(German())
        await self.tree.sync()

    @asynccontextmanager
    async def running(self, token: str) -> AsyncGenerator[Self]:
        """Connected until the block ends."""
        task = asyncio.create_task(self.start(token))
        try:
            yield self
        finally:
            await self.close()
            await asyncio.gather(task, return_exceptions=True)


Interaction = discord.Interaction[DemoBot]


async def complete_style(_interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=name, value=name.lower()) for name in STYLES if typed.lower() in name.lower()]


@app_commands.command(description="Paint a picture")
@app_commands.describe(
    picture="The picture", words="How", style="A ready-made style", strength="How much", speed="How fast"
)
@app_commands.choices(speed=[app_commands.Choice(name=name, value=name.upper()) for name in ("Turbo", "Quality")])
@app_commands.autocomplete(style=complete_style)
async def paint(
    interaction: Interaction,
    picture: discord.Attachment,
    words: str,
    style: str | None = None,
    strength: app_commands.Range[float, 0, 1] | None = None,
    speed: app_commands.Choice[str] | None = None,
) -> None:
    chosen = {"style": style, "strength": strength, "speed": speed.value if speed else None}
    interaction.client.painted.append({"picture": picture.filename, "words": words, **chosen})
    data = await picture.read()
    files = [discord.File(BytesIO(data), filename=name) for name in ("one.png", "two.png", "three.png")]
    await interaction.response.send_message(view=Card(words), files=files)
    message = await interaction.original_response()
    await interaction.client.http.start_thread_with_message(
        message.channel.id, message.id, name=f"About {words}", auto_archive_duration=1440
    )


@app_commands.command(description="Never answers")
async def silence(interaction: Interaction) -> None:
    pass


@app_commands.command(description="Only you see the answer")
async def whoami(interaction: Interaction) -> None:
    await interaction.response.send_message(f"You are **{interaction.user.display_name}**.", ephemeral=True)


@app_commands.context_menu(name="Measure this message")
async def measure(interaction: Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"{len(message.content)} characters.", ephemeral=True)


@app_commands.context_menu(name="Greet")
async def greet(interaction: Interaction, user: discord.User) -> None:
    await interaction.response.send_message(f"Hello, {user.display_name}!")


class Form(discord.ui.Modal):
    """A text, two choices and a tick."""

    def __init__(self) -> None:
        super().__init__(title="Say more")
        sizes = [discord.RadioGroupOption(label=label, value=label.lower()) for label in ("Small", "Large")]
        moods = [discord.SelectOption(label=label) for label in ("Calm", "Wild")]
        self.words = discord.ui.TextInput["Form"](min_length=3, max_length=20)
        self.mood = discord.ui.Select["Form"](options=moods, placeholder="Which mood")
        self.size = discord.ui.RadioGroup["Form"](options=sizes)
        self.keep = discord.ui.Checkbox["Form"]()
        for text, component in {
            "Words": self.words,
            "Mood": self.mood,
            "Size": self.size,
            "Keep it": self.keep,
        }.items():
            self.add_item(discord.ui.Label(text=text, component=component))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        said = (self.words.value, self.mood.values[0], str(self.size.value), str(self.keep.value))
        await interaction.response.send_message(f"Form: {', '.join(said)}")


class Controls(discord.ui.ActionRow["Card"]):
    """Buttons that do one thing each."""

    @discord.ui.button(label="Count", style=discord.ButtonStyle.primary, emoji="🎲")
    async def count(self, interaction: Interaction, _button: discord.ui.Button["Card"]) -> None:
        assert self.view is not None
        self.view.presses += 1
        self.view.counter.content = f"Pressed {self.view.presses} times"
        await interaction.response.defer()
        await interaction.edit_original_response(view=self.view)

    @discord.ui.button(label="Ask", style=discord.ButtonStyle.success)
    async def ask(self, interaction: Interaction, _button: discord.ui.Button["Card"]) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Whisper")
    async def whisper(self, interaction: Interaction, _button: discord.ui.Button["Card"]) -> None:
        await interaction.response.send_message("Between us.", ephemeral=True)

    @discord.ui.button(label="Ignore", style=discord.ButtonStyle.danger)
    async def ignore(self, interaction: Interaction, _button: discord.ui.Button["Card"]) -> None:
        pass

    @discord.ui.button(label="Resting", disabled=True)
    async def rest(self, interaction: Interaction, _button: discord.ui.Button["Card"]) -> None:
        pass


class Choices(discord.ui.ActionRow["Card"]):
    """A select."""

    @discord.ui.select(
        placeholder="Pick a colour",
        options=[discord.SelectOption(label="Teal", description="Like the sea"), discord.SelectOption(label="Rust")],
    )
    async def pick(self, interaction: Interaction, select: discord.ui.Select["Card"]) -> None:
        await interaction.response.send_message(f"Picked {select.values[0]}.")


class Card(discord.ui.LayoutView):
    """Texts, pictures, buttons and a select in one container."""

    def __init__(self, words: str) -> None:
        super().__init__(timeout=None)
        self.presses = 0
        self.counter = discord.ui.TextDisplay["Card"]("Pressed 0 times")
        box = discord.ui.Container["Card"](accent_colour=discord.Colour(0x5865F2))
        thumbnail = discord.ui.Thumbnail["Card"]("attachment://one.png", description="Before")
        box.add_item(discord.ui.Section(f"### {words}", "-# resets <t:1900000000:R>", accessory=thumbnail))
        gallery = discord.ui.MediaGallery["Card"]()
        gallery.add_item(media="attachment://two.png", description="Second")
        gallery.add_item(media="attachment://three.png", description="Third")
        box.add_item(gallery)
        box.add_item(discord.ui.Separator())
        box.add_item(self.counter)
        box.add_item(Controls())
        box.add_item(Choices())
        self.add_item(box)
