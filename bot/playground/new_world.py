"""A new world: a guild, three channels, three people, one moderator among them, and the bot."""

import base64
import secrets

from bot.playground import constants
from bot.playground.constants import ChannelKind
from bot.playground.entities import Channel, Guild, Member, Overwrite, Role, User
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
)
MODERATOR = EVERYONE | constants.MANAGE_GUILD | constants.MANAGE_MESSAGES | constants.MANAGE_THREADS
BOT = EVERYONE | constants.MANAGE_MESSAGES | constants.MANAGE_THREADS


def new_world() -> World:
    """A new world, with ids, a token and a signing key of its own."""
    ids = Snowflakes()
    guild_id, owner, bot = ids.next(), User(id=ids.next(), username="owner"), ids.next()
    people = {
        name: User(id=ids.next(), username=name, global_name=name.capitalize()) for name in ("alice", "bob", "mod")
    }
    robot = User(id=bot, username="Restyle", bot=True)
    roles = _roles(guild_id, ids, bot)
    everybody = [owner, robot, *people.values()]
    held = {people["mod"].id: [roles[1].id], bot: [roles[2].id]}
    members = {
        user.id: Member(user_id=user.id, role_ids=held.get(user.id, []), joined_at=timestamp()) for user in everybody
    }
    guild = Guild(
        id=guild_id,
        name="Restyle Playground",
        owner_id=owner.id,
        roles={role.id: role for role in roles},
        members=members,
    )
    return World(
        guild=guild,
        users={user.id: user for user in everybody},
        people=people,
        bot=robot,
        application_id=bot,
        token=_token(bot),
        signing_key=secrets.token_hex(32),
        channels={channel.id: channel for channel in _channels(guild_id, ids, bot)},
        snowflakes=ids,
    )


def _roles(guild_id: int, ids: Snowflakes, bot: int) -> list[Role]:
    return [
        Role(id=guild_id, name="@everyone", permissions=EVERYONE),
        Role(id=ids.next(), name="Moderator", permissions=MODERATOR, position=1),
        Role(id=ids.next(), name="Restyle", permissions=BOT, position=2, managed=True, bot_id=bot),
    ]


def _channels(guild_id: int, ids: Snowflakes, bot: int) -> list[Channel]:
    no_threads = Overwrite(id=bot, member=True, deny=constants.CREATE_PUBLIC_THREADS | constants.CREATE_PRIVATE_THREADS)
    described: list[tuple[str, str, list[Overwrite]]] = [
        ("general", "Attach a picture and type /restyle.", []),
        ("showcase", "The best of what came out.", []),
        ("no-threads", "Restyle may not open threads here.", [no_threads]),
    ]
    return [
        Channel(
            id=ids.next(),
            kind=ChannelKind.TEXT,
            name=name,
            guild_id=guild_id,
            position=position,
            topic=topic,
            overwrites=overwrites,
        )
        for position, (name, topic, overwrites) in enumerate(described)
    ]


def _token(bot: int) -> str:
    owner = base64.urlsafe_b64encode(str(bot).encode()).decode().rstrip("=")
    return f"{owner}.{secrets.token_urlsafe(5)}.{secrets.token_urlsafe(28)}"
