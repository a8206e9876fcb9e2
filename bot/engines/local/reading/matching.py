"""Finding the known phrases of a prompt and deciding which of them mean a look, a mood or a colour where they stand."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.domain.text import Text
from bot.engines.local.reading import synonyms
from bot.engines.local.reading.colours import COLOURS, GREY_PHRASES, GREYS, SHADES, shaded
from bot.engines.local.reading.lookalikes import NOT_TYPOS
from bot.engines.local.reading.synonyms import STYLE_WORDS
from bot.engines.local.reading.tokens import Token
from bot.engines.local.values import Colour, Look, Mood


class Kind(StrEnum):
    """What sort of thing a phrase names."""

    NOUN = "noun"
    """A look, by its own name."""
    ADJECTIVE = "adjective"
    """A look that another one can be finished with."""
    GENERIC = "generic"
    """A look so broadly named that any exact name outweighs it."""
    MOOD = "mood"
    COLOUR = "colour"
    OTHER = "other"
    """A look this engine does not have."""
    IDIOM = "idiom"
    """A known phrase that asks for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a phrase stands for; exactly one of the values is set, none for an idiom."""

    kind: Kind
    look: Look | None = None
    mood: Mood | None = None
    colours: tuple[Colour, ...] = ()
    other: Text | None = None
    doubtful: bool = False
    """True if the phrase means this only alone or beside a word such as "style"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A known phrase in a prompt: the tokens from `start` up to, not including, `end`."""

    start: int
    end: int
    meaning: Meaning

    @property
    def places(self) -> range:
        """The numbers of its tokens."""
        return range(self.start, self.end)


_LONGEST = 5
_FUZZY_FROM = 7
_SWAPPED_FROM = 5
_FUZZY_RATIO = 84


def hits(words: Sequence[Token]) -> list[Hit]:
    """Known phrases, longest first from left to right, without those that only look like it."""
    found: list[Hit] = []
    at = 0
    while at < len(words):
        hit = _longest(words, at)
        if hit:
            found.append(hit)
        at = hit.end if hit else at + 1
    return [hit for hit in found if not hit.meaning.doubtful or _meant(words, hit)]


def without(found: Iterable[Hit], gone: AbstractSet[int]) -> list[Hit]:
    """The hits none of whose tokens are `gone`."""
    return [hit for hit in found if gone.isdisjoint(hit.places)]


def _longest(words: Sequence[Token], at: int) -> Hit | None:
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        phrase = " ".join(word.text for word in words[at : at + length])
        meaning = _LEXICON.get(phrase) or _LEXICON.get(phrase.removesuffix("s")) or _shade(phrase)
        if not meaning and length == 1:
            meaning = _misspelt(phrase)
        if meaning:
            return Hit(start=at, end=at + length, meaning=meaning)
    return None


def _shade(phrase: str) -> Meaning | None:
    word, _, name = phrase.partition(" ")
    if word in SHADES and name in COLOURS:
        return Meaning(kind=Kind.COLOUR, colours=(shaded(COLOURS[name], word),))
    return None


def _misspelt(word: str) -> Meaning | None:
    """What a long word with a slip of the finger was to be; a word that exists is never taken for a slip."""
    if len(word) < _SWAPPED_FROM or word in NOT_TYPOS or not word.isalpha():
        return None
    letters = sorted(word)
    for known in _SINGLE_WORDS:
        if len(known) == len(word) and sorted(known) == letters and OSA.distance(known, word) == 1:
            return _LEXICON[known]
    if len(word) < _FUZZY_FROM:
        return None
    best = process.extractOne(word, _LONG_WORDS, scorer=fuzz.ratio, score_cutoff=_FUZZY_RATIO)
    return _LEXICON[best[0]] if best else None


def _meant(words: Sequence[Token], hit: Hit) -> bool:
    """True if a doubtful phrase is all that is said, or stands beside a word that makes it a look."""
    before = [word.text for word in words[max(0, hit.start - 2) : hit.start]]
    after = words[hit.end].text if hit.end < len(words) else ""
    if after in STYLE_WORDS or (before and before[-1] in STYLE_WORDS):
        return True
    if len(before) == 2 and before[0] in {"as", "like"} and before[1] in {"a", "an"} and after in {"", ","}:
        return True
    rest = (word for at, word in enumerate(words) if at not in hit.places)
    return all(word.text in synonyms.FILLERS or word.ends_clause for word in rest)


def _entries() -> Iterable[tuple[str, Meaning]]:
    looks = (
        (Kind.NOUN, synonyms.LOOK_DOUBTFUL, True),
        (Kind.GENERIC, synonyms.LOOK_GENERICS, False),
        (Kind.ADJECTIVE, synonyms.LOOK_ADJECTIVES, False),
        (Kind.NOUN, synonyms.LOOK_NOUNS, False),
    )
    for kind, table, doubtful in looks:
        for look, phrases in table.items():
            yield from ((phrase, Meaning(kind=kind, look=look, doubtful=doubtful)) for phrase in phrases)
    for moods, doubtful in ((synonyms.MOODS_DOUBTFUL, True), (synonyms.MOODS, False)):
        for mood, phrases in moods.items():
            yield from ((phrase, Meaning(kind=Kind.MOOD, mood=mood, doubtful=doubtful)) for phrase in phrases)
    for other, phrases in synonyms.OTHER_DOUBTFUL.items():
        yield from ((phrase, Meaning(kind=Kind.OTHER, other=other, doubtful=True)) for phrase in phrases)
    for other, (phrases, _) in synonyms.OTHER_LOOKS.items():
        yield from ((phrase, Meaning(kind=Kind.OTHER, other=other)) for phrase in phrases)
    yield from ((name, Meaning(kind=Kind.COLOUR, colours=(colour,))) for name, colour in COLOURS.items())
    yield from ((phrase, Meaning(kind=Kind.COLOUR, colours=GREYS)) for phrase in GREY_PHRASES)
    yield from ((phrase, Meaning(kind=Kind.IDIOM)) for phrase in synonyms.IDIOMS)


_LEXICON: Mapping[str, Meaning] = {phrase: meaning for phrase, meaning in _entries() if phrase}
_SINGLE_WORDS = tuple(
    phrase for phrase, meaning in _LEXICON.items() if " " not in phrase and phrase.isalpha() and not meaning.doubtful
)
_LONG_WORDS = tuple(
    word
    for word in _SINGLE_WORDS
    if len(word) >= _FUZZY_FROM
    and not word.endswith(("ing", "ed"))  # too many other verbs are one letter away
    and _LEXICON[word].kind not in {Kind.OTHER, Kind.IDIOM}
)
