"""Requests that filters cannot follow: changing one thing in the picture, removing, adding, questions.

Each kind has its own answer, because "I do not understand" would be untrue.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.engines.local.reading.colours import COLOURS
from bot.engines.local.reading.matching import Hit, Kind
from bot.engines.local.reading.tokens import Token

_WHOLE = (
    "picture|photo|image|pic|whole|scene|everything|colou?rs?|style|drawing|painting|poster|text|letters|words|title"
)
_OWNER = "the|my|his|her|their|its|our|that|all the|both"
_COLOUR = "|".join(sorted(COLOURS, key=len, reverse=True))
_REST = r"(?: (?!but\b|then\b)[^,.;:!?()]+)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible:
    """A kind of request and the answer to it."""

    pattern: re.Pattern[str]
    answer: str
    unless_meant: bool = False
    """True if the same words are harmless where they lead to a look, mood, palette or quoted text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One such request in a prompt."""

    places: range
    answer: str


_KINDS = (
    Impossible(
        pattern=re.compile(
            rf"\b(?:remove|delete|erase|change|replace|swap|cut out|blur|make|new|different|transparent|add|entfern\w*)\b"
            rf"(?: (?!into\b)[^ ,.;:!?]+){{0,4}}? (?:background|backdrop|bg|hintergrund)\b{_REST}"
        ),
        answer="I cannot remove, blur or change a background: I work on the picture as a whole.",
    ),
    Impossible(
        pattern=re.compile(
            r"\b(?:fix|correct|change|translate|replace|edit|remove|erase)\b(?: (?!it\b)[^ ,.;:!?]+){0,3}?"
            rf" (?:sign|spelling|text|typos?|wording|lettering|caption|watermark|logo)\b{_REST}"
        ),
        answer="I cannot correct or remove words that are already in the picture. New words I can letter over it.",
    ),
    Impossible(
        pattern=re.compile(rf"\b(?:remove|delete|erase|get rid of|take away|take out|crop out|cut out|hide|entfern\w*)\b{_REST}"),
        answer="I cannot remove things from a picture.",
    ),
    Impossible(
        pattern=re.compile(r"\b(?:replace|swap|exchange)\b[^,.;:!?()]+? (?:with|by|for)\b" + _REST),
        answer="I cannot replace one thing in a picture by another.",
    ),
    Impossible(
        pattern=re.compile(
            rf"\b(?:make|turn|color|colour|paint|dye|recolor|recolour)\b (?:{_OWNER}) (?!(?:{_WHOLE})\b)"
            rf"(?:[^ ,.;:!?]+ ){{1,3}}?(?:into |to |in )?(?:{_COLOUR})\b"
        ),
        answer="I cannot colour one thing by itself: a colour goes over the whole picture.",
    ),
    Impossible(
        pattern=re.compile(rf"\b(?:make|let|have) (?:him|her|them|me|us|(?:his|her|their|my) (?!(?:{_WHOLE})\b)[^ ,.;:!?]+)\b{_REST}"),
        answer="I cannot change people or things in a picture: I restyle it as it is.",
        unless_meant=True,
    ),
    Impossible(
        pattern=re.compile(rf"\b(?:turn|transform|convert|change|morph|verwandle)\b[^,.;:!?()]+? (?:into|to|in)\b{_REST}"),
        answer="I cannot turn what is in a picture into something else: I restyle it as it is.",
        unless_meant=True,
    ),
    Impossible(
        pattern=re.compile(
            r"\b(?:add|put|place|insert|include|attach|photoshop|draw (?=[^,.;]+ (?:on|onto|over|in|next)\b)"
            rf"|give (?=(?:him|her|them|the|my|his|it an? )\b)|fuge|setz)\b{_REST}"
        ),
        answer="I cannot add things to a picture: I restyle, light, tint and letter what is there.",
        unless_meant=True,
    ),
    Impossible(
        pattern=re.compile(
            r"\b(?:upscale|enhance|unblur|deblur|sharpen|denoise|colori[sz]e|restore|crop|rotate|flip|resize|zoom|higher resolution"
            rf"|better quality|animate|animated)\b{_REST}"
        ),
        answer="I cannot enlarge, repair, crop or animate a picture: I restyle it.",
    ),
    Impossible(
        pattern=re.compile(
            r"^(?:is|are|was|who|whos|why|when|where|which|does|did|do you|how do|how does|how much|how many|how can|what is|whats"
            r"|what are|what does|what do|what can|can you see|wer|warum|wo|was ist)\b.*"
        ),
        answer="I cannot answer questions: tell me how the picture should look.",
    ),
)  # fmt: skip


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
            if taken.isdisjoint(places) and not (kind.unless_meant and meant.intersection(places)):
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
