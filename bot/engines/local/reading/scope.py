"""Which tokens of a prompt do not ask for anything: what is negated, and what only names the picture at hand."""

from collections.abc import Sequence

from bot.engines.local.reading.matching import Hit, Kind
from bot.engines.local.reading.tokens import Token, word_set

_NEGATIONS = word_set("no not without avoid dont never except nothing kein keine keinen ohne nicht sans")
_VERB_ENDS = word_set("but instead sondern aber")
_NOUN_ENDS = _VERB_ENDS | word_set("just only with in as")
_NEGATED_VERBS = frozenset({"dont", "never", "not", "nicht"})
_OWNERS = word_set("my this that the our his her their mein meine meinen dieses")
_TURNED = word_set("into to as in zu als")


def negated(words: Sequence[Token]) -> set[int]:
    """Places of negations and all they govern: up to the next comma, "but" and the like."""
    gone: set[int] = set()
    at = 0
    while at < len(words):
        if not _negates(words, at):
            at += 1
            continue
        ends = _VERB_ENDS if words[at].text in _NEGATED_VERBS else _NOUN_ENDS
        end = at + 1
        while end < len(words) and not words[end].ends_clause and words[end].text not in ends:
            end += 1
        gone.update(range(at, end))
        at = end
    return gone


def _negates(words: Sequence[Token], at: int) -> bool:
    after = words[at + 1].text if at + 1 < len(words) else ""
    if words[at].text == "but":
        return at > 0 and words[at - 1].text == "anything"
    return words[at].text in _NEGATIONS and after not in {"only", "just", "matter", "sure"}


def at_hand(words: Sequence[Token], found: Sequence[Hit]) -> set[int]:
    """Places of words that say what the picture is now: "my sketch" in "turn my sketch into a watercolor"."""
    gone: set[int] = set()
    looks = [hit for hit in found if hit.meaning.kind not in {Kind.COLOUR, Kind.IDIOM}]
    for start, word in enumerate(words):
        if word.text not in _OWNERS:
            continue
        turn = _turning_point(words, start)
        if turn and any(start < hit.start < turn for hit in looks) and any(hit.start > turn for hit in looks):
            gone.update(range(start, turn))
    return gone


def _turning_point(words: Sequence[Token], start: int) -> int | None:
    """Where "into", "as" and the like follow within the same clause, at most five words on."""
    for at in range(start + 2, min(start + 7, len(words))):
        if words[at].ends_clause:
            return None
        if words[at].text in _TURNED:
            return at
    return None
