"""The words of a prompt: cleaning, quoted words, and the thread name made from them. Pure text, no Discord markup."""

import re
import unicodedata

PROMPT_LIMIT = 1_000
THREAD_NAME_LIMIT = 90

_QUOTED = re.compile(r'"([^"\n]{1,80})"|“([^”\n]{1,80})”|„([^“”\n]{1,80})[“”]|«([^»\n]{1,80})»')
_HIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean_prompt(text: str) -> str:
    """One line without control, bidirectional and other invisible characters; single spaces."""
    folded = re.sub(r"\s+", " ", text)
    visible = (c for c in folded if c == " " or unicodedata.category(c) not in _HIDDEN_CATEGORIES or c == "\u200d")
    return re.sub(r" +", " ", "".join(visible)).strip()


def quoted_words(prompt: str) -> tuple[str, ...]:
    """The texts to be lettered: what stands in double quotes of any script, in order; single quotes are apostrophes."""
    return tuple(next(group for group in match.groups() if group).strip() for match in _QUOTED.finditer(prompt))


def quoted_spans(prompt: str) -> tuple[tuple[int, int], ...]:
    """Where the `quoted_words` stand in the prompt, quotes included: start and end of each."""
    return tuple(match.span() for match in _QUOTED.finditer(prompt))


def thread_name(prompt: str, style: str | None) -> str:
    """A thread's name: the prompt, cut at a word, never empty, at most THREAD_NAME_LIMIT characters."""
    name = prompt or style or "restyle"
    if len(name) <= THREAD_NAME_LIMIT:
        return name
    return name[:THREAD_NAME_LIMIT].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
