"""What people picked and filled in is read from what Discord sends, and no more of it than is theirs to name."""

from dataclasses import dataclass
from typing import Any, cast

import discord

from bot.gateway.inputs import chosen, filled


@dataclass
class Sent:
    """The part of an interaction that is read."""

    data: dict[str, Any]


def _chosen(**data: Any) -> list[str]:
    return chosen(cast("discord.Interaction[Any]", Sent(data)))


def test_choices_of_our_own_are_taken_as_they_are() -> None:
    """A select whose options we wrote has nothing to be found in the server."""
    assert _chosen(component_type=3, values=["30", "Europe/Berlin"]) == ["30", "Europe/Berlin"]


def test_a_channel_of_another_server_is_left_out() -> None:
    """Only what Discord resolved is here: a forged id reaches nobody else's channel."""
    resolved = {"channels": {"7": {"id": "7"}}}
    assert _chosen(component_type=8, values=["7", "8"], resolved=resolved) == ["7"]
    assert _chosen(component_type=6, values=["9"]) == []
    assert _chosen(component_type=8, values=[]) == []


def test_a_form_is_read_by_the_names_of_its_fields() -> None:
    """Fields in labels and, of older clients, in rows; one that was left empty is empty."""
    components = [
        {"type": 18, "component": {"type": 4, "custom_id": "reason", "value": "it is mine"}},
        {"type": 1, "components": [{"type": 4, "custom_id": "more", "value": None}]},
        {"type": 10, "id": 3},
    ]
    sent = cast("discord.Interaction[Any]", Sent({"components": components}))
    assert filled(sent) == {"reason": "it is mine", "more": ""}
