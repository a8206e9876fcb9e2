"""Words without a picture: what is drawn for them, what is left out and said so, and what is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import NotUnderstood
from bot.domain.request import Magic, Task
from bot.engines.local.invention import SUGGESTIONS
from bot.engines.local.recipe import describe, read
from bot.engines.local.values import Mood, Motif, Recipe


def imagined(prompt: str, seed: int = 1) -> Recipe:
    return read(prompt, task=Task.IMAGINE, seed=seed)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("watercolor mountains at dusk", "generated sketch of mountains, watercolor painting, at sunset"),
        ("oil painting of the alps in winter", "generated sketch of mountains, oil painting, in winter"),
        ("city skyline at night, comic", "generated sketch of a city and the sea, comic book art, at night"),
        ("rainy city at night", "generated sketch of a city and the sea, in rain, at night"),
        ("northern lights over the mountains", "generated sketch of northern lights and mountains, at night"),
        ("a full moon over the ocean", "generated sketch of the moon and the sea, at night"),
        ("golden hour hills with trees", "generated sketch of hills and a forest, at golden hour"),
        ("desert without clouds", "generated sketch of dunes"),
        ("a rainforest", "generated sketch of a forest and mountains"),
        ("autumn hills", "generated sketch of autumn colours and hills"),
        ("bosque, acuarela", "generated sketch of a forest and mountains, watercolor painting"),
        ("Berge im Nebel", "generated sketch of mountains, in fog"),
        ('watercolor of the alps "GO"', 'generated sketch of mountains, watercolor painting, lettered "GO"'),
        ("mountains in teal and orange", "generated sketch of mountains, teal and orange"),
        ('"HELLO"', 'typographic poster, lettered "HELLO"'),
        ('poster that reads "HELLO"', 'typographic poster, lettered "HELLO"'),
        ('comic poster "POW" in red', 'typographic poster, with comic ink, lettered "POW"'),
        ("teal and cream", "generated colour shapes, teal and cream"),
        ("abstract watercolor in navy and gold", "generated colour shapes, watercolor painting, navy and gold"),
        ("geometric pattern, riso", "generated colour shapes, risograph print"),
    ],
)  # fmt: skip
def test_words_become_a_drawing_that_is_called_by_its_name(prompt: str, expected: str) -> None:
    """What can be drawn is told in one line before it is, and never called more than it is."""
    assert describe(imagined(prompt), Task.IMAGINE) == expected


@pytest.mark.parametrize(
    ("prompt", "ignored"),
    [
        ("a small cabin by the lake", ("small cabin",)),
        ("a dragon at sunset", ("dragon",)),
        ("cyberpunk city", ("cyberpunk",)),
        ("a dog in the forest, oil painting", ("dog",)),
        ("red mountain bike in the forest", ("red mountain bike",)),
    ],
)
def test_what_is_left_out_is_named(prompt: str, ignored: tuple[str, ...]) -> None:
    """As far as it goes: the rest of the prompt is told in its own words."""
    assert imagined(prompt).ignored == ignored


@pytest.mark.parametrize(
    "prompt",
    [
        "a dragon fighting a robot",
        "a cat",
        "oil painting of a dog",
        "watercolor",
        "mountain bike",
        "star wars",
        "hello",
    ],
)
def test_what_cannot_be_drawn_is_refused(prompt: str) -> None:
    """People, animals and things, and a style of nothing, are refused with prompts that work."""
    with pytest.raises(NotUnderstood) as refusal:
        imagined(prompt)
    assert refusal.value.suggestions == SUGGESTIONS


@pytest.mark.parametrize("suggestion", SUGGESTIONS)
def test_every_suggestion_works(suggestion: str) -> None:
    """What is offered instead is followed to its last word."""
    assert imagined(suggestion).ignored == ()


def test_what_is_not_said_differs_from_seed_to_seed() -> None:
    """Light alone may be anywhere: the card says where before it is drawn, and a reroll goes somewhere else."""
    told = {describe(imagined("sunset", seed), Task.IMAGINE) for seed in range(5)}
    assert len(told) == 5
    assert describe(imagined("sunset", 3), Task.IMAGINE) == describe(imagined("sunset", 3), Task.IMAGINE)


def test_what_shines_at_night_makes_it_night() -> None:
    """Stars, a moon or northern lights are seen in the dark, unless an hour is named."""
    assert imagined("stars over the desert").moods == (Mood.NIGHT,)
    assert imagined("the moon at sunset").moods == (Mood.SUNSET,)


def test_magic_may_choose_the_light() -> None:
    """Large magic enriches a drawing as it does a photo, and the card tells."""
    recipe = read("mountains, poster", task=Task.IMAGINE, magic=Magic.LARGE, seed=2)
    assert recipe.moods
    assert recipe.colours
    assert Motif.MOUNTAINS in recipe.motifs


def test_a_photograph_has_its_own_mountains() -> None:
    """With a picture to work on, things in the prompt are not drawn, and nothing of the old reading changes."""
    with pytest.raises(NotUnderstood):
        read("mountains and a lake")
    assert read("watercolor mountains").motifs == ()


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(prompt: str) -> None:
    """There is no third way."""
    with suppress(NotUnderstood):
        assert describe(imagined(prompt), Task.IMAGINE)
