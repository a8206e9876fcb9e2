"""Where a result will go, from what an interaction says: the real parser on payloads as Discord sends them."""

from typing import Any

import discord
import pytest

from bot.delivery.place import choose_place
from bot.domain.errors import MissingPermission
from bot.domain.request import Place, PlaceKind

ALL = 328565124096
SEND, THREADS, MANAGE_THREADS, ATTACH = 1 << 11, 1 << 35, 1 << 34, 1 << 15
GUEST, OWN_DM = 180224, 442368
TEXT, DM, GROUP, PUBLIC, PRIVATE = 0, 1, 3, 11, 12


def interaction(
    kind: int, rights: int, *, owners: dict[str, str], context: int, **metadata: object
) -> discord.Interaction[Any]:
    """A press as the gateway brings it."""
    client = discord.Client(intents=discord.Intents.none())
    client._connection.user = discord.ClientUser(
        state=client._connection,
        data={"id": "2", "username": "bot", "discriminator": "0", "avatar": None},  # type: ignore[typeddict-item]
    )
    person = {"id": "7", "username": "alice", "discriminator": "0", "avatar": None, "global_name": "Alice"}
    channel: dict[str, Any] = {"id": "6", "type": kind, "name": "somewhere", "position": 0}
    if kind in (PUBLIC, PRIVATE):
        channel |= {
            "guild_id": "5", "parent_id": "4", "owner_id": "9", "message_count": 1, "member_count": 1,
            "thread_metadata": {
                "archived": False, "auto_archive_duration": 1440, "archive_timestamp": "2026-01-01T00:00:00+00:00",
                "locked": False,
            } | metadata,
        }  # fmt: skip
    if kind in (DM, GROUP):
        channel |= {"recipients": [person], "owner_id": "7", "icon": None}
    payload: dict[str, Any] = {
        "id": "1", "application_id": "2", "type": 2, "token": "t", "version": 1,
        "data": {"id": "3", "name": "restyle", "type": 1},
        "channel_id": "6", "channel": channel, "app_permissions": str(rights), "context": context, "locale": "en-US",
        "authorizing_integration_owners": owners, "attachment_size_limit": 10, "entitlements": [],
    }  # fmt: skip
    if kind in (DM, GROUP):
        payload["user"] = person
    else:
        payload |= {
            "guild_id": "5", "guild": {"id": "5", "locale": "en-US", "features": []}, "guild_locale": "en-US",
            "member": {"user": person, "roles": [], "permissions": str(ALL), "flags": 0,
                       "joined_at": "2024-01-01T00:00:00+00:00"},
        }  # fmt: skip
    return discord.Interaction(data=payload, state=client._connection)  # type: ignore[arg-type]


MEMBER, ALONE, DIRECT = {"0": "5"}, {"1": "7"}, {"0": "0", "1": "7"}


@pytest.mark.parametrize(
    ("kind", "rights", "owners", "context", "metadata", "expected"),
    [
        (TEXT, ALL, MEMBER, 0, {}, Place(channel_id=6, kind=PlaceKind.NEW_THREAD)),
        (TEXT, ALL & ~THREADS, MEMBER, 0, {}, Place(channel_id=6, kind=PlaceKind.HERE)),
        (TEXT, ALL, MEMBER | ALONE, 0, {}, Place(channel_id=6, kind=PlaceKind.NEW_THREAD)),
        (PUBLIC, ALL, MEMBER, 0, {}, Place(channel_id=6, kind=PlaceKind.THREAD, parent_id=4)),
        (PRIVATE, ALL, MEMBER, 0, {}, Place(channel_id=6, kind=PlaceKind.THREAD)),
        (PUBLIC, ALL, MEMBER, 0, {"locked": True}, Place(channel_id=6, kind=PlaceKind.THREAD, parent_id=4)),
        (PUBLIC, ALL & ~MANAGE_THREADS, MEMBER, 0, {"locked": True}, Place(channel_id=4, kind=PlaceKind.HERE)),
        (DM, OWN_DM, DIRECT, 1, {}, Place(channel_id=6, kind=PlaceKind.HERE)),
        (DM, OWN_DM, ALONE, 1, {}, Place(channel_id=6, kind=PlaceKind.HERE)),
        (TEXT, GUEST, ALONE, 0, {}, Place(channel_id=6, kind=PlaceKind.GUEST)),
        (GROUP, GUEST, ALONE, 2, {}, Place(channel_id=6, kind=PlaceKind.GUEST)),
    ],
    ids=[
        "channel", "no-threads", "installed-twice", "thread", "private-thread", "locked-but-we-manage", "locked",
        "own-dm", "own-dm-of-an-installer", "guest-in-a-server", "guest-in-a-group",
    ],
)  # fmt: skip
async def test_the_place_is_chosen_from_our_rights(
    kind: int, rights: int, owners: dict[str, str], context: int, metadata: dict[str, object], expected: Place
) -> None:
    """Threads where they can be, the channel above a closed one, and no rights asked for where we are a guest."""
    assert choose_place(interaction(kind, rights, owners=owners, context=context, **metadata)) == expected


@pytest.mark.parametrize(
    ("kind", "rights", "metadata", "named"),
    [
        (TEXT, ALL & ~ATTACH, {}, "Attach Files"),
        (TEXT, ALL & ~SEND, {}, "Send Messages"),
        (PRIVATE, ALL & ~MANAGE_THREADS, {"locked": True}, "Manage Threads"),
    ],
    ids=["attach", "send", "locked-in-private"],
)
async def test_a_missing_right_is_named_before_anything_is_reserved(
    kind: int, rights: int, metadata: dict[str, object], named: str
) -> None:
    """Whoever asks is told what a moderator must grant."""
    with pytest.raises(MissingPermission, match=named):
        choose_place(interaction(kind, rights, owners=MEMBER, context=0, **metadata))
