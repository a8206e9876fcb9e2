"""Values for tests, each with one sensible default per field."""

import itertools
from typing import Any, TypeVar

from bot.domain.job import NewJob, Origin
from bot.domain.request import Place, PlaceKind, Requester, Upload, Wish

T = TypeVar("T")

_numbers = itertools.count(1)


def new_job(guild_id: int = 1, user_id: int = 10, **changes: Any) -> NewJob:
    """A job as a command makes it; every call has its own key and interaction."""
    number = next(_numbers)
    key = f"{number:022d}"
    values: dict[str, Any] = {
        "key": key,
        "boot": "boot-a",
        "requester": Requester(guild_id=guild_id, user_id=user_id, interaction_id=number, upload_limit=10_000_000),
        "wish": Wish(prompt="watercolor"),
        "origin": Origin.COMMAND,
        "parent": None,
        "root": key,
        "place": Place(channel_id=500, kind=PlaceKind.NEW_THREAD),
        "upload": Upload(url="https://cdn.discordapp.com/a/b/c.png", filename="c.png", size=1000),
        "engine": "test engine",
        "summary": "watercolor",
        "notes": (),
    }
    return NewJob(**(values | changes))


def present(value: T | None) -> T:
    """What must be there."""
    assert value is not None
    return value
