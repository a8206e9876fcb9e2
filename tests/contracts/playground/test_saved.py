"""The world on disk: what a restart keeps, and what it does not."""

import asyncio
import itertools
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.playground.saved import DirectoryInUse
from bot.playground.server import open_playground
from tests.contracts.playground.client import Client
from tests.contracts.playground.scratch import PNG, running


async def test_a_world_survives(tmp_path: Path, own_discord: None) -> None:
    """Messages, files, threads, commands and the token are there again; ephemeral messages are not."""
    async with open_playground(tmp_path) as first, running(first):
        alice = first.person("alice")
        await alice.slash("general", "draw", image=PNG, style="ink")
        await first.until(lambda world: world.said_in_threads())
        await alice.slash("general", "hidden")
        token, commands = first.token, set(first.world.commands)
    async with open_playground(tmp_path) as second:
        assert second.token == token
        assert set(second.world.commands) == commands
        [card] = second.world.messages_in("general")
        [thread] = second.world.threads
        assert card.thread_id == thread.id
        assert card.origin is not None
        assert card.origin.name == "draw"
        [_, result] = second.world.messages_in(thread)
        assert result.buttons == ["Reroll", "Edit", "Off"]
        async with aiohttp.ClientSession() as session:
            client = Client(second, session)
            shape = (await client.call("GET", f"/channels/{thread.id}/messages/{result.id}")).body
            async with session.get(shape["components"][0]["components"][1]["items"][0]["media"]["url"]) as response:
                assert (await response.read())[:4] == PNG[:4]


async def test_the_bot_works_on_after_a_restart(tmp_path: Path, own_discord: None) -> None:
    """Old buttons click in a playground that was started again."""
    async with open_playground(tmp_path) as first, running(first):
        outcome = await first.person("alice").slash("general", "draw", image=PNG, style="ink")
        await first.until(lambda world: world.threads)
        card_id = outcome.message.id
    async with open_playground(tmp_path) as second, running(second):
        clicked = await second.person("bob").click(second.world.messages[card_id], "Reroll")
        assert clicked.message.text == "rerolled one"


async def test_deletions_survive(tmp_path: Path) -> None:
    """What was deleted stays deleted."""
    async with open_playground(tmp_path) as first:
        said = await first.person("alice").say("general", "x")
        kept = await first.person("alice").say("general", "y")
        await asyncio.sleep(0)
        await first.person("alice").delete(said)
    async with open_playground(tmp_path) as second:
        assert list(second.world.messages) == [kept.id]


async def test_guilds_and_people_survive(tmp_path: Path) -> None:
    """Who was kicked, what is blocked, what was forwarded and who has the app is as it was."""
    async with open_playground(tmp_path) as first:
        home, alice, bob = first.world.guild, first.person("alice"), first.person("bob")
        forwarded = await alice.forward(await alice.say("general", "mine"), "showcase")
        await first.fault("member", guild_id=home, user_id=bob)
        await first.fault("automod", guild_id=home, words=["beetroot"])
        bob.user.has_app = True
        first.world.emit("USER_UPDATE", bob.user)
    async with open_playground(tmp_path) as second:
        world = second.world
        assert list(world.guilds) == [guild.id for guild in first.world.guilds.values()]
        assert bob.id not in world.guild.members
        assert world.guild.blocked_words == ["beetroot"]
        assert world.people["bob"].has_app
        assert [one.content for one in world.messages[forwarded.id].snapshots] == ["mine"]


async def test_a_world_of_one_guild_still_opens(tmp_path: Path) -> None:
    """A world kept when everything lasting was one row has the same guild and people."""
    async with open_playground(tmp_path) as first:
        home, people = first.world.guild, set(first.world.people)
    with closing(sqlite3.connect(tmp_path / "world.sqlite3")) as database, database:
        rows = database.execute("SELECT kind, id, body FROM things").fetchall()
        bodies = {(kind, key): json.loads(body) for kind, key, body in rows}
        lasting = bodies["world", 0] | {"guild": bodies["guild", home.id]}
        lasting["users"] = [body for (kind, _), body in bodies.items() if kind == "user"]
        del lasting["owner_id"], lasting["guild"]["stickers"]
        database.execute("DELETE FROM things WHERE kind IN ('guild', 'user')")
        database.execute("UPDATE things SET body = ? WHERE kind = 'world'", (json.dumps(lasting),))
    async with open_playground(tmp_path) as second:
        assert (second.world.guild.name, set(second.world.people)) == (home.name, people)
        assert second.world.owner.id == home.owner_id


async def test_one_playground_a_directory(tmp_path: Path) -> None:
    """A second playground on the same directory is told so."""
    async with open_playground(tmp_path):
        with pytest.raises(DirectoryInUse):
            async with open_playground(tmp_path):
                pass


async def test_a_killed_playground_keeps_what_was_written(tmp_path: Path) -> None:
    """The directory of a running playground, copied as a crash would leave it, opens with its messages."""
    async with open_playground(tmp_path / "running") as running_one:
        said = await running_one.person("alice").say("general", "x", files=[PNG])
        written = tmp_path / "running" / "files" / str(said.attachments[0].id)
        async with asyncio.timeout(10):
            while not written.exists():  # noqa: ASYNC110  a thread writes the file
                await asyncio.sleep(0.01)
            copies = (tmp_path / str(number) for number in itertools.count())
            while not await holds(shutil.copytree(tmp_path / "running", next(copies)), said.id):  # noqa: ASYNC110  likewise
                await asyncio.sleep(0.01)


async def holds(directory: Path, message_id: int) -> bool:
    """Whether the playground of a directory has a message and its file."""
    async with open_playground(directory) as found:
        message = found.world.messages.get(message_id)
        return message is not None and await found.file(message.attachments[0]) == PNG
