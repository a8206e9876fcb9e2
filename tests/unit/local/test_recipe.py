"""Reading prompts: what is recognised, what is named as ignored, what is refused and with which answer."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import NotUnderstood
from bot.domain.request import Magic
from bot.domain.styles import PRESETS, full_prompt
from bot.engines.local.recipe import LOOK_NAMES, describe, read
from bot.engines.local.values import Lettering, Look, Mood, Position
from tests.unit.local.prompts import WRITTEN, WRITTEN_LAST, WRITTEN_LATER

REFUSED = "refused"


def outcome(prompt: str) -> str:
    try:
        return describe(read(prompt))
    except NotUnderstood:
        return REFUSED


@pytest.mark.parametrize(("prompt", "expected"), [*WRITTEN, *WRITTEN_LATER, *WRITTEN_LAST])
def test_prompts_as_people_write_them_are_read(prompt: str, expected: str) -> None:
    """Every prompt of the written collections becomes the recipe a person would expect."""
    assert outcome(prompt) == expected


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("railway advertisement", "vintage travel poster"),
        ("coloring book page", "pencil drawing"),
        ("sin city", "film noir"),
        ("raining", "in rain"),
        ("turn my sketch into a watercolor", "watercolor painting"),
        ("use this comic as an oil painting", "oil painting"),
        ("starry night sky over my house", "at night"),
        ("moonlit starry night", "at night"),
        ("black ink drawing with crosshatching", "pencil drawing, black"),
        ("vintage comic", "comic book art, with a vintage finish"),
        ("don't make it a comic, watercolor please", "watercolor painting"),
        ("teal and cream", "teal and cream"),
        ("foggy", "in fog"),
        ("rainy", "in rain"),
        ('a man wearing a top hat, comic, "HI"', 'comic book art, lettered "HI"'),
        ("film", "vintage photo"),
        ("flat style", "vintage travel poster"),
        ("acrylic style oil painting", "oil painting"),
    ],
)
def test_words_mean_what_they_mean_where_they_stand(prompt: str, expected: str) -> None:
    """Source words, adjectives, negations and doubtful words do not win over what is asked for."""
    assert outcome(prompt) == expected


@pytest.mark.parametrize(
    "prompt",
    [
        "watching", "matching hats", "growing", "flowing", "a carton of milk", "flat tire", "wash my car",
        "a fall from a horse", "cold cut", "golden retriever", "christmas card", "dark forest", "acrylic nails",
        "bathroom tiles", "a film crew", "don't make it a comic", "no watercolor", "a man wearing a top hat",
        "oil change", "good night everyone", "a black cat", "lady in red", "a rose", "an orange on a plate", "",
    ],
)  # fmt: skip
def test_words_that_only_resemble_a_look_ask_for_nothing(prompt: str) -> None:
    """Everyday words near a look, mood or colour are refused, and the refusal offers every look by name."""
    with pytest.raises(NotUnderstood) as refused:
        read(prompt)
    assert set(LOOK_NAMES.values()) <= set(refused.value.suggestions)


@pytest.mark.parametrize(
    ("prompt", "name", "nearest"),
    [
        ("lino cut", "linocut", Look.RISO),
        ("church window with lead lines", "stained glass", Look.POPART),
        ("in the style of the Starry Night", "Van Gogh", Look.OIL),
        ("van gogh", "Van Gogh", Look.OIL),
        ("neon", "neon", Look.POPART),
        ("turn this photo into a neon sign", "neon", Look.POPART),
        ("pixel art", "pixel art", Look.RISO),
        ("mosaic", "mosaic", Look.POPART),
        ("anime drawing", "anime", Look.COMIC),
        ("blueprint", "blueprint", Look.CYANOTYPE),
        ("charcoal", "charcoal", Look.PENCIL),
    ],
)
def test_a_look_there_is_not_is_refused_by_its_name(prompt: str, name: str, nearest: Look) -> None:
    """The refusal names the look asked for and suggests the nearest available ones, first the best."""
    with pytest.raises(NotUnderstood, match=name) as refused:
        read(prompt)
    assert refused.value.suggestions[0] == LOOK_NAMES[nearest]


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("make the dog blue", "one thing by itself"),
        ("make the sky pink", "one thing by itself"),
        ("remove the background", "background"),
        ("change the background to a beach", "background"),
        ("put a hat on him", "add things"),
        ("add a dragon in the sky", "add things"),
        ("give her sunglasses", "add things"),
        ("remove my ex", "remove things"),
        ("replace the dog with a cat", "replace"),
        ("turn him into a frog", "into something else"),
        ("turn this into a frog", "into something else"),
        ("make him smile", "people or things"),
        ("correct the sign", "words that are already in the picture"),
        ("upscale this", "enlarge"),
        ("what is in this picture?", "questions"),
        ("is this a real photo?", "questions"),
        ("write happy birthday", "double quotes"),
    ],
)
def test_what_filters_cannot_do_is_said_in_its_own_words(prompt: str, answer: str) -> None:
    """Object edits, removals, additions, questions and unquoted lettering each get their own answer."""
    with pytest.raises(NotUnderstood, match=answer):
        read(prompt)


@pytest.mark.parametrize(
    ("prompt", "ignored"),
    [
        ("van gogh oil painting", ("van gogh",)),
        ("neon city at night", ("neon city",)),
        ("make it a watercolor and add a hat", ("add a hat",)),
        ("comic, make the dog blue", ("make the dog blue",)),
        ("watercolor of my cat sleeping on a sofa", ("cat sleeping on a sofa",)),
        ("comic, dramatic lighting, 4k", ("dramatic lighting", "4k")),
        ("please make this photo look like a watercolor, thanks", ()),
    ],
)
def test_the_part_that_cannot_be_followed_is_named(prompt: str, ignored: tuple[str, ...]) -> None:
    """A prompt of which something is recognised is followed, and the rest is named in the person's own words."""
    assert read(prompt).ignored == ignored


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ('poster "A"', [("A", Position.BOTTOM, None)]),
        ('poster with "A" at the top', [("A", Position.TOP, None)]),
        ('"A" in the middle, comic', [("A", Position.MIDDLE, None)]),
        ('"A" at the top and "B" at the bottom', [("A", Position.TOP, None), ("B", Position.BOTTOM, None)]),
        ('top text "A" bottom text "B"', [("A", Position.TOP, None), ("B", Position.BOTTOM, None)]),
        ('add "SALE" in red', [("SALE", Position.BOTTOM, "red")]),
        ('big red letters saying "SALE" at the top', [("SALE", Position.TOP, "red")]),
        ('"SALE" in dark blue', [("SALE", Position.BOTTOM, "dark blue")]),
        ("poster, „Grüße“ oben", [("Grüße", Position.TOP, None)]),
        ("a man wearing a top hat, poster that says “hi”", [("hi", Position.BOTTOM, None)]),
        ('poster, don\'t write "A" on it, but "B"', [("B", Position.BOTTOM, None)]),
        ("poster that says VISIT MARS in teal", [("VISIT MARS", Position.BOTTOM, "teal")]),
        ("comic that says 'don't panic'", [("don't panic", Position.BOTTOM, None)]),
    ],
)
def test_quoted_words_are_lettered_exactly_where_and_how_they_were_asked_for(
    prompt: str, expected: list[tuple[str, Position, str | None]]
) -> None:
    """A text keeps its spelling; place and colour come from the words beside its quotes, the bottom is the default."""
    told = [(text.text, text.position, text.colour.name if text.colour else None) for text in read(prompt).letterings]
    assert told == expected


