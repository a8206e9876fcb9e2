"""The state of the playground: guilds, their channels, people, messages and commands, and who hears of changes.

Owns the indexes and the queries. It checks nothing (that is `rules`) and renders nothing (that is `shapes`).
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from bot.playground.constants import ChannelKind, CommandKind, MessageKind
from bot.playground.entities import Channel, Command, Guild, Member, Message, User
from bot.playground.snowflakes import Snowflakes

KEPT_NONCES = 10_000


@dataclass(slots=True, frozen=True, kw_only=True)
class Event:
    """Something happened; `audience` is the only person who may hear of it, None for everybody."""

    name: str
    subject: object
    audience: int | None = None


Listener = Callable[[Event], None]


@dataclass(slots=True, kw_only=True)
class World:
    """Everything there is. `people` maps the short names tests use to users; the first guild is home."""

    guilds: dict[int, Guild]
    users: dict[int, User]
    people: dict[str, User]
    bot: User
    owner: User
    """Whose application the bot is."""
    application_id: int
    token: str
    signing_key: str
    channels: dict[int, Channel]
    commands: dict[int, Command] = field(default_factory=dict[int, Command])
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    snowflakes: Snowflakes = field(default_factory=Snowflakes)
    _nonces: OrderedDict[tuple[int, int, str], int] = field(default_factory=OrderedDict[tuple[int, int, str], int])
    _by_channel: dict[int, dict[int, Message]] = field(default_factory=dict[int, dict[int, Message]])
    _listeners: list[Listener] = field(default_factory=list[Listener])

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every event, in order of arrival; the answer ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def emit(self, name: str, subject: object, audience: int | None = None) -> None:
        """Tell every listener."""
        event = Event(name=name, subject=subject, audience=audience)
        for listener in tuple(self._listeners):
            listener(event)

    @property
    def guild(self) -> Guild:
        """The home guild: the first one."""
        return next(iter(self.guilds.values()))

    def guild_of(self, channel: Channel) -> Guild | None:
        """The guild a channel belongs to; None for direct messages."""
        return self.guilds.get(channel.guild_id or 0)

    def member(self, guild_id: int | None, user_id: int) -> Member | None:
        """A user as a member of a guild, None if they are not in it."""
        guild = self.guilds.get(guild_id or 0)
        return guild.members.get(user_id) if guild is not None else None

    def has_bot(self, guild_id: int | None) -> bool:
        """Whether the bot is a member of a guild."""
        return self.member(guild_id, self.bot.id) is not None

    def guild_named(self, name: str | int) -> Guild:
        """A guild by name or id. KeyError if there is none."""
        for guild in self.guilds.values():
            if name in (guild.name, guild.id, str(guild.id)):
                return guild
        raise KeyError(name)

    def add_message(self, message: Message) -> None:
        """Index a message; the caller emits the event."""
        self.messages[message.id] = message
        self._by_channel.setdefault(message.channel_id, {})[message.id] = message
        if message.audience is None:
            self.channels[message.channel_id].last_message_id = message.id

    def drop_message(self, message: Message) -> None:
        """Forget a message; the caller emits the event."""
        self.messages.pop(message.id, None)
        self._by_channel.get(message.channel_id, {}).pop(message.id, None)

    def drop_channel(self, channel: Channel) -> None:
        """Forget a channel and what was said in it."""
        self.channels.pop(channel.id, None)
        for message in self._by_channel.pop(channel.id, {}).values():
            self.messages.pop(message.id, None)

    def channel(self, name: str | int) -> Channel:
        """A channel or thread by name or id; of two by one name the older. KeyError if there is none."""
        found = self.channels.get(int(name)) if isinstance(name, int) or name.isdecimal() else None
        if found is not None:
            return found
        for channel in self.channels.values():
            if channel.name == str(name).removeprefix("#"):
                return channel
        raise KeyError(name)

    def messages_in(self, channel: Channel | str | int) -> list[Message]:
        """All messages of a channel, oldest first, ephemeral ones too."""
        where = channel if isinstance(channel, Channel) else self.channel(channel)
        return list(self._by_channel.get(where.id, {}).values())

    def newest(self, channel_id: int) -> Iterator[Message]:
        """A channel's messages, newest first."""
        return iter(reversed(self._by_channel.get(channel_id, {}).values()))

    def visible(self, channel_id: int, user_id: int, limit: int = 100) -> list[Message]:
        """The last messages `user_id` sees in a channel, oldest first."""
        seen = (message for message in self.newest(channel_id) if message.audience in (None, user_id))
        return list(islice(seen, limit))[::-1]

    def remember_nonce(self, message: Message) -> None:
        """Let a repetition of this message find it."""
        if message.nonce is not None:
            self._nonces[message.author_id, message.channel_id, str(message.nonce)] = message.id
        if len(self._nonces) > KEPT_NONCES:
            self._nonces.popitem(last=False)

    def sent_with_nonce(self, author_id: int, channel_id: int, nonce: str | int) -> int | None:
        """The id of the last message of this author that carried the nonce, deleted or not."""
        return self._nonces.get((author_id, channel_id, str(nonce)))

    @property
    def threads(self) -> list[Channel]:
        """All threads, oldest first."""
        return [channel for channel in self.channels.values() if channel.is_thread]

    def said_in_threads(self) -> list[Message]:
        """Every message in a thread but the starters, oldest first."""
        threads = {thread.id for thread in self.threads}
        said = [message for message in self.messages.values() if message.channel_id in threads]
        return [message for message in said if message.kind != MessageKind.THREAD_STARTER]

    def command(self, name: str, kind: CommandKind = CommandKind.SLASH) -> Command | None:
        """A registered command by its name; a guild's own command goes before a global one of the same name."""
        found = [command for command in self.commands.values() if command.name == name and command.kind == kind]
        return max(found, key=lambda command: command.guild_id or 0, default=None)

    def dm_with(self, user_id: int) -> Channel | None:
        """The direct message channel between the bot and a person, if it was opened."""
        for channel in self.channels.values():
            if channel.kind == ChannelKind.DM and channel.recipient_id == user_id:
                return channel
        return None
