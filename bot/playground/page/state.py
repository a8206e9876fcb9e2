"""What the page shows at first: everything one person may see, as one JSON object."""

from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel, Guild, User
from bot.playground.knobs import Knobs
from bot.playground.permissions import Permissions
from bot.playground.rules.locales import LOCALES
from bot.playground.samples import Samples
from bot.playground.sessions import Sessions
from bot.playground.shapes import Shapes
from bot.playground.values import Json
from bot.playground.world import World


class PageState:
    """Reads one world for the page."""

    def __init__(
        self,
        *,
        world: World,
        shapes: Shapes,
        permissions: Permissions,
        sessions: Sessions,
        samples: Samples,
        knobs: Knobs,
    ) -> None:
        """Show `world` as it is when asked."""
        self._world = world
        self._shapes = shapes
        self._permissions = permissions
        self._sessions = sessions
        self._samples = samples
        self._knobs = knobs

    def of(self, user: User, *, restartable: bool) -> Json:
        """The state as `user` sees it."""
        world = self._world
        guilds = [self._guild(guild) for guild in world.guilds.values() if user.id in guild.members]
        return {
            "application": {"id": str(world.application_id), "name": world.bot.username, "icon": None},
            "bot": {
                "user": self._shapes.user(world.bot),
                "online": self._sessions.online,
                "restartable": restartable,
            },
            "people": [self._person(person) for person in world.people.values()],
            "guild": self._guild(world.guild),
            "guilds": guilds,
            "channels": [self._shapes.channel(c, user.id) for c in world.channels.values() if self.sees(user, c)],
            "commands": [self._shapes.command(command) for command in world.commands.values()],
            "samples": self._samples.listing(),
            "limits": {"attachment_size": self._knobs.attachment_size_limit},
            "locales": list(LOCALES),
        }

    def sees(self, user: User, channel: Channel) -> bool:
        """Whether a person sees a channel."""
        if channel.kind == ChannelKind.DM:
            return channel.recipient_id == user.id
        return bool(self._permissions.in_channel(user.id, channel))

    def _person(self, user: User) -> Json:
        home = self._world.guild
        permissions = self._permissions.in_guild(user.id, home)
        role = {self._world.people["mod"]: "moderator", self._world.owner: "owner"}.get(user, "member")
        shape = {"user": self._shapes.user(user), "role": role, "permissions": str(permissions)}
        return shape | {"has_app": user.has_app}

    def _guild(self, guild: Guild) -> Json:
        members = [
            self._shapes.member(member) | {"permissions": str(self._permissions.in_guild(member.user_id, guild))}
            for member in guild.members.values()
        ]
        stickers = [{"id": str(one.id), "name": one.name} for one in guild.stickers.values()]
        has_bot = self._world.has_bot(guild.id)
        return self._shapes.guild(guild) | {"members": members, "stickers": stickers, "has_bot": has_bot}
