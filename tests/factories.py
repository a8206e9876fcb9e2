"""Values for tests, each with one sensible default per field."""

import itertools
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.domain.job import Job, NewJob, Origin, State
from bot.domain.request import MessageRef, Place, PlaceKind, Requester, Upload, Wish

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


def job(**changes: Any) -> Job:
    """A job as the store returns it: waiting in line, its card shown, its source hanging."""
    key = "k" * 22
    values: dict[str, Any] = {
        "key": key,
        "guild_id": 1,
        "user_id": 10,
        "state": State.WAITING,
        "attempt": 1,
        "wish": Wish(prompt="watercolor"),
        "origin": Origin.COMMAND,
        "parent": None,
        "root": key,
        "place": Place(channel_id=500, kind=PlaceKind.NEW_THREAD),
        "upload": None,
        "upload_limit": 10_000_000,
        "engine": "test engine",
        "summary": "watercolor",
        "card": MessageRef(channel_id=500, message_id=600),
        "source_hangs": True,
        "result": None,
        "reference": None,
        "reason": None,
        "notes": (),
        "created": datetime(2026, 11, 24, 12, tzinfo=UTC),
        "started": None,
        "ended": None,
    }
    return Job(**(values | changes))
