"""Selects that are filled in beforehand, and selects nobody could answer."""

from typing import Any

import pytest

from bot.playground.server import Playground
from tests.contracts.playground.client import V2, Client

OPTIONS = [{"label": name, "value": name} for name in "abc"]


def user(*ids: int, **changes: Any) -> dict[str, Any]:
    preset = [{"id": str(key), "type": "user"} for key in ids]
    return {"type": 5, "custom_id": "who", "default_values": preset} | changes


async def test_defaults_are_kept(client: Client, playground: Playground) -> None:
    """`default_values` and `channel_types` come back as they were sent, ids always as texts."""
    alice, where = playground.person("alice"), playground.world.channel("general")
    channel = {"type": 8, "custom_id": "where", "channel_types": [0, 11]}
    channel |= {"default_values": [{"id": where.id, "type": "channel"}]}
    rows = [{"type": 1, "components": [part]} for part in (user(alice.id), channel)]
    sent = (await client.send("general", flags=V2, components=rows)).body
    first, second = (row["components"][0] for row in sent["components"])
    assert first["default_values"] == [{"id": str(alice.id), "type": "user"}]
    assert (second["channel_types"], second["default_values"][0]["id"]) == ([0, 11], str(where.id))


WRONG = {
    "too many": (user(1, 2), ("default_values",), "SELECT_COMPONENT_INVALID_DEFAULT_VALUES"),
    "too few": (user(1, min_values=2, max_values=3), ("default_values",), "SELECT_COMPONENT_INVALID_DEFAULT_VALUES"),
    "wrong type": (
        user(default_values=[{"id": "1", "type": "role"}]),
        ("default_values", 0, "type"),
        "BASE_TYPE_CHOICES",
    ),
    "least above most": (user(min_values=3), ("min_values",), "SELECT_COMPONENT_MIN_VALUES_GREATER_THAN_MAX"),
    "more than offered": (
        {"type": 3, "custom_id": "x", "options": OPTIONS, "max_values": 4},
        ("options",),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "same value twice": (
        {"type": 3, "custom_id": "x", "options": [OPTIONS[0], OPTIONS[0]]},
        ("options",),
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_wrong_select(client: Client, case: str) -> None:
    """A select whose numbers or defaults contradict each other is refused where it is wrong."""
    select, place, code = WRONG[case]
    rows = [{"type": 1, "components": [select]}]
    reply = await client.send("general", flags=V2, components=rows)
    assert code in reply.error_at("components", 0, "components", 0, *place)
