"""Cutting a prompt into tokens that compare equal however they were typed. Knows no meaning of any word."""

import re
import unicodedata
from dataclasses import dataclass

from bot.domain.prompt import clean_prompt, quoted_spans, quoted_words

_TOKEN = re.compile(r"\uE000(?P<quote>\d+)\uE001|(?P<word>\w+)|(?P<mark>[^\w\s])")
_APOSTROPHES = re.compile(r"(?<=\w)['’`´](?=\w)")
_JOINED = (
    (re.compile(r"\bb\s?[&/n]\s?w\b", re.IGNORECASE), "black and white"),
    (re.compile(r"[-_/]"), " "),
    (re.compile(r"\s[&+]\s"), " and "),
)
_SAID = r"\b(?i:says?|saying|reads?|reading|sagt|steht|titled?|captioned|caption|text|words?|spells?|spelling)\b:?\s+"
_SINGLE_QUOTED = re.compile(rf"({_SAID})'((?:[^'\n]|'(?=\w)){{1,80}})'(?!\w)")
_CAPITALS = re.compile(rf"({_SAID})([A-Z0-9][A-Z0-9'’&.!?]*(?:\s[A-Z0-9][A-Z0-9'’&.!?]*){{0,7}})(?![a-z])")
_CLAUSE_MARKS = frozenset(",.;:!?()[]\n…—–|")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word, emoji, punctuation mark or quoted text of a prompt."""

    text: str
    """Folded: lower case, without accents or apostrophes. Empty for a quoted text."""
    raw: str
    """As it was typed."""
    quote: str | None = None
    """What stands between double quotes, if this token is that."""

    @property
    def ends_clause(self) -> bool:
        """True for punctuation that separates one request from the next."""
        return self.raw in _CLAUSE_MARKS


def tokens(prompt: str) -> list[Token]:
    """The prompt in pieces; quoted texts are one token each."""
    texts: list[str] = []
    marked = _with_places(_spoken_in_quotes(clean_prompt(prompt)), texts)
    for pattern, plain in _JOINED:
        marked = pattern.sub(plain, marked)
    marked = _APOSTROPHES.sub("", marked)
    found: list[Token] = []
    for match in _TOKEN.finditer(marked):
        if match["quote"]:
            found.append(Token(text="", raw=f'"{texts[int(match["quote"])]}"', quote=texts[int(match["quote"])]))
        elif folded := fold(match[0]):
            found.append(Token(text=folded, raw=match[0]))
    return found


def fold(word: str) -> str:
    """`word` in lower case and without accents, so that `Ölgemälde` and `olgemalde` are the same."""
    parts = unicodedata.normalize("NFKD", word).casefold()
    return "".join(c for c in parts if unicodedata.category(c) not in {"Mn", "Cf"})


def _spoken_in_quotes(prompt: str) -> str:
    """Put double quotes around what a prompt without any clearly says: `that says 'hi'`, `that reads VISIT MARS`."""
    if quoted_words(prompt):
        return prompt
    prompt = _SINGLE_QUOTED.sub(r'\1"\2"', prompt)
    shouted = not re.search(r"[a-z]{2}", prompt)
    return prompt if shouted else _CAPITALS.sub(r'\1"\2"', prompt)


def _with_places(prompt: str, texts: list[str]) -> str:
    """Replace each quoted text, quotes included, by a private character and its number in `texts`."""
    pieces: list[str] = []
    done = 0
    for (start, end), text in zip(quoted_spans(prompt), quoted_words(prompt), strict=True):
        pieces += [prompt[done:start], f" \ue000{len(texts)}\ue001 " if text else " "]
        done = end
        if text:
            texts.append(text)
    return "".join(pieces) + prompt[done:]


def word_set(text: str) -> frozenset[str]:
    """The words of a table written as running text."""
    return frozenset(text.split())
