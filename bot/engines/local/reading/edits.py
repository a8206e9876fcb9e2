"""Requests that filters cannot follow: changing one thing in the picture, removing, adding, questions.

Each kind has its own answer, because "I do not understand" would be untrue.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.text import Text, t
from bot.engines.local.reading.colours import COLOURS
from bot.engines.local.reading.matching import Hit, Kind
from bot.engines.local.reading.tokens import Token

_WHOLE = (
    "picture|photo|image|pic|whole|scene|everything|colou?rs?|style|drawing|painting|poster|text|letters|words|title"
)
_OWNER = "the|my|his|her|their|its|our|that|all the|both"
_COLOUR = "|".join(sorted(COLOURS, key=len, reverse=True))
_CLAUSE = r"(?!but\b|then\b)[^,.;:!?()]+"
_REST = f"(?: {_CLAUSE})?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """A kind of request and the answer to it."""

    pattern: re.Pattern[str]
    answer: Text
    unless_meant: bool = False
    """True if the same words are harmless where they lead to a look, mood, palette or quoted text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One such request in a prompt."""

    places: range
    answer: Text


def _kind(answer: Text, *patterns: str, unless_meant: bool = False) -> Impossible:
    return Impossible(pattern=re.compile("|".join(patterns)), answer=answer, unless_meant=unless_meant)


_KINDS = (
    _kind(
        t("I cannot remove, blur or change a background: I work on the picture as a whole."),
        r"\b(?:remove|delete|erase|change|replace|swap|cut out|blur|make|new|different|transparent|add|entfern\w*)\b"
        rf"(?: (?!into\b)[^ ,.;:!?]+){{0,4}}? (?:background|backdrop|bg|hintergrund)\b{_REST}",
        r"\bbackground (?:should|must|has to|to be)\b" + _REST,
    ),
    _kind(
        t("I cannot correct or remove words that are already in the picture. New words I can letter over it."),
        r"\b(?:fix|correct|change|translate|replace|edit|remove|erase)\b(?: (?!it\b)[^ ,.;:!?]+){0,3}?"
        rf" (?:sign|spelling|text|typos?|wording|lettering|caption|watermark|logo)\b{_REST}",
    ),
    _kind(
        t("I cannot remove things from a picture."),
        rf"\b(?:remove|delete|erase|get rid of|take away|take out|crop out|cut out|hide|entfern\w*)\b{_REST}",
    ),
    _kind(
        t("I cannot replace one thing in a picture by another."),
        rf"\b(?:replace|swap|exchange)\b[^,.;:!?()]+? (?:with|by|for)\b{_REST}",
        rf"\bswap\b{_REST}",
    ),
    _kind(
        t("I cannot colour one thing by itself: a colour goes over the whole picture."),
        rf"\b(?:make|turn|color|colour|paint|dye|recolor|recolour)\b (?:{_OWNER}) (?!(?:{_WHOLE})\b)"
        rf"(?:[^ ,.;:!?]+ ){{1,3}}?(?:into |to |in )?(?:{_COLOUR})\b",
        rf"\bchange the colou?r of (?!(?:it|this)\b|(?:the |my )?(?:{_WHOLE})\b){_CLAUSE}",
    ),
    _kind(
        t("I cannot change people or things in a picture: I restyle it as it is."),
        rf"\b(?:make|let|have) (?:him|her|them|me|us|(?:his|her|their|my) (?!(?:{_WHOLE})\b)[^ ,.;:!?]+)\b{_REST}",
        unless_meant=True,
    ),
    _kind(
        t("I cannot turn what is in a picture into something else: I restyle it as it is."),
        rf"\b(?:turn|transform|convert|change|morph|verwandle)\b(?! (?:the |all |my )?colou?rs?\b)"
        rf"[^,.;:!?()]+? (?:into|to|in)\b(?! (?:all )?(?:{_COLOUR})\b){_REST}",
        unless_meant=True,
    ),
    _kind(
        t("I cannot add things to a picture: I restyle, light, tint and letter what is there."),
        rf"\b(?:add|put|place|insert|include|attach|photoshop|fuge|setz)\b{_REST}",
        rf"\bdraw(?= [^,.;]+ (?:on|onto|over|in|next)\b){_REST}",
        rf"\bgive(?= (?:him|her|them|the|my|his|it an?)\b){_REST}",
        unless_meant=True,
    ),
    _kind(
        t("I cannot enlarge, repair, crop, animate or colour in a picture: I restyle it."),
        r"\b(?:upscale|enhance|unblur|deblur|sharpen|denoise|colori[sz]e|restore|crop|rotate|flip|resize|zoom|animate)\b"
        + _REST,
        r"\b(?:higher resolution|better quality)\b",
        rf"\bcolou?r(?= (?:in )?(?:my|this|the) (?:drawing|sketch|line ?art|outlines?)\b){_REST}",
    ),
    _kind(
        t("I cannot answer questions: tell me how the picture should look."),
        r"^(?:is|are|was|who|whos|why|when|where|which|does|did|do you|how do|how does|how much|how many|how can"
        r"|can you see|what is|whats|what are|what does|what do|what can|wer|warum|wo|was ist)\b.*",
    ),
)


def edits(words: Sequence[Token], found: Sequence[Hit]) -> list[Edit]:
    """What of the prompt cannot be done, the gravest kind first; each word belongs to at most one of them."""
    text, starts = _joined(words)
    meant = {i for hit in found if hit.meaning.kind not in {Kind.COLOUR, Kind.IDIOM} for i in hit.places}
    meant |= {i for i, word in enumerate(words) if word.quote}
    made: list[Edit] = []
    taken: set[int] = set()
    for kind in _KINDS:
        for match in kind.pattern.finditer(text):
            places = [i for i, start in enumerate(starts) if match.start() <= start < match.end()]
            if taken.isdisjoint(places) and not (kind.unless_meant and meant.intersection(places[1:])):
                taken.update(places)
                made.append(Edit(places=range(places[0], places[-1] + 1), answer=kind.answer))
    return made


def _joined(words: Sequence[Token]) -> tuple[str, list[int]]:
    """The folded prompt with single spaces, and where each token starts in it; a quoted text is a `#`."""
    parts = [word.text or "#" for word in words]
    starts: list[int] = []
    length = 0
    for part in parts:
        starts.append(length)
        length += len(part) + 1
    return " ".join(parts), starts
