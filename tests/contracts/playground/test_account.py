"""What the bot asks about itself, each answer held against Discord's description by the `playground` fixture."""

import ast
from pathlib import Path

import pytest

import bot.playground
from bot.playground.server import Playground
from tests.contracts.playground.client import Client


@pytest.mark.parametrize(
    "path",
    ["/users/@me", "/oauth2/applications/@me", "/applications/@me", "/users/@me/guilds", "/gateway/bot"],
)
async def test_the_bots_own_things(client: Client, path: str) -> None:
    """Account, application, guilds and gateway answer as described."""
    assert (await client.call("GET", path)).status == 200


async def test_other_peoples_accounts(client: Client, playground: Playground) -> None:
    """Users can be looked up; nobody is 10013."""
    assert (await client.call("GET", f"/users/{playground.person('bob').id}")).body["username"] == "bob"
    assert (await client.call("GET", "/users/5")).code == 10013


async def test_what_is_somebody_elses(client: Client, playground: Playground) -> None:
    """Foreign applications and guilds are unknown: 10002 and 10004."""
    assert (await client.call("GET", "/applications/5/commands")).code == 10002
    own = playground.world.application_id
    assert (await client.call("GET", f"/applications/{own}/guilds/5/commands")).code == 10004


def test_the_playground_is_not_the_bot() -> None:
    """It imports nothing of the bot and no Discord library: it must not share the bot's mistakes."""
    folder = Path(bot.playground.__file__).parent
    for file in folder.rglob("*.py"):
        nodes = ast.walk(ast.parse(file.read_text()))
        imported = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        ours = {name for name in imported if name.split(".")[0] in ("bot", "cogs", "discord")}
        assert all(name.startswith("bot.playground") for name in ours), file.name
