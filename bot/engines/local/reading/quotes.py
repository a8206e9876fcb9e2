"""The texts to be lettered: where each stands and in which colour, told by the words around its quotes."""

from collections.abc import Sequence

from bot.engines.local.reading.colours import COLOURS, SHADES, shaded
from bot.engines.local.reading.synonyms import LETTERING_WORDS
from bot.engines.local.reading.tokens import Token, word_set
from bot.engines.local.values import Colour, Lettering, Position

MOST_LETTERINGS = 4
_REACH = 7
_POSITIONS = {
    "top": Position.TOP, "above": Position.TOP, "upper": Position.TOP, "oben": Position.TOP, "header": Position.TOP,
    "middle": Position.MIDDLE, "center": Position.MIDDLE, "centre": Position.MIDDLE, "centered": Position.MIDDLE,
    "mitte": Position.MIDDLE, "bottom": Position.BOTTOM, "below": Position.BOTTOM, "lower": Position.BOTTOM,
    "underneath": Position.BOTTOM, "unten": Position.BOTTOM, "beneath": Position.BOTTOM, "footer": Position.BOTTOM,
}  # fmt: skip
_LINKS = word_set("""
    at on in the of to across along near over very a an it page picture image photo poster put place placed and my
    left right corner half edge part there is be should with
""")


def letterings(words: Sequence[Token]) -> tuple[tuple[Lettering, ...], set[int]]:
    """The texts in the order they were given, and the places of all words that were about them.

    A text whose place is not told stands at the bottom.
    """
    quotes = [at for at, word in enumerate(words) if word.quote]
    leading = _position_leads(words, quotes)
    spoken: set[int] = set(quotes)
    made: list[Lettering] = []
    for number, at in enumerate(quotes):
        before = _before(words, at, quotes[number - 1] if number else -1, spoken)
        after = _after(words, at, quotes[number + 1] if number + 1 < len(quotes) else len(words))
        near = [*before, *after] if leading else [*after, *before]
        place = next((i for i in near if words[i].text in _POSITIONS), None)
        colour, painted = _colour(words, before, after)
        spoken.update(painted, *([place],) if place is not None else ())
        position = Position.BOTTOM if place is None else _POSITIONS[words[place].text]
        made.append(Lettering(text=words[at].quote or "", position=position, colour=colour))
    return tuple(made), spoken


def _position_leads(words: Sequence[Token], quotes: Sequence[int]) -> bool:
    """True if places are told before their texts, as in `top text "A" bottom text "B"`."""
    if not quotes:
        return False
    first = (words[i].text in _POSITIONS for i in _before(words, quotes[0], -1, set()))
    last = (words[i].text in _POSITIONS for i in _after(words, quotes[-1], len(words)))
    return any(first) and not any(last)


def _before(words: Sequence[Token], at: int, limit: int, taken: set[int]) -> list[int]:
    """Places of the lettering words right before a quote, nearest first; marks end it, but for a colon."""
    found: list[int] = []
    for i in range(at - 1, max(limit, at - 1 - _REACH), -1):
        if i in taken or (words[i].raw != ":" and not _about_lettering(words[i])):
            break
        found.append(i)
    return found


def _after(words: Sequence[Token], at: int, limit: int) -> list[int]:
    found: list[int] = []
    for i in range(at + 1, min(limit, at + 1 + _REACH)):
        if not _about_lettering(words[i]):
            break
        found.append(i)
    return found


def _about_lettering(word: Token) -> bool:
    text = word.text
    return text in LETTERING_WORDS or text in _POSITIONS or text in _LINKS or text in COLOURS or text in SHADES


def _colour(words: Sequence[Token], before: Sequence[int], after: Sequence[int]) -> tuple[Colour | None, set[int]]:
    """The colour of a text: `"SALE" in red`, `red letters "SALE"`; several colours are a palette for the picture."""
    behind = [i for i in after if words[i].text in COLOURS]
    if len(behind) == 1 and any(words[i].text in {"in", "with"} or _is_noun(words[i]) for i in after):
        return _painted(words, behind[0])
    ahead = [i for i in before if words[i].text in COLOURS]
    if len(ahead) == 1 and any(_is_noun(words[i]) and i > ahead[0] for i in before):
        return _painted(words, ahead[0])
    return None, set()


def _painted(words: Sequence[Token], at: int) -> tuple[Colour, set[int]]:
    colour = COLOURS[words[at].text]
    if at and words[at - 1].text in SHADES:
        return shaded(colour, words[at - 1].text), {at - 1, at}
    return colour, {at}


def _is_noun(word: Token) -> bool:
    return word.text in LETTERING_WORDS and word.text not in {"big", "bold", "large", "small", "huge", "tiny"}
