"""A language that nobody speaks: what is translated is in other letters, so that whatever is not stands out."""

import re
from string import ascii_lowercase, ascii_uppercase

from bot.domain.text import Language

_LETTERS = "абвгдежзийклмнопрстуфхцчшщ"
_OTHER = str.maketrans(ascii_lowercase + ascii_uppercase, _LETTERS + _LETTERS.upper())
_KEPT = re.compile(r"\{[^{}]*\}|<t:|:[tTdDfFR]>")
"""Fields, and what makes a number a moment that Discord shows."""


def translated(words: str) -> str:
    """Each letter becomes another, of the same case; fields stay, and no text gets longer."""
    kept, parts = _KEPT.findall(words), _KEPT.split(words)
    return "".join(part.translate(_OTHER) + field for part, field in zip(parts, [*kept, ""], strict=True))


class OtherLetters:
    """Knows every text; keeps `Language`."""

    def gettext(self, message: str, /) -> str:
        """The template in other letters."""
        return translated(message)

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """The template for that number in other letters."""
        return translated(one if n == 1 else many)

    def pgettext(self, context: str, message: str, /) -> str:
        """The name in other letters, of which Discord takes all."""
        return translated(message)


class OneLanguage:
    """Speaks that language to people who read Discord in German; keeps the port `Languages`."""

    def of(self, locale: str) -> Language | None:
        """The language."""
        return OtherLetters() if locale == "de" else None
