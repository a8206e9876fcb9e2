"""Making things go wrong on purpose: what the page's faults panel and the tests ask for, by name.

Each fault is something that happens on the real service; what the bot then gets is the service's own answer. Nothing
here is a rule: rules are elsewhere, and most faults only bring the world into a state in which they bite.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.playground import constants
from bot.playground.actions import Declined
from bot.playground.entities import Channel, Guild, Member, Overwrite
from bot.playground.errors import REFUSALS
from bot.playground.gateway import Gateway
from bot.playground.interactions import Interactions
from bot.playground.knobs import Fault, Knobs
from bot.playground.posts import Posts
from bot.playground.snowflakes import timestamp
from bot.playground.values import Json, as_list, snowflake
from bot.playground.world import World

ROUTES = {
    "answer an interaction": ("POST", r"/interactions/\d+/[^/]+/callback"),
    "follow up": ("POST", r"/webhooks/\d+/[^/]+"),
    "edit by token": ("PATCH", r"/webhooks/\d+/[^/]+/messages/[^/]+"),
    "post a message": ("POST", r"/channels/\d+/messages"),
    "edit a message": ("PATCH", r"/channels/\d+/messages/\d+"),
    "read a message": ("GET", r"/channels/\d+/messages/\d+"),
    "delete a message": ("DELETE", r"/channels/\d+/messages/\d+"),
    "start a thread": ("POST", r"/channels/\d+/messages/\d+/threads"),
    "open a direct message": ("POST", r"/users/@me/channels"),
    "register commands": ("PUT", r"/applications/\d+/(guilds/\d+/)?commands"),
    "any call": ("*", r".*"),
}
"""The routes that can be broken, in a person's words."""
SLOW_MODE = "This action cannot be performed due to slowmode rate limit"
TOO_MANY_EDITS = "Maximum number of edits to messages older than 1 hour"
ANSWERS: dict[str, tuple[int, Json]] = {
    "429": (429, {"message": "You are being rate limited.", "retry_after": 1.0, "global": False}),
    "429 everywhere": (429, {"message": "You are being rate limited.", "retry_after": 1.0, "global": True}),
    "500": (500, {"message": "500: Internal Server Error", "code": 0}),
    "502": (502, {"message": "502: Bad Gateway", "code": 0}),
    "503": (503, {"message": "503: Service Unavailable", "code": 0}),
    "slow mode": (429, {"message": SLOW_MODE, "code": 20016, "retry_after": 1.0, "global": False}),
    "too many edits": (429, {"message": TOO_MANY_EDITS, "code": 30046, "retry_after": 1.0, "global": False}),
    **{name: (status, {"message": message, "code": code}) for name, (status, code, message) in REFUSALS.items()},
}
"""What a broken route answers, by name."""
DENIABLE = {
    "view": constants.VIEW_CHANNEL,
    "send": constants.SEND_MESSAGES,
    "send in threads": constants.SEND_IN_THREADS,
    "attach files": constants.ATTACH_FILES,
    "embed links": constants.EMBED_LINKS,
    "read history": constants.READ_HISTORY,
    "create threads": constants.CREATE_PUBLIC_THREADS | constants.CREATE_PRIVATE_THREADS,
    "manage threads": constants.MANAGE_THREADS,
    "manage messages": constants.MANAGE_MESSAGES,
}
"""What the bot can be denied in a channel."""
Deed = Callable[[Json], Json | Awaitable[None] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What faults work on."""

    world: World
    posts: Posts
    interactions: Interactions
    gateway: Gateway
    knobs: Knobs


class Faults:
    """The faults of one playground. `deeds` maps their names to what they do with the fields that came with them."""

    def __init__(self, parts: Parts) -> None:
        """Break `parts`."""
        self._world = parts.world
        self._posts = parts.posts
        self._interactions = parts.interactions
        self._gateway = parts.gateway
        self._knobs = parts.knobs
        self.deeds: dict[str, Deed] = {
            "gateway": self._drop_gateway,
            "tokens": self._expire_tokens,
            "route": self._break_route,
            "mend": self._mend,
            "permissions": self._deny,
            "channel": self._change_channel,
            "delete-channel": self._delete_channel,
            "delete-message": self._delete_message,
            "member": self._kick_or_bring_back,
            "automod": self._block_words,
            "thread-cap": self._cap_threads,
            "latency": self._slow_down,
        }

    async def do(self, name: str, given: Json) -> Json:
        """Let a fault happen; what came of it. `Declined` if it makes no sense."""
        done = self.deeds[name](given)
        if isinstance(done, dict):
            return done
        if done is not None:
            await done
        return {}

    def standing(self) -> Json:
        """What is broken now, and what could be."""
        named = {where: route for route, where in ROUTES.items()}
        pending = [
            {
                "route": named.get((fault.method, fault.path), fault.path),
                "answer": fault.happens if fault.happens != "answer" else str(fault.status),
                "times": fault.times,
            }
            for fault in self._knobs.faults
            if fault.times > 0
        ]
        return {
            "routes": list(ROUTES),
            "answers": list(ANSWERS),
            "deniable": list(DENIABLE),
            "pending": pending,
            "latency": self._knobs.latency,
            "thread_cap": self._knobs.active_threads,
            "guilds": {str(key): self._guild(guild) for key, guild in self._world.guilds.items()},
        }

    def _guild(self, guild: Guild) -> Json:
        denied = {
            str(channel.id): [name for name, bits in DENIABLE.items() if self._own_overwrite(channel).deny & bits]
            for channel in self._world.channels.values()
            if channel.guild_id == guild.id and not channel.is_thread
        }
        return {"blocked_words": guild.blocked_words, "denied": denied, "has_bot": self._world.has_bot(guild.id)}

    async def _drop_gateway(self, given: Json) -> None:
        how = given.get("how", "cut")
        if how not in ("cut", "reconnect", "close"):
            raise Declined("The gateway can be cut, asked to reconnect, or closed.")
        await self._gateway.drop(
            resumable=bool(given.get("resumable", True)), how=how, code=int(given.get("code") or 4000)
        )

    def _expire_tokens(self, _given: Json) -> Json:
        return {"expired": self._interactions.expire()}

    def _break_route(self, given: Json) -> None:
        route, named = str(given.get("route")), str(given.get("answer", "500"))
        if route not in ROUTES:
            raise Declined(f"There is no route {route!r} to break.")
        method, path = ROUTES[route]
        lasting: Json = {"method": method, "path": path, "times": max(1, int(given.get("times") or 1))}
        lasting["moment"] = "after" if given.get("after") else "before"
        if named in ("disconnect", "hang"):
            self._knobs.faults.append(Fault(happens=named, **lasting))
            return
        if named not in ANSWERS:
            raise Declined(f"There is no answer {named!r}.")
        status, body = ANSWERS[named]
        self._knobs.faults.append(Fault(status=status, body=body, **lasting))

    def _mend(self, _given: Json) -> None:
        self._knobs.faults.clear()
        self._knobs.latency = 0.0

    def _deny(self, given: Json) -> None:
        """Deny the bot exactly these rights in a channel; an empty list gives it everything back."""
        channel = self._channel(given)
        names = [str(name) for name in as_list(given.get("denied"))]
        if channel.guild_id is None or channel.is_thread or not set(names) <= set(DENIABLE):
            raise Declined("These rights cannot be denied here.")
        channel.overwrites = [one for one in channel.overwrites if one.id != self._world.bot.id]
        bits = sum(DENIABLE[name] for name in set(names))
        if bits:
            channel.overwrites.append(Overwrite(id=self._world.bot.id, member=True, deny=bits))
        self._world.emit("CHANNEL_UPDATE", channel)

    def _own_overwrite(self, channel: Channel) -> Overwrite:
        own = (one for one in channel.overwrites if one.id == self._world.bot.id)
        return next(own, Overwrite(id=self._world.bot.id, member=True))

    def _change_channel(self, given: Json) -> None:
        """Archive or lock a thread, or set a channel's slow mode."""
        channel = self._channel(given)
        changes = {key: bool(given[key]) for key in ("archived", "locked") if key in given}
        if changes and not channel.is_thread:
            raise Declined("Only threads can be archived or locked.")
        slow = {"rate_limit_per_user": max(0, int(given["slow_mode"] or 0))} if "slow_mode" in given else {}
        self._posts.change_channel(channel, changes | slow)

    def _delete_channel(self, given: Json) -> None:
        channel = self._channel(given)
        for thread in [one for one in self._world.threads if one.parent_id == channel.id]:
            self._posts.delete_channel(thread)
        self._posts.delete_channel(channel)

    def _delete_message(self, given: Json) -> None:
        message = self._world.messages.get(snowflake(given.get("message_id")) or 0)
        if message is None:
            raise Declined("This message is gone.")
        self._posts.delete(message)

    def _kick_or_bring_back(self, given: Json) -> None:
        """Kick somebody, or the bot, out of a guild; `present` brings them back, without their roles."""
        guild = self._world.guilds.get(snowflake(given.get("guild_id")) or 0)
        user = self._world.users.get(snowflake(given.get("user_id")) or self._world.bot.id)
        if guild is None or user is None or user.id == guild.owner_id:
            raise Declined("There is nobody like that to kick there.")
        if given.get("present"):
            roles = [role.id for role in guild.roles.values() if role.bot_id == user.id]
            guild.members[user.id] = Member(user_id=user.id, role_ids=roles, joined_at=timestamp())
        else:
            guild.members.pop(user.id, None)
        came = "GUILD_CREATE" if given.get("present") else "GUILD_DELETE"
        self._world.emit(came if user is self._world.bot else "GUILD_UPDATE", guild)

    def _block_words(self, given: Json) -> None:
        guild = self._world.guilds.get(snowflake(given.get("guild_id")) or 0, self._world.guild)
        words = [str(word).strip() for word in as_list(given.get("words"))]
        guild.blocked_words = [word for word in words if word]
        self._world.emit("GUILD_UPDATE", guild)

    def _cap_threads(self, given: Json) -> None:
        self._knobs.active_threads = max(0, int(given.get("most", 1000)))

    def _slow_down(self, given: Json) -> None:
        self._knobs.latency = min(max(0.0, float(given.get("seconds") or 0)), 60.0)

    def _channel(self, given: Json) -> Channel:
        channel = self._world.channels.get(snowflake(given.get("channel_id")) or 0)
        if channel is None:
            raise Declined("There is no such channel.")
        return channel
