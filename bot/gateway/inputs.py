"""What people picked in a select or filled into a form, read from the interaction: no view of ours waits for it."""

from collections.abc import Iterator
from typing import Any, cast

import discord

from bot.domain.errors import BadRequest
from bot.domain.request import Upload
from bot.domain.text import t


def chosen(interaction: discord.Interaction[Any]) -> list[str]:
    """The values that were picked in a select; ids of channels, roles and people are numbers.

    Of those only what Discord found in this server: a forged id, of another server's channel, is left out.
    """
    data = _data(interaction)
    values = [str(value) for value in data.get("values", ())]
    if data.get("component_type") == discord.ComponentType.select.value:
        return values
    found = {key for kind in data.get("resolved", {}).values() for key in kind}
    return [value for value in values if value in found]


def filled(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """The texts and picks of a form by the `custom_id` of their fields; empty for what was left out."""
    return {str(field["custom_id"]): _value(field) for field in _fields(_data(interaction))}


def uploaded(interaction: discord.Interaction[Any], name: str) -> Upload:
    """The file that was put into that field of a form; not believed yet. Raises BadRequest if there is none."""
    files = _data(interaction).get("resolved", {}).get("attachments", {})
    found = files.get(filled(interaction).get(name, ""))
    if found is None:
        raise BadRequest(t("There is no picture in the form. Add one and send it again."))
    return Upload(url=str(found["url"]), filename=str(found["filename"]), size=int(found["size"]))


def _value(field: dict[str, Any]) -> str:
    """What was typed, or the first of what was picked."""
    return str(field.get("value") or next(iter(field.get("values") or ()), ""))


def _fields(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Fields stand in labels, and once stood in rows."""
    for child in part.get("components", ()):
        field: dict[str, Any] = child.get("component", child)
        if "custom_id" in field:
            yield field
        yield from _fields(field)


def _data(interaction: discord.Interaction[Any]) -> dict[str, Any]:
    return cast("dict[str, Any]", interaction.data or {})
