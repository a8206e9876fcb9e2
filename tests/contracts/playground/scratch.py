"""A plain discord.py bot that uses everything the playground promises. It knows nothing of Restyle."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route
from PIL import Image

from bot.playground.server import Playground


def png(width: int, height: int) -> bytes:
    """A small real picture."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(data, "PNG")
    return data.getvalue()


PNG = png(2, 3)
SILENT = discord.AllowedMentions.none()


class Reroll(ui.DynamicItem[ui.Button[ui.LayoutView]], template=r"v1:reroll:(?P<key>\w+)"):
    """A button whose state is its id."""

    def __init__(self, key: str) -> None:
        super().__init__(ui.Button(label="Reroll", custom_id=f"v1:reroll:{key}"))
        self.key = key

    @classmethod
    async def from_custom_id(cls, interaction, item, match):
        return cls(match["key"])

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"rerolled {self.key}", ephemeral=True)


def card(key: str, *files: str) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    parts: list[ui.Item] = [ui.TextDisplay(f"card {key}")]
    if files:
        parts.append(ui.MediaGallery(*[discord.MediaGalleryItem(f"attachment://{name}") for name in files]))
    parts.append(ui.Separator())
    row = ui.ActionRow()
    row.add_item(ui.Button(label="Reroll", custom_id=f"v1:reroll:{key}"))
    row.add_item(ui.Button(label="Edit", emoji="✏️", custom_id=f"v1:edit:{key}"))
    row.add_item(ui.Button(label="Off", custom_id=f"v1:off:{key}", disabled=True))
    parts.append(row)
    view.add_item(ui.Container(*parts, accent_color=0x336699))
    view.stop()
    return view


def picture(name: str = "out.png") -> discord.File:
    return discord.File(io.BytesIO(PNG), filename=name)


class Bot(discord.Client):
    """Answers the commands of `commands` and keeps what it saw."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, allowed_mentions=SILENT)
        self._connection.guild_ready_timeout = 0.05
        self.tree = app_commands.CommandTree(self)
        self.seen: list[discord.Interaction] = []
        self.resumed = 0
        self.ready = asyncio.Event()

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Reroll)
        add_commands(self.tree)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id, *, initial=False) -> None:
        pass

    async def on_ready(self) -> None:
        self.ready.set()

    async def on_resumed(self) -> None:
        self.resumed += 1

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.seen.append(interaction)
        data = payload(interaction)
        custom_id = str(data.get("custom_id", ""))
        if interaction.type is discord.InteractionType.modal_submit:
            await on_modal(interaction)
        elif custom_id.startswith("v1:edit:"):
            await interaction.response.send_modal(edit_modal(custom_id.rpartition(":")[2]))
        elif custom_id.startswith("v1:pick:"):
            await interaction.response.edit_message(
                view=card("picked-" + "-".join(data["values"])), allowed_mentions=SILENT
            )
        elif custom_id.startswith("v1:later:"):
            await interaction.response.defer()
            await interaction.edit_original_response(view=card("later"))


def payload(interaction: discord.Interaction) -> Any:
    """The interaction's data as it came."""
    return interaction.data or {}


def edit_modal(key: str) -> ui.Modal:
    modal = ui.Modal(title="Edit", custom_id=f"v1:edit:{key}")
    modal.add_item(ui.Label(text="Prompt", component=ui.TextInput(custom_id="prompt", default="old", max_length=50)))
    choices = [discord.SelectOption(label=name, value=name) for name in ("ink", "oil")]
    modal.add_item(ui.Label(text="Style", component=ui.Select(custom_id="style", options=choices)))
    modal.add_item(ui.Label(text="Mask", component=ui.FileUpload(custom_id="mask", required=False, min_values=0)))
    modal.stop()
    return modal


async def on_modal(interaction: discord.Interaction) -> None:
    data = payload(interaction)
    values = {
        part["component"]["custom_id"]: part["component"].get("value", part["component"].get("values"))
        for part in data["components"]
    }
    files = data.get("resolved", {}).get("attachments", {})
    sizes = [len(await discord.Attachment(data=f, state=interaction._state).read()) for f in files.values()]
    if interaction.message is not None:
        await interaction.response.edit_message(
            view=card(f"{values['prompt']}-{values['style'][0]}-{sizes}"), allowed_mentions=SILENT
        )
    else:
        await interaction.response.send_message(str(values))


def add_commands(tree: app_commands.CommandTree) -> None:
    @tree.command(description="Answer at once")
    async def hello(interaction: discord.Interaction, name: app_commands.Range[str, 1, 20]) -> None:
        await interaction.response.send_message(f"hello {name}")

    @tree.command(description="Answer in private")
    async def hidden(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("for your eyes")

    @tree.command(description="Never answer")
    async def silent(interaction: discord.Interaction) -> None:
        pass

    @tree.command(description="Redraw")
    @app_commands.describe(image="A picture", style="How", strength="How much")
    async def draw(
        interaction: discord.Interaction,
        image: discord.Attachment,
        style: str,
        strength: app_commands.Range[float, 0.0, 1.0] = 0.8,
    ) -> None:
        data = await image.read()
        await interaction.response.send_message(
            view=card("one", "in.png"), file=discord.File(io.BytesIO(data), "in.png")
        )
        message = await interaction.original_response()
        client = interaction.client
        where = client.get_partial_messageable(message.channel.id, guild_id=interaction.guild_id)
        thread = await where.get_partial_message(message.id).create_thread(name=f"{style} {strength:g}")
        await client.get_partial_messageable(thread.id, guild_id=interaction.guild_id).send(
            view=card("result", "out.png"), file=picture()
        )

    @draw.autocomplete("style")
    async def styles(interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=n.title(), value=n) for n in ("pop", "poster", "ink") if n.startswith(typed)]

    @tree.command(description="Ask")
    async def ask(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(edit_modal("ask"))

    @tree.command(description="Offer a select")
    async def offer(interaction: discord.Interaction) -> None:
        view = ui.LayoutView(timeout=None)
        choices = [discord.SelectOption(label=name, value=name, emoji="🎨") for name in ("a", "b")]
        view.add_item(ui.ActionRow(ui.Select(custom_id="v1:pick:x", options=choices)))
        view.add_item(ui.ActionRow(ui.Button(label="Later", custom_id="v1:later:x")))
        view.stop()
        await interaction.response.send_message(view=view)

    limits = app_commands.Group(name="limits", description="Limits")

    @limits.command(name="set", description="Set one")
    async def put(interaction: discord.Interaction, who: discord.Member, count: int) -> None:
        await interaction.response.send_message(
            f"{who.name} {count} {(who.resolved_permissions or who.guild_permissions).manage_guild}"
        )

    tree.add_command(limits)

    @tree.context_menu(name="Restyle this image")
    async def menu(interaction: discord.Interaction, message: discord.Message) -> None:
        size = len(await message.attachments[0].read())
        await interaction.response.send_message(f"{message.content} {size}", ephemeral=True)


def point_at(playground: Playground) -> None:
    """Make discord.py talk to the playground."""
    Route.BASE = playground.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(playground.gateway_url)


@asynccontextmanager
async def running(playground: Playground, intents: discord.Intents | None = None) -> AsyncIterator[Bot]:
    """A bot that is logged in and ready."""
    point_at(playground)
    bot = Bot(intents or discord.Intents.none())
    task = asyncio.create_task(bot.start(playground.token))
    ready = asyncio.create_task(bot.ready.wait())
    await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
    if task.done():
        await task
    try:
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(task, return_exceptions=True)
