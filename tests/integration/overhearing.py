"""Everything that the bot sends over the wire for people to read, and the words in it that nobody translated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.playground.entities import Channel, Message
from bot.playground.interaction import Interaction
from bot.playground.server import Playground
from bot.playground.values import Json, as_list, as_object
from bot.playground.world import Event

_NO_WORDS = re.compile(
    r"""
    ```\n/.*?```                # a command to be pasted, which Discord finds by its original names only
    | https?://[^\s)]+
    | <(?:@[!&]?|\#)\d+>        # mentions
    | </[a-z -]+:\d+>           # commands, which Discord shows by their names in the reader's language
    | <t:\d+:\w>                # moments
    | \bv\d+\b                  # versions
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z]+")
_SHOWN = ("content", "label", "placeholder", "description", "title", "value")
"""The keys of components under which people read something."""


@dataclass
class Overhearing:
    """Listens to what one playground shows."""

    playground: Playground
    texts: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.playground.world.listen(self._hear)

    def untranslated(self, values: str = "") -> list[str]:
        """Texts with words that nobody translated and that are none of `values`; what was heard is forgotten."""
        texts, known = [*dict.fromkeys(self.texts)], set(_WORD.findall(values))
        self.texts.clear()
        return [text for text in texts if set(_WORD.findall(_NO_WORDS.sub(" ", text))) - known]

    def _hear(self, event: Event) -> None:
        match event.subject:
            case Message(author_id=author) as message if author == self.playground.world.bot.id:
                self.texts += [message.content, *_read(message.components)]
            case Interaction(modal=dict() as modal) if event.name == "MODAL_OPEN":
                self.texts += [str(modal["title"]), *_read(modal["components"])]
            case Interaction(choices=[_, *_] as choices):
                self.texts += [str(choice["name"]) for choice in choices]
            case Channel(name=name) if event.name == "THREAD_CREATE":
                self.texts.append(name)
            case _:
                pass


def _read(parts: object) -> Iterator[str]:
    """What stands on components and in them."""
    for part in map(as_object, as_list(parts)):
        yield from (str(part[key]) for key in _SHOWN if isinstance(part.get(key), str) and not _is_value(part, key))
        for inner in ("components", "items", "options"):
            yield from _read(part.get(inner))
        for single in ("accessory", "component"):
            if part.get(single):
                yield from _read([part[single]])


def _is_value(part: Json, key: str) -> bool:
    """Whether nobody reads it: what picking an option means."""
    return key == "value" and "type" not in part


def declared(command: Json, locale: str) -> Iterator[tuple[str, str | None]]:
    """Name and description of a command and all that belongs to it, each in English and in that language."""
    for key in ("name", "description"):
        if command.get(key):
            yield command[key], as_object(command.get(f"{key}_localizations") or {}).get(locale)
    for inner in ("options", "choices"):
        for part in map(as_object, as_list(command.get(inner) or [])):
            yield from declared(part, locale)
