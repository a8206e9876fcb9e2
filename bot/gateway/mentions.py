"""Our commands as they stand in a text: one that is pressed comes into the reader's field, if its id is known."""

from collections.abc import Iterable

import discord
from discord.app_commands import AppCommand


class Mentions:
    """The ids, as far as Discord has told them to this process."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def learn(self, commands: Iterable[AppCommand]) -> None:
        """Remember what Discord said when commands were handed in or asked for."""
        self._ids |= {each.name: each.id for each in commands if each.type is discord.AppCommandType.chat_input}

    def of(self, name: str) -> str:
        """A command by its whole name, e.g. `limits me`; a text to be typed where the id is not known."""
        known = self._ids.get(name.partition(" ")[0])
        return f"`/{name}`" if known is None else f"</{name}:{known}>"