def test_a_colour_told_for_the_words_does_not_tint_the_picture() -> None:
    """`in red` after a quoted text is the text's colour; several colours are the picture's."""
    assert read('add "SALE" in red').colours == ()
    assert [colour.name for colour in read('poster "VISIT MARS" in teal and cream').colours] == ["teal", "cream"]
    assert read('poster "VISIT MARS" in teal and cream').letterings == (Lettering(text="VISIT MARS"),)


@pytest.mark.parametrize("look", Look)
def test_every_look_is_reached_by_its_own_name(look: Look) -> None:
    """The name a look is described and suggested by leads back to it."""
    assert read(LOOK_NAMES[look]).look is look


@pytest.mark.parametrize("mood", Mood)
def test_every_mood_is_reached_by_its_own_description(mood: Mood) -> None:
    """What a mood is described as leads back to it."""
    assert read(describe(read(mood.value.replace("_", " ")))).moods == (mood,)


def test_every_preset_is_understood_completely() -> None:
    """A preset's fragment is a look of this engine, alone and before other words."""
    looks = {preset.key: read(full_prompt("", preset.key)).look for preset in PRESETS}
    assert set(looks.values()) == set(Look)
    assert all(read(full_prompt("at night", preset.key)).moods == (Mood.NIGHT,) for preset in PRESETS)


def test_magic_adds_and_never_changes() -> None:
    """MEDIUM adds a mood, LARGE a palette too; what was asked stays, and the same seed adds the same."""
    plain = read("riso print")
    medium, large = (read("riso print", magic=magic, seed=4) for magic in (Magic.MEDIUM, Magic.LARGE))
    assert plain.look is medium.look is large.look is Look.RISO
    assert not plain.moods
    assert len(medium.moods) == 1
    assert not medium.colours
    assert len(large.colours) == 2
    assert read("riso print in red, at night", magic=Magic.LARGE).moods == (Mood.NIGHT,)
    assert read("riso print", magic=Magic.LARGE, seed=4) == large
    assert read("riso print", magic=Magic.LARGE, seed=5) != large


def test_magic_does_not_guess_a_look() -> None:
    """A prompt of which nothing is recognised is refused whatever magic is allowed."""
    with pytest.raises(NotUnderstood):
        read("make it cool", magic=Magic.LARGE)


@pytest.mark.parametrize(
    "prompt", ["\ue0003\ue001 comic", '"" comic', "«»„“ comic", "comic " + '"x" ' * 40, '" " comic']
)
def test_strange_characters_are_harmless(prompt: str) -> None:
    """Private characters, empty quotes and floods of quotes do not break the reading."""
    assert read(prompt).look is Look.COMIC
    assert len(read(prompt).letterings) <= 4


_WORDS = """
    make the dog into a blue comic poster at night in rain no without "A" top bottom add turn my red and , . ; ? !
    " “ ” « don't van gogh black white 's - / & 🌧 old film wash in teal remove background with text says
"""


@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_WORDS.split()), max_size=14).map(" ".join)))
def test_any_text_is_read_or_refused(prompt: str) -> None:
    """No prompt breaks the reading, and what is read has something to do and a description."""
    with suppress(NotUnderstood):
        recipe = read(prompt)
        assert describe(recipe)
        assert all(text.text.strip() for text in recipe.letterings)
