"""The Discord client: no intents, no caches, no view objects. Brings interactions to whoever registered for them.

Commands go through the library's tree. Presses are routed here by the `custom_id`'s action: the state is in the id, so
that a button works after any number of restarts.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import aiohttp
import discord
from discord import app_commands
from discord.asset import Asset
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.delivery.controls import Action, Control, read_control
from bot.domain.errors import Gone
from bot.domain.text import speak, t
from bot.gateway.mentions import Mentions
from bot.gateway.rights import Right, require
from bot.gateway.translator import CatalogueTranslator
from bot.gateway.tree import RestyleTree, answer_error
from bot.ports import Events, Ids, Languages
from bot.services.allowances import Allowances
from bot.services.decisions import Decisions
from bot.services.drafts import Drafts
from bot.services.guide import Guide
from bot.services.history import History
from bot.services.moderation import Moderation
from bot.services.operating import Operating
from bot.services.pictures import Pictures
from bot.services.privacy import Privacy
from bot.services.reports import Reports
from bot.services.restyle import Restyle
from bot.services.setup import Setup
from bot.services.usage import Usage

Press = Callable[["RestyleInteraction", Control], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """What the cogs call."""

    restyle: Restyle
    decisions: Decisions
    pictures: Pictures
    history: History
    drafts: Drafts
    moderation: Moderation
    allowances: Allowances
    reports: Reports
    setup: Setup
    operating: Operating
    privacy: Privacy
    usage: Usage
    guide: Guide


@dataclass(frozen=True, slots=True, kw_only=True)
class Shards:
    """Which part of the servers a process connects for; a server's shard follows from its id."""

    count: int | None = None
    """How many there are over all processes; None asks Discord."""
    ids: tuple[int, ...] | None = None
    """Those of this process; None means all."""


class NotConnected(RuntimeError):
    """A shard of this process has no connection to Discord's gateway."""


class RestyleClient(commands.AutoShardedBot):
    """The bot as Discord sees it. `login` loads the cogs and syncs the commands, `connect` opens the shards."""

    def __init__(
        self,
        use_cases: UseCases,
        *,
        extensions: Sequence[str],
        events: Events,
        ids: Ids,
        languages: Languages,
        shards: Shards,
        home: int | None = None,
    ) -> None:
        """`extensions` are the cogs to load, by their modules; `home` is the server of whoever runs the bot."""
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
            shard_count=shards.count,
            # The library takes None for "all" and does not say so in its types.
            shard_ids=cast("list[int]", None if shards.ids is None else list(shards.ids)),
        )
        self._wanted = shards
        self.use_cases = use_cases
        self.events = events
        self.ids = ids
        self.languages = languages
        self._extensions = tuple(extensions)
        self._presses: dict[Action, tuple[Press, Right]] = {}
        self.home = home
        """The server in which the operator's commands are; None: nowhere."""
        self._operators = frozenset[int]()
        self.mentions = Mentions()

    async def login(self, token: str) -> None:
        """Log in with a bounded pool: unlimited connections cost 350 MB and late answers at 1,000 commands at once."""
        self.http.connector = aiohttp.TCPConnector(limit=256, keepalive_timeout=60)
        await super().login(token)

    async def setup_hook(self) -> None:
        """Load the extensions and tell Discord which commands there are, from one of the processes."""
        self._operators = await self._who_runs_it()
        for extension in self._extensions:
            await self.load_extension(extension)
        if self.shard_ids is None or 0 in self.shard_ids:
            await self.tree.set_translator(CatalogueTranslator(self.languages))
            self.mentions.learn(await self.tree.sync())
            if self.home is not None:
                self.mentions.learn(await self.tree.sync(guild=discord.Object(self.home)))
        else:
            self.mentions.learn(await self.tree.fetch_commands())

    async def connect(self, *, reconnect: bool = True) -> None:
        """Connect all shards of this process, one after another, and stay until they end."""
        if self._wanted.count is None:
            # Asked here, because the library would take the gateway's address from the same answer and not from us.
            self.shard_count, _, _ = await self.http.get_bot_gateway()
        await super().connect(reconnect=reconnect)

    async def ping(self) -> None:
        """Raise NotConnected unless all shards of this process are connected."""
        if not self.is_ready() or any(shard.is_closed() for shard in self.shards.values()):
            raise NotConnected

    def on_press(self, action: Action, press: Press, right: Right) -> None:
        """Register what a button, a select or a form does, and who may use it."""
        self._presses[action] = (press, right)

    @property
    def presses(self) -> Mapping[Action, Right]:
        """What is registered, and who may use it."""
        return {action: right for action, (_, right) in self._presses.items()}

    def require(self, right: Right, interaction: "RestyleInteraction") -> None:
        """Raise NotAllowed unless whoever calls has the right, here and now."""
        require(right, interaction, operators=self._operators, home=self.home)

    async def on_interaction(self, interaction: "RestyleInteraction") -> None:
        """Route presses and forms; commands and autocompletion are the tree's."""
        if interaction.type not in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
            return
        speak(self.languages.of(interaction.locale.value))
        try:
            await self._press(interaction)
            self.events("interaction.answered", kind=interaction.type.name)
        except Exception as error:  # noqa: BLE001 (the border: whatever a press raises is answered and logged there)
            await answer_error(interaction, error)

    async def on_app_command_completion(self, interaction: "RestyleInteraction", _command: object) -> None:
        """Say that a command was answered."""
        self.events("interaction.answered", kind=interaction.type.name)

    async def _press(self, interaction: "RestyleInteraction") -> None:
        data = interaction.data or {}
        control = read_control(str(data.get("custom_id", "")))
        found = self._presses.get(control.action) if control else None
        if control is None or found is None:
            raise Gone(t("This button belongs to another version of me. Start again with /restyle."))
        press, right = found
        self.require(right, interaction)
        await press(interaction, control)

    async def _who_runs_it(self) -> frozenset[int]:
        """The owner of the application, or those of its team who may do what the owner may."""
        application = await self.application_info()
        if application.team is None:
            return frozenset({application.owner.id})
        trusted = {discord.TeamMemberRole.admin, discord.TeamMemberRole.developer}
        return frozenset(
            each.id for each in application.team.members if each.role in trusted or each.id == application.team.owner_id
        )


RestyleInteraction = discord.Interaction[RestyleClient]


def point_at(api_url: str | None, gateway_url: str | None, cdn_url: str | None = None) -> None:
    """Send this process's Discord traffic to a REST proxy or the playground. Call it before the first request."""
    if api_url:
        Route.BASE = api_url.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway_url)
    if cdn_url:
        # Of avatars and stickers; links to files come complete.
        Asset.BASE = cdn_url.rstrip("/")  # pyright: ignore[reportAttributeAccessIssue] (typed as a constant)
