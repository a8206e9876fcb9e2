"""Discord's numbers by their names: permissions, message flags, kinds of channels, messages, components and options.

Facts only; what they allow is decided in `rules`.
"""

from enum import IntEnum
from typing import Final

# Permissions.
ADMINISTRATOR: Final = 1 << 3
MANAGE_CHANNELS: Final = 1 << 4
MANAGE_GUILD: Final = 1 << 5
ADD_REACTIONS: Final = 1 << 6
VIEW_CHANNEL: Final = 1 << 10
SEND_MESSAGES: Final = 1 << 11
MANAGE_MESSAGES: Final = 1 << 13
EMBED_LINKS: Final = 1 << 14
ATTACH_FILES: Final = 1 << 15
READ_HISTORY: Final = 1 << 16
MENTION_EVERYONE: Final = 1 << 17
USE_EXTERNAL_EMOJIS: Final = 1 << 18
USE_COMMANDS: Final = 1 << 31
MANAGE_THREADS: Final = 1 << 34
CREATE_PUBLIC_THREADS: Final = 1 << 35
CREATE_PRIVATE_THREADS: Final = 1 << 36
SEND_IN_THREADS: Final = 1 << 38
USE_EXTERNAL_APPS: Final = 1 << 50
ALL_PERMISSIONS: Final = (1 << 53) - 1

# Message flags.
SUPPRESS_EMBEDS: Final = 1 << 2
HAS_THREAD: Final = 1 << 5
EPHEMERAL: Final = 1 << 6
LOADING: Final = 1 << 7
SILENT: Final = 1 << 12
HAS_SNAPSHOT: Final = 1 << 14
COMPONENTS_V2: Final = 1 << 15

# Gateway intents.
INTENT_GUILDS: Final = 1 << 0
INTENT_GUILD_MESSAGES: Final = 1 << 9
INTENT_DIRECT_MESSAGES: Final = 1 << 12
INTENT_MESSAGE_CONTENT: Final = 1 << 15
PRIVILEGED_INTENTS: Final = (1 << 1) | (1 << 8) | INTENT_MESSAGE_CONTENT
KNOWN_INTENTS: Final = (1 << 26) - 1


class ChannelKind(IntEnum):
    """A channel's `type`."""

    TEXT = 0
    DM = 1
    GROUP_DM = 3
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


class MessageKind(IntEnum):
    """A message's `type`."""

    DEFAULT = 0
    THREAD_CREATED = 18
    REPLY = 19
    SLASH_REPLY = 20
    THREAD_STARTER = 21
    MENU_REPLY = 23


class Context(IntEnum):
    """Where an interaction happens: its `context`."""

    GUILD = 0
    BOT_DM = 1
    PRIVATE = 2


class Install(IntEnum):
    """For whom an app is installed: a command's `integration_types`, the keys of an interaction's owners."""

    GUILD = 0
    USER = 1


class InteractionKind(IntEnum):
    """An interaction's `type`."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """How an application may answer an interaction."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class CommandKind(IntEnum):
    """An application command's `type`."""

    SLASH = 1
    USER = 2
    MESSAGE = 3


class OptionKind(IntEnum):
    """A command option's `type`."""

    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


class Part(IntEnum):
    """A component's `type`."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23
