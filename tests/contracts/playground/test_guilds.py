"""Several guilds with the same people: whose rights count where, and what the bot hears of each."""

import aiohttp
import discord
import pytest

from bot.playground import constants
from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel, Overwrite
from bot.playground.knobs import Knobs
from bot.playground.permissions import Permissions
from bot.playground.server import Playground
from tests.contracts.playground.client import SILENT, Client
from tests.contracts.playground.scratch import Bot, running
from tests.contracts.playground.socket import dial

STUDIO, HARBOUR = "Print Studio", "Harbour Club"


@pytest.fixture
def permissions(playground: Playground, knobs: Knobs) -> Permissions:
    return Permissions(playground.world, knobs)


async def test_rights_are_of_one_guild(playground: Playground, permissions: Permissions) -> None:
    """Who manages one guild is a plain member of the other."""
    bob, mod = playground.person("bob"), playground.person("mod")
    home, studio = playground.world.guild, playground.world.guild_named(STUDIO)
    manage = constants.MANAGE_GUILD
    assert [permissions.in_guild(who.id, home) & manage for who in (bob, mod)] == [0, manage]
    assert permissions.in_guild(bob.id, studio) & manage
    assert permissions.in_guild(mod.id, studio) == constants.ALL_PERMISSIONS


async def test_an_administrator_passes_every_overwrite(playground: Playground, permissions: Permissions) -> None:
    """ADMINISTRATOR is everything, whatever a channel denies."""
    world, alice, channel = playground.world, playground.person("alice"), playground.world.channel("general")
    channel.overwrites.append(Overwrite(id=world.guild.id, member=False, deny=constants.VIEW_CHANNEL))
    assert permissions.in_channel(alice.id, channel) == 0
    world.guild.roles[world.guild.members[alice.id].role_ids[0]].permissions = constants.ADMINISTRATOR
    assert permissions.in_channel(alice.id, channel) == constants.ALL_PERMISSIONS


async def test_overwrites_go_from_everybody_to_the_member(playground: Playground, permissions: Permissions) -> None:
    """A role's allowance beats everybody's denial, and the member's own denial beats both."""
    world, alice, channel = playground.world, playground.person("alice"), playground.world.channel("general")
    [artists], send = world.guild.members[alice.id].role_ids, constants.SEND_MESSAGES
    channel.overwrites.append(Overwrite(id=world.guild.id, member=False, deny=send))
    assert not permissions.in_channel(alice.id, channel) & (send | constants.ATTACH_FILES)
    channel.overwrites.append(Overwrite(id=artists, member=False, allow=send))
    assert permissions.in_channel(alice.id, channel) & send
    channel.overwrites.append(Overwrite(id=alice.id, member=True, deny=send))
    assert not permissions.in_channel(alice.id, channel) & send


async def test_a_private_thread_is_for_its_members(playground: Playground, permissions: Permissions) -> None:
    """Who did not join a private thread does not see it, unless they manage threads."""
    parent = playground.world.channel("general")
    bob, mod, alice = (playground.person(name) for name in ("bob", "mod", "alice"))
    thread = Channel(
        id=1, kind=ChannelKind.PRIVATE_THREAD, guild_id=parent.guild_id, parent_id=parent.id, member_ids=[alice.id]
    )
    assert [bool(permissions.in_channel(who.id, thread)) for who in (alice, bob, mod)] == [True, False, True]


async def test_the_bot_hears_only_of_its_guilds(playground: Playground, http: aiohttp.ClientSession) -> None:
    """Messages of a guild without the bot reach no session; those of its own guilds do."""
    socket = await dial(playground, http)
    await socket.identify(intents=constants.INTENT_GUILD_MESSAGES)
    for channel in ("harbour-chat", "studio"):
        await playground.person("alice").say(channel, "hello")
    created = await socket.next()
    assert (created["t"], created["d"]["guild_id"]) == (
        "MESSAGE_CREATE",
        str(playground.world.guild_named(STUDIO).id),
    )


async def test_a_guild_without_the_bot_is_closed_to_its_token(playground: Playground, client: Client) -> None:
    """There the bot's token may neither read nor post nor register commands: 50001."""
    channel, guild = playground.world.channel("harbour-chat"), playground.world.guild_named(HARBOUR)
    commands = f"/applications/{playground.world.application_id}/guilds/{guild.id}/commands"
    replies = [
        await client.call("POST", f"/channels/{channel.id}/messages", {"content": "x", **SILENT}),
        await client.call("GET", f"/channels/{channel.id}/messages"),
        await client.call("GET", commands),
        await client.call("GET", f"/guilds/{guild.id}/roles"),
    ]
    assert [(reply.status, reply.code) for reply in replies] == [(403, 50001)] * 4


async def test_the_bots_guilds_are_listed_in_pages(playground: Playground, client: Client) -> None:
    """`/users/@me/guilds` lists the guilds the bot is in, by id, `limit` at a time after `after`."""
    first = (await client.call("GET", "/users/@me/guilds?limit=1")).body
    rest = (await client.call("GET", f"/users/@me/guilds?limit=200&after={first[0]['id']}")).body
    assert [guild["name"] for guild in first + rest] == ["Restyle Playground", STUDIO]


async def test_members_and_roles_are_read(playground: Playground, client: Client) -> None:
    """A member comes with roles; a user who is not in the guild is 10007, an id nobody has 10013."""
    guild, alice = playground.world.guild, playground.person("alice")
    member = (await client.call("GET", f"/guilds/{guild.id}/members/{alice.id}")).body
    roles = (await client.call("GET", f"/guilds/{guild.id}/roles")).body
    named = {role["id"]: role["name"] for role in roles}
    assert [named[role] for role in member["roles"]] == ["Artists"]
    del guild.members[alice.id]
    assert (await client.call("GET", f"/guilds/{guild.id}/members/{alice.id}")).code == 10007
    assert (await client.call("GET", f"/guilds/{guild.id}/members/1")).code == 10013


async def test_commands_of_one_guild_stay_there(playground: Playground, client: Client) -> None:
    """A guild's own command is not offered in another guild."""
    guild = playground.world.guild_named(STUDIO)
    path = f"/applications/{playground.world.application_id}/guilds/{guild.id}/commands"
    await client.call("PUT", path, [{"name": "print", "description": "Print"}])
    alice = playground.person("alice")
    assert (await alice.slash("studio", "print")).failed
    with pytest.raises(Exception, match="cannot be used here"):
        await alice.slash("general", "print")


async def test_a_member_resolves_as_in_this_guild(playground: Playground, bot: Bot) -> None:
    """The same person in the same option has the rights of the guild the command was given in."""
    bob = playground.person("bob")
    said = [await bob.slash(where, "limits set", who=bob, count=1) for where in ("general", "studio")]
    assert [outcome.message.text for outcome in said] == ["bob 1 False", "bob 1 True"]


async def test_discord_py_sees_roles(playground: Playground, own_discord: None) -> None:
    """With the guilds intent discord.py knows every guild's roles with their colours."""
    async with running(playground, discord.Intents(guilds=True)) as bot:
        guild = bot.get_guild(playground.world.guild.id)
        assert guild is not None
        assert {"Artists", "Regulars", "Moderator"} <= {role.name for role in guild.roles}
        assert discord.utils.get(guild.roles, name="Artists").color.value == 0xE67E22  # type: ignore[union-attr]
