"""From a prompt to what this engine will do with it, and back to a line a person can read. No pixels.

Honest by rule: what is not recognised is named, and a prompt of which nothing is recognised is refused, never answered
with an arbitrary look.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from bot.domain.errors import NotUnderstood
from bot.domain.request import Magic, Task
from bot.engines.local import invention
from bot.engines.local.reading.edits import Edit, edits
from bot.engines.local.reading.magic import enriched
from bot.engines.local.reading.matching import Hit, Kind, hits, without
from bot.engines.local.reading.motifs import coloured_things, motifs
from bot.engines.local.reading.palette import palette
from bot.engines.local.reading.quotes import MOST_LETTERINGS, letterings
from bot.engines.local.reading.scope import at_hand, negated
from bot.engines.local.reading.synonyms import FILLERS, LETTERING_WORDS, OTHER_LOOKS
from bot.engines.local.reading.tokens import Token, tokens
from bot.engines.local.values import Look, Mood, Recipe

LOOK_NAMES: Mapping[Look, str] = MappingProxyType(
    {
        Look.POSTER: "vintage travel poster",
        Look.WATERCOLOR: "watercolor painting",
        Look.COMIC: "comic book art",
        Look.PENCIL: "pencil drawing",
        Look.RISO: "risograph print",
        Look.CYANOTYPE: "cyanotype",
        Look.POPART: "pop art print",
        Look.NOIR: "film noir",
        Look.VINTAGE_PHOTO: "vintage photo",
        Look.OIL: "oil painting",
    }
)
"""How each look is called; every name is also a prompt for it."""

_MOOD_NAMES: Mapping[Mood, str] = MappingProxyType(
    {
        Mood.GOLDEN_HOUR: "at golden hour",
        Mood.SUNSET: "at sunset",
        Mood.NIGHT: "at night",
        Mood.WINTER: "in winter",
        Mood.FOG: "in fog",
        Mood.RAIN: "in rain",
    }
)
_FINISHES: Mapping[Look, str] = MappingProxyType(
    {
        Look.POSTER: "poster colours",
        Look.WATERCOLOR: "a watercolor wash",
        Look.COMIC: "comic ink",
        Look.PENCIL: "pencil lines",
        Look.RISO: "riso grain",
        Look.CYANOTYPE: "a cyanotype tint",
        Look.POPART: "pop art dots",
        Look.NOIR: "noir shadows",
        Look.VINTAGE_PHOTO: "a vintage finish",
        Look.OIL: "oil strokes",
    }
)
_MOST_IGNORED = 6
_HINT = 'Put the words to be lettered in double quotes, for example: poster that reads "HELLO".'


def read(prompt: str, *, task: Task = Task.RESTYLE, magic: Magic = Magic.NONE, seed: int = 1) -> Recipe:
    """What to do for `prompt`; `seed` matters only to what `magic` adds, and to what a drawing needs beyond the prompt.

    Raises NotUnderstood, with suggestions, if no look, mood, colour or lettering is recognised, and nothing to be drawn
    where there is no picture.
    """
    words = tokens(prompt)
    everything = hits(words)
    invented = not task.has_source
    gone = negated(words)
    if not invented:
        gone |= at_hand(words, everything)
    seen = motifs(words, everything, gone) if invented else []
    found = without(everything, gone)
    # Nothing is there that could be changed, so nothing that is asked for is a change.
    asked = [] if invented else edits(words, found)
    impossible = [edit for edit in asked if gone.isdisjoint(edit.places)]
    barred = {place for edit in impossible for place in edit.places}
    found = without(found, barred)
    texts, spoken = letterings([_muted(word) if at in barred | gone else word for at, word in enumerate(words)])
    colours, painted = palette(words, [*without(found, spoken), *coloured_things(words, seen)])
    look, finish, drawn = _looks(words, found)
    lit = [hit for hit in found if hit.meaning.kind is Kind.MOOD]
    used = spoken | painted | drawn | {place for each in (*lit, *seen) for place in each.places}
    moods = tuple(dict.fromkeys(hit.meaning.mood for hit in lit if hit.meaning.mood))
    if not (look or moods or colours or texts or seen):
        raise _refusal(words, found, impossible) if not invented else invention.refusal(_ignored(words, used, gone, []))
    recipe = Recipe(
        motifs=tuple(dict.fromkeys(each.motif for each in seen)),
        look=look,
        finish=finish,
        moods=moods,
        colours=colours,
        letterings=texts[:MOST_LETTERINGS],
        ignored=(*(f'"{text.text}"' for text in texts[MOST_LETTERINGS:]), *_ignored(words, used, gone, impossible)),
    )
    if not invented:
        return enriched(recipe, magic, seed)
    if not (recipe.motifs or moods or colours or texts):
        raise invention.refusal(recipe.ignored)  # a look, and nothing to be drawn in it
    return invention.completed(enriched(recipe, magic, seed), seed)


def describe(recipe: Recipe, task: Task = Task.RESTYLE) -> str:
    """The recipe in one line, e.g. `vintage travel poster, teal and cream, lettered "VISIT MARS"`."""
    parts = [] if task.has_source else [invention.subject(recipe)]
    parts += [LOOK_NAMES[recipe.look]] if recipe.look and not (parts and invention.is_poster(recipe)) else []
    if recipe.finish:
        parts.append(f"with {_FINISHES[recipe.finish]}")
    parts += [_MOOD_NAMES[mood] for mood in recipe.moods]
    if recipe.colours:
        parts.append(_listed([colour.name for colour in recipe.colours]))
    if recipe.letterings:
        parts.append("lettered " + _listed([f'"{lettering.text}"' for lettering in recipe.letterings]))
    return ", ".join(parts)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _muted(word: Token) -> Token:
    return Token(text=word.text or "#", raw=word.raw)


def _looks(words: Sequence[Token], found: Sequence[Hit]) -> tuple[Look | None, Look | None, set[int]]:
    """The look, the look it is finished with, and the places of the words that said so."""
    named = [hit for hit in found if hit.meaning.look]
    nouns = [hit for hit in named if hit.meaning.kind is Kind.NOUN]
    adjectives = [hit for hit in named if hit.meaning.kind is Kind.ADJECTIVE]
    ranked = nouns or adjectives or _free_generics(words, named, found)
    if not ranked:
        return None, None, set()
    head = _head(ranked)
    others = (hit.meaning.look for hit in (*nouns, *adjectives) if hit.meaning.look is not head.meaning.look)
    finish = next(others, None)
    drawn = {place for hit in named if hit.meaning.look in {head.meaning.look, finish} for place in hit.places}
    drawn.update(place for hit in named if hit.meaning.kind is Kind.GENERIC for place in hit.places)
    return head.meaning.look, finish, drawn


def _head(ranked: Sequence[Hit]) -> Hit:
    """The first look; of several that touch, as in "watercolor comic", the last."""
    head = ranked[0]
    for hit in ranked[1:]:
        if hit.start != head.end:
            break
        head = hit
    return head


def _free_generics(words: Sequence[Token], named: Sequence[Hit], found: Sequence[Hit]) -> list[Hit]:
    """Broad words, unless their clause names a look there is not: "anime drawing", "painted by Monet"."""
    ends = [at for at, word in enumerate(words) if word.ends_clause]
    others = {bisect(ends, hit.start) for hit in found if hit.meaning.kind is Kind.OTHER}
    return [hit for hit in named if bisect(ends, hit.start) not in others]


def _ignored(
    words: Sequence[Token], used: AbstractSet[int], gone: AbstractSet[int], impossible: Sequence[Edit]
) -> list[str]:
    """The parts of the prompt nothing was made of, in its own words and order."""
    starts = {edit.places.start: edit.places for edit in impossible}
    parts: list[str] = []
    run: list[int] = []
    for at in range(len(words) + 1):
        inside = at < len(words) and at not in used | gone and not words[at].ends_clause
        if run and (not inside or at in starts or (run[0] in starts and at not in starts[run[0]])):
            parts.append(_trimmed(words, run, whole=run[0] in starts))
            run = []
        if inside:
            run.append(at)
    return [part for part in dict.fromkeys(parts) if part][:_MOST_IGNORED]


def _trimmed(words: Sequence[Token], run: list[int], *, whole: bool) -> str:
    """The run in its own words, without fillers at its ends unless it is an edit's `whole`."""
    idle = FILLERS | LETTERING_WORDS if any(word.quote for word in words) else FILLERS
    said = [place for place in run if words[place].text.isalnum() and words[place].text not in idle]
    if not said:
        return ""
    first, last = (run[0], run[-1]) if whole else (said[0], said[-1])
    return " ".join(words[place].raw for place in range(first, last + 1))


def _refusal(words: Sequence[Token], found: Sequence[Hit], impossible: Sequence[Edit]) -> NotUnderstood:
    """Why nothing can be made of the prompt, with what would work instead."""
    every = tuple(LOOK_NAMES.values())
    if impossible:
        return NotUnderstood(impossible[0].answer, suggestions=every)
    others = [hit.meaning.other for hit in found if hit.meaning.kind is Kind.OTHER]
    if others:
        nearest = tuple(LOOK_NAMES[look] for look in OTHER_LOOKS[others[0]][1]) or ("at golden hour",)
        return NotUnderstood(
            f"I have no {others[0]} look. The nearest I can do: {', '.join(nearest)}.", suggestions=nearest
        )
    if any(word.text in {"says", "saying", "reads", "text", "caption", "letters", "words", "write"} for word in words):
        return NotUnderstood(_HINT, suggestions=every)
    return NotUnderstood(
        "I do not recognise a style, mood, colour or words to letter in this prompt. Name a style; add a mood (sunset, "
        'night, winter, fog, rain), colours, or "words in double quotes" if you like.',
        suggestions=every,
    )
