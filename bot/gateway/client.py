"""The Discord client: no intents, no caches, no view objects. Brings interactions to whoever registered for them.

Commands go through the library's tree. Presses are routed here by the `custom_id`'s action: the state is in the id, so
that a button works after any number of restarts.
"""

from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.delivery.controls import Action, Control, read_control
from bot.domain.errors import Gone
from bot.gateway.tree import RestyleTree, answer_error
from bot.ports import Events
from bot.services.restyle import Restyle

Press = Callable[["RestyleInteraction", Control], Awaitable[None]]


class RestyleClient(commands.Bot):
    """The bot as Discord sees it. `start` logs in, syncs the commands and connects."""

    restyle: Restyle
    """What the cogs call; set by the composition root before the extensions are loaded."""

    def __init__(self, *, extensions: Sequence[str], events: Events) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=RestyleTree,
            intents=discord.Intents.none(),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.events = events
        self._extensions = tuple(extensions)
        self._presses: dict[Action, Press] = {}

    async def login(self, token: str) -> None:
        """Log in with a bounded pool: unlimited connections cost 350 MB and late answers at 1,000 commands at once."""
        self.http.connector = aiohttp.TCPConnector(limit=256, keepalive_timeout=60)
        await super().login(token)

    async def setup_hook(self) -> None:
        """Load the extensions and tell Discord which commands there are."""
        for extension in self._extensions:
            await self.load_extension(extension)
        await self.tree.sync()

    def on_press(self, action: Action, press: Press) -> None:
        """Register what a button does."""
        self._presses[action] = press

    async def on_interaction(self, interaction: "RestyleInteraction") -> None:
        """Route presses; commands and autocompletion are the tree's."""
        if interaction.type is not discord.InteractionType.component:
            return
        try:
            await self._press(interaction)
        except Exception as error:  # noqa: BLE001 (the border: whatever a press raises is answered and logged there)
            await answer_error(interaction, error, self.events)

    async def _press(self, interaction: "RestyleInteraction") -> None:
        data = interaction.data or {}
        control = read_control(str(data.get("custom_id", "")))
        press = self._presses.get(control.action) if control else None
        if control is None or press is None:
            raise Gone("This button belongs to another version of me. Start again with /restyle.")
        await press(interaction, control)


RestyleInteraction = discord.Interaction[RestyleClient]


def point_at(api_url: str | None, gateway_url: str | None) -> None:
    """Send this process's Discord traffic to a REST proxy or the playground. Call it before the first request."""
    if api_url:
        Route.BASE = api_url.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
