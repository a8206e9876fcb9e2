"""Texts for people. Written in English where the fact is known, and said in other languages where they are shown.

A `Text` is the English sentence, and remembers what it was made from. Whoever does not care takes it for a string.
"""

from collections.abc import Mapping
from typing import Self


class Text(str):
    """A sentence in English together with its template and what fills it."""

    __slots__ = ("many", "number", "template", "values")

    template: str
    """With named fields, e.g. `{used} of {limit} used`; the key of its translations."""
    many: str | None
    """The template for any number but one, where the sentence has a number."""
    number: int | None
    """That number."""
    values: Mapping[str, object]
    """What fills the fields; those that are texts are translated themselves."""

    def __new__(
        cls, template: str, values: Mapping[str, object], *, many: str | None = None, number: int | None = None
    ) -> Self:
        """Fill the template in English."""
        chosen = template if many is None or number == 1 else many
        text = super().__new__(cls, chosen.format_map(values) if values else chosen)
        text.template, text.many, text.number, text.values = template, many, number, values
        return text

    def __getnewargs_ex__(self) -> tuple[tuple[str, Mapping[str, object]], dict[str, object]]:
        """What a copy is made from: one that was made from the sentence alone could not be translated."""
        return (self.template, self.values), {"many": self.many, "number": self.number}


def t(template: str, /, **values: object) -> Text:
    """A text, e.g. `t("Only {who} can do that.", who=name)`."""
    return Text(template, values)


def tn(one: str, many: str, n: int, /, **values: object) -> Text:
    """A text that depends on a number, which fills `{n}`, e.g. `tn("{n} picture", "{n} pictures", 3)`."""
    return Text(one, {"n": n, **values}, many=many, number=n)
