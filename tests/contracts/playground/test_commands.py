"""Registering commands: what is kept, what gets a new version, what is refused."""

from typing import Any

import pytest

from bot.playground.server import Playground
from tests.contracts.playground.client import Client, Reply


async def put(client: Client, playground: Playground, *commands: Any, guild: bool = False) -> Reply:
    scope = f"/guilds/{playground.world.guild.id}" if guild else ""
    return await client.call("PUT", f"/applications/{playground.world.application_id}{scope}/commands", list(commands))


def command(**changes: Any) -> dict[str, Any]:
    return {"name": "go", "description": "Go"} | changes


def option(**changes: Any) -> dict[str, Any]:
    return {"type": 3, "name": "how", "description": "How"} | changes


async def test_ids_stay(client: Client, playground: Playground) -> None:
    """PUT replaces the list; a command of the same name keeps its id and gets a new version only if it changed."""
    first = (await put(client, playground, command(), command(name="other"))).body
    second = (await put(client, playground, command(), command(name="third"))).body
    changed = (await put(client, playground, command(description="Gone"))).body
    assert second[0] == first[0]
    assert changed[0]["id"] == first[0]["id"]
    assert changed[0]["version"] != first[0]["version"]
    assert [one.name for one in playground.world.commands.values()] == ["go"]
    path = f"/applications/{playground.world.application_id}/commands"
    assert (await client.call("GET", path)).body == changed


async def test_guild_commands_are_apart(client: Client, playground: Playground) -> None:
    """A guild's commands do not replace the global ones."""
    await put(client, playground, command())
    [own] = (await put(client, playground, command(), guild=True)).body
    assert own["guild_id"] == str(playground.world.guild.id)
    assert len(playground.world.commands) == 2


WRONG = {
    "capitals": (command(name="Go"), (0, "name"), "APPLICATION_COMMAND_INVALID_NAME"),
    "space": (command(name="go on"), (0, "name"), "APPLICATION_COMMAND_INVALID_NAME"),
    "long name": (command(name="x" * 33), (0, "name"), "BASE_TYPE_BAD_LENGTH"),
    "no description": (command(description=""), (0, "description"), "BASE_TYPE_BAD_LENGTH"),
    "26 options": (
        command(options=[option(name=f"o{n}") for n in range(26)]),
        (0, "options"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "required last": (
        command(options=[option(), option(name="who", required=True)]),
        (0, "options", 1),
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    "same name": (
        command(options=[option(), option()]),
        (0, "options", 1, "name"),
        "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
    ),
    "choices and autocomplete": (
        command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "a"}])]),
        (0, "options", 0),
        "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE",
    ),
    "26 choices": (
        command(options=[option(choices=[{"name": str(n), "value": str(n)} for n in range(26)])]),
        (0, "options", 0, "choices"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "too large": (
        command(
            options=[
                option(name=f"o{n}", choices=[{"name": "x" * 100, "value": "y" * 100} for _ in range(25)])
                for n in range(2)
            ]
        ),
        (0,),
        "APPLICATION_COMMAND_TOO_LARGE",
    ),
    "menu with description": (
        command(name="Look", type=3),
        (0, "description"),
        "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_BE_SET",
    ),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_wrong_command(client: Client, playground: Playground, case: str) -> None:
    """An invalid command is told where it is wrong, and nothing changes."""
    body, place, code = WRONG[case]
    reply = await put(client, playground, body)
    assert code in reply.error_at(*place)
    assert playground.world.commands == {}


async def test_names_in_every_script(client: Client, playground: Playground) -> None:
    """Letters of all scripts are letters."""
    names = ["größe", "สไตล์", "स्टाइल", "画像", "it's-a_name"]
    assert (await put(client, playground, *[command(name=name) for name in names])).status == 200


async def test_how_many(client: Client, playground: Playground) -> None:
    """100 slash commands and 15 menus of a kind are the most: 30032."""
    assert (await put(client, playground, *[command(name=f"c{n}") for n in range(101)])).code == 30032
    assert (await put(client, playground, *[{"name": f"m{n}", "type": 2} for n in range(16)])).code == 30032
