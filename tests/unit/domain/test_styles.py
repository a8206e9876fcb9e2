"""Presets are names for words that every engine understands."""

import pytest

from bot.domain.errors import BotError
from bot.domain.request import Wish
from bot.domain.styles import PRESETS, Preset, full_prompt, preset, suggested_strength
from bot.domain.text import speaking
from bot.engines.local.recipe import read
from tests.fakes.languages import OtherLetters, translated


def test_presets_have_names_of_their_own() -> None:
    """No two presets share a key or a name, and each is found by both, in any case."""
    assert len({each.key for each in PRESETS} | {each.name.casefold() for each in PRESETS}) >= len(PRESETS)
    for each in PRESETS:
        assert preset(each.key.upper()) == each == preset(f" {each.name} ")
    assert len({each.key for each in PRESETS}) == len({each.name for each in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize("style", PRESETS, ids=lambda style: style.key)
def test_every_fragment_is_understood_by_the_local_engine(style: Preset) -> None:
    """A style alone gets a look of its own, and nothing of it is ignored."""
    recipe = read(style.fragment)
    assert recipe.look is not None
    assert not recipe.ignored
    assert 0 < style.strength <= 1


def test_every_style_is_a_look_of_its_own() -> None:
    """No two styles lead to the same picture."""
    assert len({read(style.fragment).look for style in PRESETS}) == len(PRESETS)


def test_a_style_stands_before_the_persons_words() -> None:
    """The engine is told both; an unknown style adds nothing."""
    assert full_prompt("a cat", "poster") == "vintage travel poster, a cat"
    assert full_prompt("", "poster") == "vintage travel poster"
    assert full_prompt("a cat", None) == full_prompt("a cat", "nonsense") == "a cat"
    assert suggested_strength("pencil") == 0.85
    assert suggested_strength(None) == suggested_strength("nonsense") == 0.8


def test_every_error_has_a_text_for_its_reader() -> None:
    """A class's first line is what people read where nothing better is said."""
    pending = [BotError]
    while pending:
        kind = pending.pop()
        pending += kind.__subclasses__()
        assert (kind.__doc__ or "").strip()


def test_a_style_is_found_by_its_name_in_the_language_that_is_spoken() -> None:
    """Beside its English one, in any case; in other languages nobody knows it."""
    name = translated("Watercolor").upper()
    assert preset(name) is None
    with speaking(OtherLetters()):
        assert preset(name) == preset("watercolor") == preset("Watercolor")


def test_a_style_is_kept_by_its_key() -> None:
    """However it was typed: the next who varies the picture may read another language."""
    with speaking(OtherLetters()):
        wish = Wish(prompt="", style=translated("Watercolor"))
        assert wish.checked().style == "watercolor"
        assert wish.checked().checked().style == "watercolor"
    assert Wish(prompt="fog", style="nonsense").checked().style == "nonsense"
