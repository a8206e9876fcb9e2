"""Languages: a command's texts in several, the person's in the interaction, and what may be no translation."""

import asyncio
from typing import Any

import aiohttp
import pytest

from bot.playground.server import Playground
from tests.contracts.playground.client import Client
from tests.contracts.playground.socket import dial
from tests.contracts.playground.test_commands import command, option, put

GERMAN: dict[str, Any] = {"name_localizations": {"de": "los"}, "description_localizations": {"de": "Los geht's"}}


async def test_translations_are_kept(client: Client, playground: Playground) -> None:
    """A command, its options and choices come back with the texts they were registered with."""
    choices = [{"name": "Ink", "value": "ink", "name_localizations": {"de": "Tusche"}}]
    texts = {"name_localizations": {"de": "wie"}, "description_localizations": {"de": "Wie"}}
    body = command(**GERMAN, options=[option(choices=choices, **texts)])
    await put(client, playground, body)
    path = f"/applications/{playground.world.application_id}/commands?with_localizations=true"
    [kept] = (await client.call("GET", path)).body
    assert kept["name_localizations"] == {"de": "los"}
    assert kept["options"][0]["description_localizations"] == {"de": "Wie"}
    assert kept["options"][0]["choices"][0]["name_localizations"] == {"de": "Tusche"}


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"name_localizations": {"de": "Los Jetzt"}}, ("name_localizations", "de"), "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name_localizations": {"xx": "los"}}, ("name_localizations", "xx"), "ENUM_TYPE_COERCE"),
        (
            {"description_localizations": {"de": "x" * 101}},
            ("description_localizations", "de"),
            "BASE_TYPE_BAD_LENGTH",
        ),
    ],
)
async def test_a_wrong_translation(
    client: Client, playground: Playground, changes: dict[str, Any], place: tuple[str, ...], code: str
) -> None:
    """Translations keep the rules of what they translate, and languages are Discord's."""
    reply = await put(client, playground, command(**changes))
    assert code in reply.error_at(0, *place)


async def test_the_longest_translation_counts(client: Client, playground: Playground) -> None:
    """Of a text in several languages the longest counts towards a command's 8,000 characters."""
    texts = {"description_localizations": {"fi": "x" * 100}}
    big = [
        option(
            name=f"o{n}",
            choices=[{"name": "x", "value": "y" * 60, "name_localizations": {"fi": "z" * 100}}] * 25,
            **texts,
        )
        for n in range(2)
    ]
    assert "APPLICATION_COMMAND_TOO_LARGE" in (await put(client, playground, command(options=big))).error_at(0)


@pytest.mark.parametrize(
    ("options", "place", "code"),
    [
        (
            [option(), {"type": 1, "name": "sub", "description": "x"}],
            ("options", 1),
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            [{"type": 1, "name": "a", "description": "x", "options": [{"type": 1, "name": "b", "description": "x"}]}],
            ("options", 0, "options", 0, "type"),
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            [option(type=6, autocomplete=True)],
            ("options", 0, "autocomplete"),
            "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID_TYPE",
        ),
    ],
)
async def test_a_wrong_tree(
    client: Client, playground: Playground, options: list[dict[str, Any]], place: tuple[str | int, ...], code: str
) -> None:
    """Subcommands stand beside subcommands only, at most two deep, and only texts and numbers complete."""
    assert code in (await put(client, playground, command(options=options))).error_at(0, *place)


async def test_the_interaction_has_the_persons_language(
    client: Client, playground: Playground, http: aiohttp.ClientSession
) -> None:
    """`locale` is the person's, `guild_locale` the guild's, and names on the wire are never translated."""
    await put(client, playground, command(**GERMAN))
    socket = await dial(playground, http)
    await socket.identify()
    alice = playground.person("alice")
    alice.locale = "de"
    asked = asyncio.create_task(alice.slash("general", "go"))
    payload = (await socket.next())["d"]
    await asked
    assert (payload["locale"], payload["guild_locale"], payload["data"]["name"]) == ("de", "en-US", "go")
