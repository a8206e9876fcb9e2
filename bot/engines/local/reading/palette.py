"""Which colour words of a prompt are meant for the whole picture, and not for a thing in it."""

from collections.abc import Sequence

from bot.engines.local.reading.colours import GREYS, PALETTE_WORDS
from bot.engines.local.reading.matching import Hit, Kind
from bot.engines.local.reading.synonyms import STYLE_WORDS
from bot.engines.local.reading.tokens import Token, word_set
from bot.engines.local.values import Colour

MOST_COLOURS = 5
_JOINS = word_set("and or on with to plus und mit auf et y")
_PICTURE = word_set("picture photo image pic everything it this all whole thing scene photograph bild foto")
_INTRODUCTIONS = word_set("""
    in en using use only mostly all of make made tint tinted tone toned colour color paint printed print drawn painted
    like more very a an the with mit as into to turn and but
""")
_ARTICLES = frozenset({"a", "an", "the", "ein", "eine", "un", "une"})
_FOLLOWERS = word_set("with for that but please and as only everywhere to or style on from pls instead if where mit")


def palette(words: Sequence[Token], found: Sequence[Hit]) -> tuple[tuple[Colour, ...], set[int]]:
    """The picture's colours as named, each once, and the places of the words that named them."""
    colours: dict[str, Colour] = {}
    used: set[int] = set()
    for run in _runs(words, [hit for hit in found if hit.meaning.kind is Kind.COLOUR]):
        if not _meant(words, found, run):
            continue
        for hit in run:
            colours.update((colour.name, colour) for colour in hit.meaning.colours)
            used.update(hit.places)
    return tuple(colours.values())[:MOST_COLOURS], used


def _runs(words: Sequence[Token], hits: Sequence[Hit]) -> list[list[Hit]]:
    """Colours that are told in one breath: "teal, cream and gold"."""
    runs: list[list[Hit]] = []
    for hit in hits:
        gap = words[runs[-1][-1].end if runs else 0 : hit.start]
        if runs and len(gap) <= 2 and all(word.text in _JOINS or word.raw == "," for word in gap):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return runs


def _meant(words: Sequence[Token], found: Sequence[Hit], run: Sequence[Hit]) -> bool:
    start, end = run[0].start, run[-1].end
    looks = {i for hit in found if hit.meaning.kind not in {Kind.COLOUR, Kind.IDIOM} for i in hit.places}
    after = words[end] if end < len(words) else None
    if after and after.text in PALETTE_WORDS:
        return True
    describes = after is not None and (end in looks or after.text in STYLE_WORDS | _PICTURE)
    if not describes and start and words[start - 1].text in _ARTICLES:
        return False  # "a rose", "an orange" are things
    if after and not describes and not (after.ends_clause or after.quote or after.text in _FOLLOWERS):
        return False  # so is what follows: "red hat"
    return run[0].meaning.colours == GREYS or _opens(words, start, looks)


def _opens(words: Sequence[Token], start: int, looks: set[int]) -> bool:
    """True if what precedes the colours gives them to the picture: "poster in", "make it", or nothing at all."""
    at = start - 1
    while at >= 0 and words[at].text in _INTRODUCTIONS:
        at -= 1
    if at < 0 or at in looks or words[at].ends_clause or words[at].quote:
        return True
    return words[at].text in PALETTE_WORDS | STYLE_WORDS | _PICTURE
