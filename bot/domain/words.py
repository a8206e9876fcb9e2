"""Words that a server does not want in prompts: whole words only, whatever their case, accents or width.

`ass` forbids neither `glass` nor `class`; a phrase forbids its words in that order.
"""

import re
import unicodedata

_WORD = re.compile(r"\w+")


def folded(text: str) -> tuple[str, ...]:
    """The words of a text in the form in which they are compared."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    # Marks only decorate letters. Characters without width, which hide a word from a plain search, are left out too.
    bare = "".join(each for each in decomposed if unicodedata.category(each) not in {"Mn", "Me", "Cf"})
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", bare).casefold()))


def found_in(prompt: str, forbidden: str) -> bool:
    """Whether a forbidden word or phrase stands in a prompt."""
    words, phrase = folded(prompt), folded(forbidden)
    width = len(phrase)
    return bool(phrase) and any(words[at : at + width] == phrase for at in range(len(words) - width + 1))
