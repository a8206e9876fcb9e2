"""The words of a prompt: what is cleaned away, what is lettered, what a thread is called."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.prompt import THREAD_NAME_LIMIT, clean_prompt, quoted_spans, quoted_words, thread_name


@given(st.text())
@example("a\u202eb")
@example("\u200d")
@example("a \u200b b")
@example("\ud800")
def test_a_clean_prompt_is_one_visible_line(text: str) -> None:
    """Nothing that cannot be seen survives, and cleaning twice changes nothing."""
    cleaned = clean_prompt(text)
    assert clean_prompt(cleaned) == cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in cleaned)
    assert not set(cleaned) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200e\u200f\ufeff\u200b")


@pytest.mark.parametrize("blank", ["\u200d", "\u3164", "\u2800", "\u115f", "\uffa0", "\u034f", "\ufe0f", " \n\t"])
def test_a_prompt_of_invisible_letters_is_empty(blank: str) -> None:
    """Fillers and joiners that show nothing do not make a prompt."""
    assert clean_prompt(blank * 3) == ""


@pytest.mark.parametrize("text", ["👩‍🚀 in ink", "❤️ poster", "क्‍ष", "café", "水彩", "naïve – “quoted”"])
def test_words_of_every_script_stay_as_they_are(text: str) -> None:
    """Joiners inside emoji and scripts, accents and typographic quotes are part of the words."""
    assert clean_prompt(text) == text


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ('poster that reads "VISIT MARS"', ("VISIT MARS",)),
        ('"ONE" and “TWO” and „DREI“ and «QUATRE»', ("ONE", "TWO", "DREI", "QUATRE")),
        ("don't draw 'this'", ()),
        ('an empty "" or " " pair', ()),
        ('"' + "x" * 81 + '" then "HI"', ("HI",)),
        ('one lonely " mark', ()),
    ],
)
def test_double_quotes_mark_the_words_to_letter(prompt: str, words: tuple[str, ...]) -> None:
    """Only words between two double quotes are lettered; what stands between two pairs is not."""
    assert quoted_words(prompt) == words


@given(st.text(alphabet='ab "“”„«»'))
def test_spans_and_words_belong_together(prompt: str) -> None:
    """Every quoted text has its span, which holds it between two marks."""
    for (start, end), text in zip(quoted_spans(prompt), quoted_words(prompt), strict=True):
        assert prompt[start + 1 : end - 1].strip() == text != ""


@given(st.text().map(clean_prompt), st.sampled_from([None, "poster", "Film noir"]))
@example("x" * 200, None)
@example(", " + "x" * 200, None)
def test_a_thread_name_fits_discord(prompt: str, style: str | None) -> None:
    """A thread's name is never empty and never longer than the limit."""
    assert 1 <= len(thread_name(prompt, style)) <= THREAD_NAME_LIMIT


def test_a_long_thread_name_is_cut_at_a_word() -> None:
    """The cut never leaves half a word, nor a comma before the dots."""
    name = thread_name(
        "a lighthouse in heavy rain, seen from the sea at night, painted by somebody very cold and wet", None
    )
    assert name.endswith("somebody very cold…")


def test_a_thread_is_called_by_its_style_too() -> None:
    """The same words in several styles make threads that can be told apart; a style alone is name enough."""
    assert thread_name("a quiet day", "poster") == "Travel poster: a quiet day"
    assert thread_name("", "poster") == "Travel poster"
