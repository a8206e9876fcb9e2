"""A new world: people and their pictures, the bot, three guilds and a group.

The home guild has everything. In the studio the same people have other rights: the member of one is the moderator of
the other. The harbour does not have the bot; there and in the group it can be used by those who installed it.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable, Mapping

from bot.playground import constants
from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel, Guild, Member, Overwrite, Role, Sticker, User
from bot.playground.snowflakes import Snowflakes, timestamp
from bot.playground.world import World

EVERYONE = (
    constants.VIEW_CHANNEL
    | constants.SEND_MESSAGES
    | constants.EMBED_LINKS
    | constants.ATTACH_FILES
    | constants.READ_HISTORY
    | constants.ADD_REACTIONS
    | constants.USE_COMMANDS
    | constants.CREATE_PUBLIC_THREADS
    | constants.SEND_IN_THREADS
    | constants.USE_EXTERNAL_APPS
)
MODERATOR = EVERYONE | constants.MANAGE_GUILD | constants.MANAGE_MESSAGES | constants.MANAGE_THREADS
BOT = EVERYONE | constants.MANAGE_MESSAGES | constants.MANAGE_THREADS
HOME = (
    ("general", "Attach a picture and type /restyle."),
    ("showcase", "The best of what came out."),
    ("no-threads", "Restyle may not open threads here."),
)
STUDIO = (("studio", "Work in progress."), ("proofs", "Ready to print."))
HARBOUR = (("harbour-chat", "Restyle is not a member here."),)


def new_world() -> World:
    """A new world, with ids, a token and a signing key of its own."""
    ids = Snowflakes()
    home_id = ids.next()
    robot = User(id=ids.next(), username="Restyle", bot=True)
    owner, alice, bob, mod = (
        User(id=ids.next(), username=name, global_name=name.capitalize(), avatar=_portrait(name))
        for name in ("owner", "alice", "bob", "mod")
    )
    mod.avatar, alice.has_app, owner.has_app = None, True, True
    people = {"alice": alice, "bob": bob, "mod": mod, "owner": owner}
    everybody = [owner, robot, alice, bob, mod]
    home = _home(home_id, ids, everybody, owner)
    studio = _studio(ids, everybody, mod)
    harbour = _guild(ids.next(), "Harbour Club", owner=bob, people=[user for user in everybody if not user.bot])
    channels = [
        *_channels(home, HOME, ids),
        *_channels(studio, STUDIO, ids),
        *_channels(harbour, HARBOUR, ids),
        _group(ids, "Weekend plans", [alice, bob]),
    ]
    no_threads = constants.CREATE_PUBLIC_THREADS | constants.CREATE_PRIVATE_THREADS
    channels[2].overwrites.append(Overwrite(id=robot.id, member=True, deny=no_threads))
    return World(
        guilds={guild.id: guild for guild in (home, studio, harbour)},
        users={user.id: user for user in everybody},
        people=people,
        bot=robot,
        owner=owner,
        application_id=robot.id,
        token=_token(robot.id),
        signing_key=secrets.token_hex(32),
        channels={channel.id: channel for channel in channels},
        snowflakes=ids,
    )


def _home(guild_id: int, ids: Snowflakes, people: list[User], owner: User) -> Guild:
    regulars = Role(id=ids.next(), name="Regulars", permissions=0, position=1, color=0x3BA55D)
    artists = Role(id=ids.next(), name="Artists", permissions=0, position=2, color=0xE67E22)
    moderator = Role(id=ids.next(), name="Moderator", permissions=MODERATOR, position=3, color=0x5B8DEF)
    own = _role_of_the_bot(ids, people)
    held = {"alice": [artists.id], "bob": [regulars.id], "mod": [moderator.id, regulars.id], "Restyle": [own.id]}
    roles = [regulars, artists, moderator, own]
    guild = _guild(guild_id, "Restyle Playground", owner=owner, people=people, roles=roles, held=held)
    guild.stickers = {sticker.id: sticker for sticker in (Sticker(id=ids.next(), name="Palette"),)}
    return guild


def _studio(ids: Snowflakes, people: list[User], owner: User) -> Guild:
    guild_id = ids.next()
    printers = Role(id=ids.next(), name="Printers", permissions=MODERATOR, position=1, color=0xC678DD)
    own = _role_of_the_bot(ids, people)
    held = {"bob": [printers.id], "Restyle": [own.id]}
    return _guild(guild_id, "Print Studio", owner=owner, people=people, roles=[printers, own], held=held)


def _guild(
    guild_id: int,
    name: str,
    *,
    owner: User,
    people: Iterable[User],
    roles: Iterable[Role] = (),
    held: Mapping[str, list[int]] | None = None,
) -> Guild:
    """A guild of these people, who hold roles by their username."""
    everyone = Role(id=guild_id, name="@everyone", permissions=EVERYONE)
    members = [
        Member(user_id=user.id, role_ids=(held or {}).get(user.username, []), joined_at=timestamp()) for user in people
    ]
    return Guild(
        id=guild_id,
        name=name,
        owner_id=owner.id,
        roles={role.id: role for role in (everyone, *roles)},
        members={member.user_id: member for member in members},
    )


def _role_of_the_bot(ids: Snowflakes, people: Iterable[User]) -> Role:
    bot_id = next(user.id for user in people if user.bot)
    return Role(id=ids.next(), name="Restyle", permissions=BOT, position=9, managed=True, bot_id=bot_id)


def _channels(guild: Guild, described: Iterable[tuple[str, str]], ids: Snowflakes) -> list[Channel]:
    return [
        Channel(id=ids.next(), kind=ChannelKind.TEXT, name=name, guild_id=guild.id, position=position, topic=topic)
        for position, (name, topic) in enumerate(described)
    ]


def _group(ids: Snowflakes, name: str, people: list[User]) -> Channel:
    members = [user.id for user in people]
    return Channel(id=ids.next(), kind=ChannelKind.GROUP_DM, name=name, owner_id=members[0], member_ids=members)


def _portrait(name: str) -> str:
    """A hash as the addresses of pictures carry it; what it shows is drawn from it."""
    return hashlib.blake2s(name.encode(), digest_size=16).hexdigest()


def _token(bot: int) -> str:
    owner = base64.urlsafe_b64encode(str(bot).encode()).decode().rstrip("=")
    return f"{owner}.{secrets.token_urlsafe(5)}.{secrets.token_urlsafe(28)}"
