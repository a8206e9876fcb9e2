"""Texts for people. Written in English where the fact is known; said in the language that is spoken there.

A `Text` is a sentence that remembers what it was made from. Whoever does not care takes it for a string. What is made
before anybody is known to read it, such as a constant, is English until it is `said` or fills another text.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, Self, TypeVar


class Language(Protocol):
    """Translates templates, like `gettext.NullTranslations`; what it does not know comes back in English."""

    def gettext(self, message: str, /) -> str:
        """The template in this language."""
        ...

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """The template for that number in this language."""
        ...

    def pgettext(self, context: str, message: str, /) -> str:
        """The template in this language, as it is said in that context."""
        ...


_spoken: ContextVar[Language | None] = ContextVar("language", default=None)


@contextmanager
def speaking(language: Language | None) -> Generator[None]:
    """Make texts in this language until the block ends, also in tasks begun there; None is English."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def speak(language: Language | None) -> None:
    """Make texts in this language for the rest of the task."""
    _spoken.set(language)


class Text(str):
    """A sentence together with its template, which is in English, and what fills it."""

    __slots__ = ("language", "many", "number", "template", "values")

    template: str
    """With named fields, e.g. `{used} of {limit} used`; the key of its translations."""
    many: str | None
    """The template for any number but one, where the sentence has a number."""
    number: int | None
    """That number."""
    values: Mapping[str, object]
    """What fills the fields; those that are texts are translated themselves."""
    language: Language | None
    """In which it says what it says."""

    def __new__(
        cls, template: str, values: Mapping[str, object], *, many: str | None = None, number: int | None = None
    ) -> Self:
        """Fill the template in the language that is spoken."""
        language = _spoken.get()
        chosen = _chosen(language, template, many, number)
        filled = {name: said(value) for name, value in values.items()}
        text = super().__new__(cls, chosen.format_map(filled) if filled else chosen)
        text.template, text.many, text.number, text.values = template, many, number, values
        text.language = language
        return text

    def __getnewargs_ex__(self) -> tuple[tuple[str, Mapping[str, object]], dict[str, object]]:
        """What a copy is made from: one that was made from the sentence alone could not be translated."""
        return (self.template, self.values), {"many": self.many, "number": self.number}

    def __getstate__(self) -> None:
        """Nothing beside that: a copy speaks the language in which it is made, not that of its model."""


def _chosen(language: Language | None, template: str, many: str | None, number: int | None) -> str:
    if many is None or number is None:
        # The empty message is where catalogues keep what they say about themselves.
        return language.gettext(template) if language and template else template
    if language is None:
        return template if number == 1 else many
    return language.ngettext(template, many, number)


T = TypeVar("T")


def said(value: T) -> T | Text:
    """A text again in the language that is spoken now; anything else as it is."""
    if not isinstance(value, Text) or value.language is _spoken.get():
        return value
    return Text(value.template, value.values, many=value.many, number=value.number)


def in_english(value: T) -> T | Text:
    """A text as those read it who run the bot; anything else as it is."""
    with speaking(None):
        return said(value)


def recalled(template: str) -> Text:
    """A text without fields that was kept as its English template, in a row or a declaration."""
    return Text(template, {})


def t(template: str, /, **values: object) -> Text:
    """A text, e.g. `t("Only {who} can.", who=name)`; its template is a literal, to be gathered from the code."""
    return Text(template, values)


def tn(one: str, many: str, n: int, /, **values: object) -> Text:
    """A text that depends on a number, which fills `{n}`, e.g. `tn("{n} picture", "{n} pictures", 3)`."""
    return Text(one, {"n": n, **values}, many=many, number=n)
