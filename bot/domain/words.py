"""Words that a server does not want in prompts: whole words only, whatever their case, accents or width.

`ass` forbids neither `glass` nor `class`; a phrase forbids its words in that order.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_DECORATIONS = frozenset({"Me", "Cf"})
"""Categories of what is drawn around letters, and of what is not drawn at all."""
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u180b\u180c\u180d\u180f"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Characters without width that count as letters or marks: fillers and variation selectors."""
_KNOWN = 10_000
"""Forbidden words that are kept in their folded form."""


def folded(text: str) -> tuple[str, ...]:
    """The words of a text in the form in which they are compared."""
    # The dotless i is a lower case of its own, which no folding knows.
    cased = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i")
    decomposed = unicodedata.normalize("NFKD", cased)
    bare = "".join(each for each in decomposed if not _is_decoration(each))
    composed = unicodedata.normalize("NFKC", bare).casefold()
    return tuple("".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in composed).split())


def forbidden_in(prompt: str, words: Iterable[str]) -> Iterator[str]:
    """Those of the forbidden words and phrases that stand in a prompt."""
    forbidden = tuple(words)
    # Most servers forbid none, and folding looks at every character.
    said = _spaced(folded(prompt)) if forbidden else ""
    return (word for word in forbidden if (phrase := _phrase(word)) and phrase in said)


@lru_cache(
    maxsize=_KNOWN
)  # The same words are looked for in every prompt of a server; prompts themselves are not kept.
def _phrase(forbidden: str) -> str:
    words = folded(forbidden)
    return _spaced(words) if words else ""


def _spaced(words: tuple[str, ...]) -> str:
    """Words with a space before and after each, so that a phrase is found as a text, and only between spaces."""
    return f" {' '.join(words)} "


def _is_decoration(character: str) -> bool:
    """Whether it hides a letter, or only decorates it: the vowel signs and voicing marks of many scripts do neither."""
    if character in _UNSEEN or unicodedata.category(character) in _DECORATIONS:
        return True
    # Lines through a letter, the points of Hebrew and Arabic, and what stands above or below a letter.
    place = unicodedata.combining(character)
    return place == 1 or 10 <= place <= 36 or place >= 200
