"""What a person may use where: which commands are offered, and for whom the application is there.

Discord decides this from the command's contexts and integration types, from where the application is installed, and
from the person's permissions. Answers in words for the person; `offers.js` is the same for what the page lists.
"""

from bot.playground import constants
from bot.playground.constants import Context, Install
from bot.playground.entities import Channel, Command, User
from bot.playground.payloads import context_of
from bot.playground.permissions import Permissions
from bot.playground.values import as_list
from bot.playground.world import World

NOT_HERE = "This command cannot be used here."
NOT_ALLOWED = "You do not have permission to use this command."


class Standing:
    """The standing of everybody in one world."""

    def __init__(self, world: World, permissions: Permissions) -> None:
        """Judge by `world` as it is when asked."""
        self._world = world
        self._permissions = permissions

    def owners(self, user: User, channel: Channel, installs: list[int]) -> dict[str, str]:
        """Who brought the application here, of those for whom a command with these installs is meant."""
        found: dict[str, str] = {}
        if Install.GUILD in installs and self._world.has_bot(channel.guild_id):
            found["0"] = str(channel.guild_id)
        if Install.GUILD in installs and context_of(channel) is Context.BOT_DM:
            found["0"] = "0"
        if Install.USER in installs and user.has_app:
            found["1"] = str(user.id)
        return found

    def problem(self, user: User, channel: Channel, command: Command) -> str | None:
        """Why the app would not offer this command here; None if it does."""
        if command.guild_id not in (None, channel.guild_id):
            return NOT_HERE
        contexts = command.body.get("contexts")
        if contexts is not None and context_of(channel) not in contexts:
            return NOT_HERE
        owners = self.owners(user, channel, installs_of(command))
        if not owners:
            return NOT_HERE
        held = self._permissions.in_channel(user.id, channel)
        if channel.guild_id is None:
            return None
        needed = _needed(command) if "0" in owners else 0
        return NOT_ALLOWED if ~held & needed or not held & constants.USE_COMMANDS else None

    def may_show(self, user: User, channel: Channel, owners: dict[str, str]) -> bool:
        """Whether an answer may be public: a guest's may where the person may use external apps."""
        if "0" in owners or channel.guild_id is None:
            return True
        return bool(self._permissions.in_channel(user.id, channel) & constants.USE_EXTERNAL_APPS)


def installs_of(command: Command) -> list[int]:
    """For which installs a command is; a guild's own command is for that guild."""
    return [int(Install.GUILD)] if command.guild_id else as_list(command.body.get("integration_types"))


def _needed(command: Command) -> int:
    """The permissions a command asks for by default; "0" leaves it to administrators."""
    asked = command.body.get("default_member_permissions")
    if asked is None:
        return 0
    return int(asked) or constants.ADMINISTRATOR
