"""Sessions of the bot: numbered events, kept for replay, and which world events become which gateway events.

A session outlives its connection for a while; whoever resumes it gets what it missed. Events are rendered only if a
session wants them, so a bot without intents costs nothing but its interactions.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable

from bot.playground import constants
from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel, Guild, Message
from bot.playground.interaction import Interaction
from bot.playground.knobs import Knobs
from bot.playground.payloads import InteractionPayloads
from bot.playground.shapes import Shapes
from bot.playground.values import Json
from bot.playground.world import Event, World

KEPT_EVENTS = 10_000
DAY = 86_400.0
UNREADABLE: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
Send = Callable[[str], None]


class Session:
    """What one identified client was sent."""

    def __init__(self, *, id: str, intents: int, shard: tuple[int, int]) -> None:  # noqa: A002  Discord's own name
        """Begin at sequence 0."""
        self.id = id
        self.intents = intents
        self.shard = shard
        self.seq = 0
        self.sender: Send | None = None
        self.detached_at: float | None = None
        self._kept: deque[tuple[int, str]] = deque(maxlen=KEPT_EVENTS)

    def send(self, name: str, data: object) -> None:
        """Send an event."""
        self.send_rendered(name, json.dumps(data, separators=(",", ":")))

    def send_rendered(self, name: str, data: str) -> None:
        """Send an event whose data is JSON already."""
        self.seq += 1
        text = f'{{"op":0,"t":"{name}","s":{self.seq},"d":{data}}}'
        self._kept.append((self.seq, text))
        if self.sender is not None:
            self.sender(text)

    def after(self, seq: int) -> list[str] | None:
        """Everything sent after `seq`, at most the last one; None if some of it is no longer kept."""
        missed = [text for number, text in self._kept if number > seq]
        return missed if len(missed) == self.seq - seq else None

    def owns(self, guild_id: int | None) -> bool:
        """Whether a guild's events come to this shard; direct messages come to the first."""
        index, count = self.shard
        return ((guild_id >> 22) % count if guild_id else 0) == index


