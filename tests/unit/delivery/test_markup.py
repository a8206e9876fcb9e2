"""Words of people inside our own text: shown as typed, never as anything else."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from bot.delivery.markup import escaped

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])", re.DOTALL)
"""How Discord reads a backslash: before a sign that is neither letter nor digit it makes it plain."""
MEANS_SOMETHING = set("*_~`|>#[]()<@:\\")
"""Signs that can begin or end markup, a quote, a heading, a link, a mention, an emoji or a timestamp."""


@given(st.text(max_size=300))
@example("**bold** __under__ ~~strike~~ ||spoiler|| `code` ```block```")
@example("# heading\n-# small\n> quote\n- item\n1. item")
@example("[link](https://evil.example) https://evil.example discord.gg/abc <https://evil.example>")
@example("@everyone @here <@1> <@&2> <#3> </cmd:4> <:e:5> <t:6:R> <id:home>")
@example("\\*not escaped\\*")
@example("\\")
def test_nothing_of_a_text_survives_as_markup(text: str) -> None:
    """Read as Discord reads it, an escaped text has no sign left that means something, and says the same."""
    shown = escaped(text)
    plain = ESCAPE.sub("", shown)
    assert not set(plain) & MEANS_SOMETHING
    assert not re.search(r"^\s*([-+]|\d+\.)\s", plain, re.MULTILINE)
    assert "://" not in plain
    assert "." not in plain
    assert ESCAPE.sub(r"\1", shown) == text


@given(st.text(), st.integers(1, 50))
def test_a_text_is_cut_before_it_is_escaped(text: str, limit: int) -> None:
    """The cut never leaves half an escape, and the visible length keeps the limit."""
    shown = ESCAPE.sub(r"\1", escaped(text, limit))
    assert len(shown) <= limit
    assert shown == text or shown.endswith("…")
