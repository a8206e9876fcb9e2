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
from bot.domain.text import Text, said, t
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

LOOK_NAMES: Mapping[Look, Text] = MappingProxyType(
    {
        Look.POSTER: t("vintage travel poster"),
        Look.WATERCOLOR: t("watercolor painting"),
        Look.COMIC: t("comic book art"),
        Look.PENCIL: t("pencil drawing"),
        Look.RISO: t("risograph print"),
        Look.CYANOTYPE: t("cyanotype"),
        Look.POPART: t("pop art print"),
        Look.NOIR: t("film noir"),
        Look.VINTAGE_PHOTO: t("vintage photo"),
        Look.OIL: t("oil painting"),
    }
)
"""How each look is called; every name is also a prompt for it, in English."""

_MOOD_NAMES: Mapping[Mood, Text] = MappingProxyType(
    {
        Mood.GOLDEN_HOUR: t("at golden hour"),
        Mood.SUNSET: t("at sunset"),
        Mood.NIGHT: t("at night"),
        Mood.WINTER: t("in winter"),
        Mood.FOG: t("in fog"),
        Mood.RAIN: t("in rain"),
    }
)
_FINISHES: Mapping[Look, Text] = MappingProxyType(
    {
        Look.POSTER: t("with poster colours"),
        Look.WATERCOLOR: t("with a watercolor wash"),
        Look.COMIC: t("with comic ink"),
        Look.PENCIL: t("with pencil lines"),
        Look.RISO: t("with riso grain"),
        Look.CYANOTYPE: t("with a cyanotype tint"),
        Look.POPART: t("with pop art dots"),
        Look.NOIR: t("with noir shadows"),
        Look.VINTAGE_PHOTO: t("with a vintage finish"),
        Look.OIL: t("with oil strokes"),
    }
)
_MOST_IGNORED = 6
_HINT = t("Put the words to be lettered in double quotes, for example: {prompt}.", prompt=invention.SUGGESTIONS[-1])
_SAID_OF_MOODS = ("sunset", "night", "winter", "fog", "rain")
"""Words that stand for moods in prompts, in the language that this engine reads."""


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
    parts: list[str] = [] if task.has_source else [invention.subject(recipe)]
    parts += [said(LOOK_NAMES[recipe.look])] if recipe.look and not (parts and invention.is_poster(recipe)) else []
    if recipe.finish:
        parts.append(said(_FINISHES[recipe.finish]))
    parts += [said(_MOOD_NAMES[mood]) for mood in recipe.moods]
    if recipe.colours:
        parts.append(invention.listed([colour.name for colour in recipe.colours]))
    if recipe.letterings:
        words = invention.listed([f'"{lettering.text}"' for lettering in recipe.letterings])
        parts.append(t("lettered {words}", words=words))
    return ", ".join(parts)


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
    others = [hit.meaning.other for hit in found if hit.meaning.other is not None]
    if others:
        nearest = tuple(LOOK_NAMES[look] for look in OTHER_LOOKS[others[0]][1]) or (_MOOD_NAMES[Mood.GOLDEN_HOUR],)
        told = t("I have no {look} look. The nearest I can do: {nearest}.", look=others[0], nearest=", ".join(nearest))
        return NotUnderstood(told, suggestions=nearest)
    if any(word.text in {"says", "saying", "reads", "text", "caption", "letters", "words", "write"} for word in words):
        return NotUnderstood(_HINT, suggestions=every)
    return NotUnderstood(
        t(
            "I do not recognise a style, mood, colour or words to letter in this prompt. Name a style; add a mood "
            '({moods}), colours, or "words in double quotes" if you like.',
            moods=", ".join(_SAID_OF_MOODS),
        ),
        suggestions=every,
    )