class Sessions:
    """All sessions that can still be resumed."""

    def __init__(self, world: World, shapes: Shapes, payloads: InteractionPayloads, knobs: Knobs) -> None:
        """Hear the world's events from now on."""
        self._world = world
        self._shapes = shapes
        self._payloads = payloads
        self._knobs = knobs
        self._sessions: dict[str, Session] = {}
        self._identified: deque[float] = deque()
        world.listen(self._hear)

    @property
    def online(self) -> bool:
        """Whether a bot is connected."""
        return bool(self.shards)

    @property
    def shards(self) -> set[int]:
        """The shards that are connected."""
        return {session.shard[0] for session in self._sessions.values() if session.sender is not None}

    def may_identify(self) -> bool:
        """Count an IDENTIFY against the day's allowance."""
        now = time.time()
        while self._identified and now - self._identified[0] > DAY:
            self._identified.popleft()
        self._identified.append(now)
        return len(self._identified) <= self._knobs.identifies_a_day

    @property
    def identifies_left(self) -> int:
        """How many IDENTIFYs the day still has."""
        return max(0, self._knobs.identifies_a_day - len(self._identified))

    def find(self, session_id: str) -> Session | None:
        """A session that may still be resumed."""
        session = self._sessions.get(session_id)
        if session is None or session.detached_at is None:
            return session
        gone = asyncio.get_running_loop().time() - session.detached_at
        return session if gone <= self._knobs.resume_window else None

    def attach(self, session: Session, sender: Send) -> None:
        """Send this session's events through `sender` from now on."""
        self._sessions[session.id] = session
        session.sender, session.detached_at = sender, None
        self._world.emit("BOT_STATUS", True)

    def detach(self, session: Session, sender: Send) -> None:
        """The connection behind `sender` is gone."""
        if session.sender != sender:
            return
        session.sender, session.detached_at = None, asyncio.get_running_loop().time()
        self._sessions = {key: one for key, one in self._sessions.items() if self.find(key) is not None}
        self._world.emit("BOT_STATUS", self.online)

    def forget(self, session: Session) -> None:
        """Make a session impossible to resume."""
        self._sessions.pop(session.id, None)
        self._world.emit("BOT_STATUS", self.online)

    def greet(self, session: Session, resume_url: str) -> None:
        """READY, then the guilds if the client wants guilds."""
        world = self._world
        mine = [guild for guild in world.guilds.values() if world.has_bot(guild.id) and session.owns(guild.id)]
        ready: Json = {
            "v": 10,
            "user": self._shapes.user(world.bot) | {"mfa_enabled": False, "verified": True, "email": None},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in mine],
            "session_id": session.id,
            "resume_gateway_url": resume_url,
            "session_type": "normal",
            "application": {"id": str(world.application_id), "flags": 0},
            "shard": list(session.shard),
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": [],
            "user_settings": {},
            "_trace": ["playground"],
        }
        session.send("READY", ready)
        for guild in mine if session.intents & constants.INTENT_GUILDS else []:
            session.send("GUILD_CREATE", self._shapes.guild_for_bot(guild))

    def _hear(self, event: Event) -> None:
        match event.subject:
            case Interaction() as interaction if event.name == "INTERACTION_CREATE":
                guild_id = interaction.channel.guild_id
                self._dispatch(event.name, guild_id, 0, lambda: self._payloads.payload(interaction))
            case Guild() as guild if event.name in ("GUILD_CREATE", "GUILD_DELETE"):
                self._dispatch(event.name, guild.id, constants.INTENT_GUILDS, lambda: self._guild(event.name, guild))
            case Message(audience=None) as message:
                self._hear_message(event.name, message)
            case Channel() as channel if self._hears(channel):
                intent, shape = constants.INTENT_GUILDS, lambda: self._channel(event.name, channel)
                self._dispatch(event.name, channel.guild_id, intent, shape)
            case _:
                pass

    def _hear_message(self, name: str, message: Message) -> None:
        channel = self._world.channels.get(message.channel_id)
        if channel is None or not self._hears(channel):
            return
        private = channel.kind == ChannelKind.DM
        intent = constants.INTENT_DIRECT_MESSAGES if private else constants.INTENT_GUILD_MESSAGES
        if not any(session.intents & intent for session in self._sessions.values()):
            return
        whole = self._message(name, message, channel)
        self._dispatch(name, channel.guild_id, intent | constants.INTENT_MESSAGE_CONTENT, lambda: whole)
        if private or message.author_id == self._world.bot.id or self._world.bot.id in message.mention_ids:
            blind = whole
        else:
            blind = whole | UNREADABLE
        self._dispatch(name, channel.guild_id, intent, lambda: blind, without=constants.INTENT_MESSAGE_CONTENT)

    def _hears(self, channel: Channel) -> bool:
        """Whether the bot is where this happens; where it is a guest it gets its interactions and nothing else."""
        return channel.kind == ChannelKind.DM or self._world.has_bot(channel.guild_id)

    def _guild(self, name: str, guild: Guild) -> Json:
        return self._shapes.guild_for_bot(guild) if name == "GUILD_CREATE" else {"id": str(guild.id)}

    def _message(self, name: str, message: Message, channel: Channel) -> Json:
        guild: Json = {"guild_id": str(channel.guild_id)} if channel.guild_id else {}
        if name == "MESSAGE_DELETE":
            return {"id": str(message.id), "channel_id": str(channel.id), **guild}
        member = self._world.member(channel.guild_id, message.author_id)
        if member is not None:
            guild["member"] = self._shapes.member(member, with_user=False)
        return self._shapes.message(message) | guild

    def _channel(self, name: str, channel: Channel) -> Json:
        shape = self._shapes.channel(channel)
        return shape | {"newly_created": True} if name == "THREAD_CREATE" else shape

    def _dispatch(
        self,
        name: str,
        guild_id: int | None,
        intents: int,
        render: Callable[[], Json],
        *,
        without: int = 0,
    ) -> None:
        """Send to every session of the guild's shard that has all of `intents` and none of `without`."""
        text: str | None = None
        for session in self._sessions.values():
            if session.intents & intents != intents or session.intents & without or not session.owns(guild_id):
                continue
            text = text or json.dumps(render(), separators=(",", ":"))
            session.send_rendered(name, text)
