"""The words of a prompt: cleaning, quoted words, and the thread name made from them. Pure text, no Discord markup."""

import re
import unicodedata

from bot.domain.styles import preset
from bot.domain.text import said, t

PROMPT_LIMIT = 1_000
QUOTE_LIMIT = 80
"""Characters in quotes that are still words to letter; more is a quotation."""
THREAD_NAME_LIMIT = 90

_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»')
_HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn"}
_JOINERS = "\u200c\u200d"
"""Invisible, but they hold emoji and the letters of some scripts together."""
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols to Unicode, nothing to the eye."""
_GAP = re.compile(rf"[\s{_BLANK_LETTERS}]+")


def clean_prompt(text: str) -> str:
    """One line without control, bidirectional and other invisible characters; single spaces. Empty if nothing shows."""
    kept = (c for c in _GAP.sub(" ", text) if c in _JOINERS or unicodedata.category(c) not in _HIDDEN_CATEGORIES)
    line = re.sub(r" +", " ", "".join(kept)).strip()
    return line if any(unicodedata.category(c)[0] in "LNPS" for c in line) else ""


def quoted_words(prompt: str) -> tuple[str, ...]:
    """The texts to be lettered: what stands in double quotes of any script, in order; single quotes are apostrophes."""
    return tuple(text for _, text in _quotes(prompt))


def quoted_spans(prompt: str) -> tuple[tuple[int, int], ...]:
    """Where the `quoted_words` stand in the prompt, quotes included: start and end of each."""
    return tuple(span for span, _ in _quotes(prompt))


def thread_name(prompt: str, style: str | None) -> str:
    """A thread's name: style and prompt, cut at a word, never empty, at most THREAD_NAME_LIMIT characters."""
    chosen = preset(style) if style else None
    name = ": ".join(part for part in (said(chosen.name) if chosen else "", prompt) if part) or t("Restyle")
    if len(name) <= THREAD_NAME_LIMIT:
        return name
    return name[: THREAD_NAME_LIMIT - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def _quotes(prompt: str) -> list[tuple[tuple[int, int], str]]:
    # Blank and overlong pairs are matched all the same: else their closing mark would open the next pair.
    pairs = ((match.span(), "".join(match.groups(default="")).strip()) for match in _QUOTED.finditer(prompt))
    return [(span, text) for span, text in pairs if 0 < len(text) <= QUOTE_LIMIT]
