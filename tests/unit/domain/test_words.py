"""Forbidden words are found as whole words, however they are dressed up, and nowhere else."""

import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.words import folded, forbidden_in

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")
WORDS = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd")), min_size=1, max_size=8)
DRESSES = {
    "case": "A nAkEd statue",
    "accents": "a nàkéd statue",
    "separate accents": "a na\u0301ke\u0308d statue",
    "full width": "a ｎａｋｅｄ statue",
    "mathematical letters": "a 𝐧𝐚𝐤𝐞𝐝 statue",
    "circled letters": "a ⓝⓐⓚⓔⓓ statue",
    "zero width space": "a na\u200bked statue",
    "soft hyphen": "a na\u00adked statue",
    "joiner": "a na\u200dked statue",
    "grapheme joiner": "a na\u034fked statue",
    "variation selector": "a na\ufe0fked statue",
    "filler": "a na\u3164ked statue",
    "direction marks": "a \u202enaked\u202c statue",
    "struck through": "a n\u0336a\u0336k\u0336e\u0336d\u0336 statue",
    "heaped accents": "a n\u0310\u0325a\u0310\u0325ked statue",
    "underscores": "a_naked_statue",
    "hyphens": "half-naked statue",
    "quotes": "“naked” statue",
    "at the end": "statue, naked",
}


def found_in(prompt: str, forbidden: str) -> bool:
    return any(forbidden_in(prompt, (forbidden,)))


@pytest.mark.parametrize("dress", DRESSES)
def test_a_word_is_found_in_every_dress(dress: str) -> None:
    """Neither case, accents, width, what cannot be seen nor punctuation hides a word."""
    assert found_in(DRESSES[dress], "naked")


@pytest.mark.parametrize(
    ("forbidden", "prompt"),
    [
        ("ass", "a glass of class, please assemble the bassist"),
        ("cum", "documents of a cucumber"),
        ("tit", "titanic title, constitution"),
        ("ass", "as sunny as it gets"),
        ("nazi", "benazir"),
        ("blood moon", "moon blood"),
        ("blood moon", "blood red moon"),
        ("blood moon", "bloody moon"),
        ("blood moon", "moonblood moonlight"),
        ("कम", "कमल और कमाल"),
        ("か", "が"),
    ],
)
def test_nothing_is_found_inside_other_words(forbidden: str, prompt: str) -> None:
    """No substring is a word, no other order is the phrase, and vowel signs and voicing make another word."""
    assert not found_in(prompt, forbidden)


@pytest.mark.parametrize(
    ("forbidden", "prompt"),
    [
        ("blood moon", "the Blood   Moon rises"),
        ("blood moon", "blood-moon"),
        ("Straße", "STRASSE bei Nacht"),
        ("İstanbul", "istanbul"),
        ("ısı", "ISI"),
        ("кровь", "КРОВЬ на снегу"),
        ("שלום", "שָׁלוֹם"),
        ("血", "血 月"),
        ("Ⅷ", "Henry viii"),
        ("don't", "DON’T"),
    ],
)
def test_words_of_many_scripts_are_found(forbidden: str, prompt: str) -> None:
    """Phrases are found whatever separates their words, and words whatever their script writes differently."""
    assert found_in(prompt, forbidden)


def test_what_has_no_words_forbids_nothing() -> None:
    """Neither an empty text nor one of signs alone is found anywhere, not even in one like it."""
    for nothing in ("", "  ", "🍆", "!!!", "\u200b", "_"):
        assert not found_in(nothing, nothing)
        assert not found_in("anything at all", nothing)


def test_those_that_stand_there_are_named_in_their_order() -> None:
    """Every forbidden word that a prompt holds is told, as it was written down."""
    forbidden = ("gore", "Blood", "red moon", "snow")
    assert tuple(forbidden_in("a blood red moon, no Gore", forbidden)) == ("gore", "Blood", "red moon")


@given(st.text(max_size=40))
def test_folding_is_done_at_once(text: str) -> None:
    """What is folded stays as it is, so that a word may be kept in its folded form."""
    once = folded(text)
    assert folded(" ".join(once)) == once
    assert all(word and not word.isspace() for word in once)


@given(WORDS, st.sampled_from(FORMS), st.sampled_from((str.upper, str.lower, str.title)))
def test_no_spelling_of_the_same_text_hides_a_word(word: str, form: Form, case: Callable[[str], str]) -> None:
    """Whatever Unicode takes for the same text, in whatever case, is the same word."""
    written = unicodedata.normalize(form, case(f"a {word} b"))
    assert found_in(written, word) or not folded(word)


@given(WORDS, WORDS)
def test_a_word_with_another_at_its_side_is_not_found(word: str, other: str) -> None:
    """Joined to letters, a word is another word."""
    assume(len(folded(word)) == len(folded(other)) == len(folded(word + other)) == 1)
    assume(folded(word) != folded(word + other))
    assert not found_in(word + other, word)


@given(st.lists(WORDS, min_size=1, max_size=6), st.data())
def test_a_run_of_words_is_a_phrase(words: list[str], data: st.DataObject) -> None:
    """Any words that follow each other in a prompt can be forbidden as a phrase."""
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    phrase = " ".join(words[start:end])
    assert found_in(", ".join(words), phrase) or not folded(phrase)
