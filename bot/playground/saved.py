"""The world on disk: it survives a restart and a crash of the playground.

Entities are rows of JSON in a SQLite file; the bytes of attachments lie beside it, in a `FileStore`. Changes are noted
as events arrive and written in batches from a thread, so the event loop never waits for the disk. Ephemeral messages
and interactions are not kept.
"""

import asyncio
import dataclasses
import json
import sqlite3
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from bot.playground.entities import (
    Attachment,
    Channel,
    Command,
    Guild,
    Member,
    Message,
    Origin,
    Overwrite,
    Role,
    Sticker,
    User,
)
from bot.playground.filestore import FileStore
from bot.playground.new_world import new_world
from bot.playground.values import Json
from bot.playground.world import Event, World

BATCH = 200
PAUSE = 0.1
Row = tuple[str, int, str | None]

SCHEMA = "CREATE TABLE IF NOT EXISTS things (kind TEXT, id INTEGER, body TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT"


class DirectoryInUse(Exception):
    """Another playground uses this data directory."""


class Saved:
    """One data directory's world."""

    def __init__(self, data_dir: Path) -> None:
        """Open or create the file in `data_dir`."""
        folder = data_dir / "files"
        folder.mkdir(parents=True, exist_ok=True)
        self._wake = asyncio.Event()
        self.files = FileStore(folder, self._wake.set)
        self._database = sqlite3.connect(data_dir / "world.sqlite3", check_same_thread=False, timeout=0)
        self._lock()
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(SCHEMA)
        self.world = self._load()
        self._unwritten: dict[tuple[str, int], object] = {}
        self._stop: Callable[[], None] = self.world.listen(self._note)
        self._writing = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None

    def _lock(self) -> None:
        """Keep other playgrounds out of this directory while it is open."""
        self._database.execute("PRAGMA locking_mode=EXCLUSIVE")
        try:
            self._database.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as problem:
            self._database.close()
            raise DirectoryInUse("Another playground uses this data directory.") from problem

    def start(self) -> None:
        """Begin writing in the background."""
        self._writer = asyncio.create_task(self._write_on())

    async def close(self) -> None:
        """Write what is left and close the file."""
        self._stop()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
        await self._write_all()
        self._database.close()

    def _note(self, event: Event) -> None:
        match event.subject:
            case Message(audience=None) as message:
                self._unwritten["message", message.id] = None if event.name == "MESSAGE_DELETE" else message
                channel = self.world.channels.get(message.channel_id)
                if channel is not None:
                    self._unwritten["channel", channel.id] = channel
            case Channel() as channel:
                self._unwritten["channel", channel.id] = None if event.name.endswith("_DELETE") else channel
            case Guild() as guild:
                self._unwritten["guild", guild.id] = guild
            case User() as user:
                self._unwritten["user", user.id] = user
            case Command() as command:
                self._unwritten["command", command.id] = None if event.name == "COMMAND_DELETE" else command
            case _:
                return
        self._wake.set()

    async def _write_on(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await asyncio.sleep(PAUSE)
            await asyncio.shield(self._write_all())

    async def _write_all(self) -> None:
        async with self._writing:
            await self._write_batches()

    async def _write_batches(self) -> None:
        while self._unwritten or self.files.waiting():
            oldest = list(islice(self._unwritten, BATCH))
            rows = [_row(kind, key, self._unwritten.pop((kind, key))) for kind, key in oldest]
            files = self.files.waiting()
            await asyncio.to_thread(self._write, rows, files)
            self.files.written(files)

    def _write(self, rows: list[Row], files: dict[int, bytes | None]) -> None:
        self.files.write(files)
        with self._database:
            self._database.executemany(
                "DELETE FROM things WHERE kind = ? AND id = ?",
                [(kind, key) for kind, key, body in rows if body is None],
            )
            self._database.executemany(
                "INSERT OR REPLACE INTO things VALUES (?, ?, ?)", [row for row in rows if row[2] is not None]
            )

    def _load(self) -> World:
        things: dict[str, dict[int, Json]] = {}
        for kind, key, body in self._database.execute("SELECT kind, id, body FROM things ORDER BY id"):
            things.setdefault(kind, {})[key] = json.loads(body)
        if "world" in things:
            return _world_from(_as_of_today(things))
        world = new_world()
        self._write([*_lasting_rows(world)], {})
        return world


def _lasting_rows(world: World) -> list[Row]:
    """A world as it was made."""
    lasting: Json = {
        "people": {name: user.id for name, user in world.people.items()},
        "bot_id": world.bot.id,
        "owner_id": world.owner.id,
        "application_id": world.application_id,
        "token": world.token,
        "signing_key": world.signing_key,
    }
    kinds = {"guild": world.guilds, "user": world.users, "channel": world.channels}
    things = [(kind, key, encode(thing)) for kind, many in kinds.items() for key, thing in many.items()]
    return [("world", 0, encode(lasting)), *things]


def _row(kind: str, key: int, thing: object) -> Row:
    """An entity as it is written; None stands for one that is gone."""
    return kind, key, encode(thing) if thing is not None else None


def encode(thing: object) -> str:
    """JSON of entities, their fields by name."""
    return json.dumps(thing, default=_fields, separators=(",", ":"))


def _fields(thing: Any) -> Json:
    return {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}


def _as_of_today(things: dict[str, dict[int, Json]]) -> dict[str, dict[int, Json]]:
    """A world that was kept when there was one guild, and everybody in one row."""
    lasting = things["world"][0]
    if "guild" in lasting:
        guild = lasting["guild"]
        things["guild"] = {guild["id"]: guild}
        things["user"] = {user["id"]: user for user in lasting["users"]}
        lasting["owner_id"] = guild["owner_id"]
    return things


def _world_from(things: dict[str, dict[int, Json]]) -> World:
    lasting = things["world"][0]
    users = {key: User(**body) for key, body in things["user"].items()}
    world = World(
        guilds={key: _guild(body) for key, body in things["guild"].items()},
        users=users,
        people={name: users[key] for name, key in lasting["people"].items()},
        bot=users[lasting["bot_id"]],
        owner=users[lasting["owner_id"]],
        application_id=lasting["application_id"],
        token=lasting["token"],
        signing_key=lasting["signing_key"],
        channels={key: _channel(body) for key, body in things.get("channel", {}).items()},
        commands={key: Command(**body) for key, body in things.get("command", {}).items()},
    )
    for body in things.get("message", {}).values():
        message = _message(body)
        world.snowflakes.seen(message.id)
        if message.channel_id in world.channels:
            newest = world.channels[message.channel_id].last_message_id
            world.add_message(message)
            world.channels[message.channel_id].last_message_id = max(newest or 0, message.id)
    return world


def _guild(body: Json) -> Guild:
    body["roles"] = {int(key): Role(**role) for key, role in body["roles"].items()}
    body["members"] = {int(key): Member(**member) for key, member in body["members"].items()}
    body["stickers"] = {int(key): Sticker(**sticker) for key, sticker in body.get("stickers", {}).items()}
    return Guild(**body)


def _channel(body: Json) -> Channel:
    body["overwrites"] = [Overwrite(**one) for one in body["overwrites"]]
    return Channel(**body)


def _message(body: Json) -> Message:
    body["attachments"] = [Attachment(**one) for one in body["attachments"]]
    body["origin"] = _origin(body["origin"])
    body["snapshots"] = [_message(one) for one in body.get("snapshots", ())]
    return Message(**body)


def _origin(body: Json | None) -> Origin | None:
    if body is None:
        return None
    body["trigger"] = _origin(body["trigger"])
    return Origin(**body)
