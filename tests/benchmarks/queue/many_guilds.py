"""A playground of many servers, all with the same people, roles and permissions."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel, Guild, Member, User
from bot.playground.people import Outcome
from bot.playground.server import Playground
from bot.playground.snowflakes import timestamp


@dataclass(frozen=True, slots=True)
class Server:
    """One community; its people use its channels in turn."""

    guild: Guild
    channels: Iterator[Channel]


class ManyGuilds:
    """The servers and the people of a playground."""

    def __init__(self, playground: Playground, *, guilds: int, channels: int, people: int) -> None:
        self._playground = playground
        self._world = playground.world
        self.people = [self._joined(f"person-{number}") for number in range(people)]
        self.servers = [self._founded(f"server-{number}", channels) for number in range(guilds)]

    async def ask(self, server: Server, person: User, **options: object) -> Outcome:
        """`/restyle` by this person in that server."""
        return await self._playground.person(person).slash(next(server.channels), "restyle", **options)

    def _joined(self, name: str) -> User:
        user = User(id=self._world.snowflakes.next(), username=name, global_name=name)
        self._world.users[user.id] = user
        self._world.guild.members[user.id] = Member(user_id=user.id, role_ids=[], joined_at=timestamp())
        return user

    def _founded(self, name: str, channels: int) -> Server:
        first, guild_id = self._world.guild, self._world.snowflakes.next()
        roles = {role.id: role for role in first.roles.values() if role.id != first.id}
        roles[guild_id] = replace(first.roles[first.id], id=guild_id)
        guild = self._world.guilds[guild_id] = replace(first, id=guild_id, name=name, roles=roles)
        return Server(guild, itertools.cycle([self._opened(guild_id, name) for _ in range(channels)]))

    def _opened(self, guild_id: int, name: str) -> Channel:
        channel = Channel(id=self._world.snowflakes.next(), kind=ChannelKind.TEXT, name=name, guild_id=guild_id)
        self._world.channels[channel.id] = channel
        return channel
