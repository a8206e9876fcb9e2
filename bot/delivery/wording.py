"""Texts of the domain as they are shown: what people wrote in them cannot become markup, mentions or links.

Mentions and moments are the domain's own and stay what they are; nobody is pinged by them, see `private`.
"""

import re

from bot.delivery.markup import escaped
from bot.domain.text import Text

_OURS = re.compile(r"(<(?:@[&!]?|#|t:)\d+(?::[a-zA-Z])?>)")


def safe(text: str, limit: int = 100) -> str:
    """A text with each of the words that fill it escaped and cut to `limit` characters."""
    if not isinstance(text, Text):
        return "".join(part if at % 2 else escaped(part, limit) for at, part in enumerate(_OURS.split(text)))
    values = {name: safe(value, limit) if isinstance(value, str) else value for name, value in text.values.items()}
    return Text(text.template, values, many=text.many, number=text.number)
