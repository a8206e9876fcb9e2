"""Reading our own messages back: what they show, and whose buttons they carry."""

from collections.abc import Iterator
from typing import Any

import discord
from yarl import URL

from bot.delivery.controls import Control, read_control


def controls_of(message: discord.Message) -> list[Control]:
    """Our buttons on it."""
    ids = (getattr(component, "custom_id", None) for component in _components(message))
    return [control for custom_id in ids if custom_id and (control := read_control(custom_id))]


def media_of(message: discord.Message) -> list[discord.UnfurledMediaItem]:
    """Every picture that its components show; such files may be missing from its attachments."""
    found: list[discord.UnfurledMediaItem] = []
    for component in _components(message):
        found += [item.media for item in getattr(component, "items", [])]
        found += [component.media] if isinstance(component, discord.ThumbnailComponent) else []
    return found


def links_of(message: discord.Message) -> dict[str, str]:
    """Links to the files that hang on it or are shown by it, by their names."""
    shown = {URL(media.url).name: media.url for media in media_of(message) if media.url.startswith("http")}
    return shown | {attachment.filename: attachment.url for attachment in message.attachments}


def _components(message: discord.Message) -> Iterator[Any]:
    pending: list[Any] = list(message.components)
    while pending:
        component = pending.pop()
        pending += getattr(component, "children", [])
        pending += [accessory] if (accessory := getattr(component, "accessory", None)) else []
        yield component
