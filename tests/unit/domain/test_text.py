"""Texts are sentences in English that remember what they were made from."""

import copy
import pickle
from collections.abc import Callable

import pytest

from bot.domain.text import Text, in_english, said, speaking, t, tn
from tests.fakes.languages import OtherLetters, translated


def test_a_text_is_its_sentence() -> None:
    """Whoever takes it for a string gets the English sentence, and it compares and hashes as that."""
    told = t("Only {who} can do that.", who="Ada")
    assert told == "Only Ada can do that."
    assert {told} == {"Only Ada can do that."}
    assert f"{told}" == "Only Ada can do that."


def test_a_text_remembers_what_it_was_made_from() -> None:
    """Its template is the key of its translations, and what fills it is kept as it was given."""
    inner = t("each member")
    told = t("{what} for {whom}", what=3, whom=inner)
    assert (told.template, told.values) == ("{what} for {whom}", {"what": 3, "whom": inner})
    assert isinstance(told.values["whom"], Text)


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 pictures"), (1, "1 picture"), (2, "2 pictures"), (-1, "-1 pictures")]
)
def test_numbers_choose_the_form(number: int, said: str) -> None:
    """One is one, and everything else is many; the number itself is kept for languages with other forms."""
    told = tn("{n} picture", "{n} pictures", number)
    assert told == said
    assert (told.template, told.many, told.number) == ("{n} picture", "{n} pictures", number)


def test_words_of_people_are_not_templates() -> None:
    """What somebody wrote fills a field and is never filled itself; a text without fields may hold braces."""
    assert t("blocked: {reason}", reason="{who} {0} {") == "blocked: {who} {0} {"
    assert t("as {is}") == "as {is}"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda told: pickle.loads(pickle.dumps(told))])
def test_a_copy_can_be_translated_too(again: Callable[[Text], Text]) -> None:
    """Copied with the value it is part of, or sent to another process, it is the same text."""
    told = tn("{n} picture {span}", "{n} pictures {span}", 3, span=t("a day"))
    same = again(told)
    assert same == told
    assert (same.template, same.many, same.number, same.values) == (told.template, told.many, told.number, told.values)
    assert isinstance(same.values["span"], Text)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda told: pickle.loads(pickle.dumps(told))])
def test_a_copy_speaks_as_it_is_spoken_where_it_is_made(again: Callable[[Text], Text]) -> None:
    """Whoever says it once more gets it in their language, and no language is copied with it."""
    with speaking(OtherLetters()):
        told = t("{what} is gone.", what=t("the picture"))
    english = again(told)
    assert (english, english.language) == ("the picture is gone.", None)
    with speaking(OtherLetters()):
        assert said(english) == translated("the picture is gone.")
        assert said(told) == translated("the picture is gone.")


def test_whoever_runs_the_bot_reads_english() -> None:
    """Whatever was said to somebody in their language, and whatever fills it."""
    with speaking(OtherLetters()):
        told = t("{what} is gone.", what=t("the picture"))
        assert (told, in_english(told)) == (translated("the picture is gone."), "the picture is gone.")
        assert in_english("plain") == "plain"
